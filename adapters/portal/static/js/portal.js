// Every page works without this. Each part finds its own elements, and does nothing where there are none.
import { rememberDisclosures } from "./disclosures.js";
import { focusErrorSummary } from "./errors.js";
import { enableLive } from "./live.js";
import { enablePrinting } from "./printing.js";
import { enableSliders } from "./sliders.js";

enableSliders(document);
enablePrinting(document);
rememberDisclosures(document);
focusErrorSummary(document);
enableLive(document);
