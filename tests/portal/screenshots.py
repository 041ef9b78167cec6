"""Pictures of every page for `docs/portal/`, from a demo that runs: `python tests/portal/screenshots.py`.

Written small (WebP), in Dutch, wide and for the main pages narrow too. Not part of the tests: look at them.
"""

import base64
import tempfile
from pathlib import Path

from portal.browser import running_browser
from portal.test_assisted_sessions import begin
from portal.test_whole_journey import told_of_the_household
from portal.test_workers import open_case
from portal.walking import Walker, walking
from portal.workers import workplace
from running_hub import running_hub
from sources import ROOT

FOLDER = ROOT / "docs" / "portal"

LONGEST = 2700
"""Three screens of a page say how it looks (pixels)."""

FIVE = ("cjib", "duo", "cak", "belastingdienst", "toeslagen")


def taken(walker: Walker, name: str) -> None:
    """Take the whole page, at most three screens of it."""
    FOLDER.mkdir(exist_ok=True)
    page = walker.page
    page.wait_for_load_state("networkidle")
    width, height = page.evaluate("() => [innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, LONGEST), "scale": 1}
    wanted = {"format": "webp", "quality": 50, "captureBeyondViewport": True, "clip": clip}
    told = page.context.new_cdp_session(page).send("Page.captureScreenshot", wanted)
    (FOLDER / f"{name}-{width}.webp").write_bytes(base64.b64decode(told["data"]))


def pages(walker: Walker) -> None:
    """Go the whole way once."""
    page = walker.page
    walker.go("/")
    taken(walker, "start")
    walker.log_in("noor")
    taken(walker, "overzicht-zonder-toestemming")
    walker.go("/toestemming")
    taken(walker, "toestemming")
    walker.press("Toestemming geven")
    taken(walker, "toestemming-fout")
    for code in FIVE:
        if page.locator(f"input[name=agencies][value={code}]").count():
            walker.tick("agencies", code)
    walker.press("Toestemming geven")
    taken(walker, "overzicht")
    page.locator("a[href^='/schuld/']").first.click()
    taken(walker, "schuld")
    walker.go("/wat-kunt-u-betalen")
    told_of_the_household(walker)
    walker.press("Reken uit")
    taken(walker, "wat-kunt-u-betalen")
    walker.go("/voorstel")
    taken(walker, "voorstel")
    walker.go("/vergelijk")
    page.fill("input[name=lump_sum]", "500")
    walker.press("Laat zien wat er verandert")
    taken(walker, "vergelijk")
    walker.go("/voorstel")
    walker.press("Controleer dit voorstel")
    taken(walker, "akkoord")
    walker.tick("method", "transfer")
    walker.tick("read", "yes")
    walker.press("Verder")
    taken(walker, "akkoord-zeker")
    walker.tick("sure", "yes")
    walker.press("Akkoord")
    taken(walker, "mijn-regeling")
    plan = walker.path
    for path, name in (
        ("/mijn-regelingen", "mijn-regelingen"),
        (f"{plan}/pauze", "pauze"),
        (f"{plan}/stoppen", "stoppen"),
        ("/wie-keek-er", "wie-keek-er"),
        ("/mijn-toestemmingen", "mijn-toestemmingen"),
        ("/laat-een-mens-kijken", "laat-een-mens-kijken"),
        ("/mijn-toestemmingen/wie-mag-voor-mij-handelen", "wie-mag-voor-mij-handelen"),
        ("/vergeet-mij", "vergeet-mij"),
        ("/downloads", "downloads"),
        ("/hulp", "hulp"),
        ("/over", "over"),
        ("/bestaat-niet", "bestaat-niet"),
    ):
        walker.go(path)
        taken(walker, name)


def pages_of_workers(walker: Walker) -> None:
    """Open a case, and look at the client."""
    walker.go("/")
    taken(walker, "medewerker-start")
    walker.log_in("staff:cjib")
    taken(walker, "medewerker")
    open_case(walker, "noor")
    taken(walker, "medewerker-klant")
    walker.go("/medewerker/wachtrij")
    taken(walker, "medewerker-wachtrij")


def pages_of_helpers(walker: Walker) -> None:
    """Begin a session on a paper, and look."""
    walker.log_in("intermediary")
    taken(walker, "samen")
    begin(walker, "noor", "VIEW")
    taken(walker, "samen-wat-u-mag")
    walker.go("/overzicht")
    taken(walker, "samen-overzicht")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        with workplace(Path(folder), "staff", "intermediary") as place:
            for width in (1280, 320):
                with walking(browser, place.portals["staff"], width=width) as walker:
                    pages_of_workers(walker)
                with walking(browser, place.portals["intermediary"], width=width) as walker:
                    pages_of_helpers(walker)
        for width in (1280, 320):
            with running_hub(Path(folder) / str(width)) as hub, walking(browser, hub.url, width=width) as walker:
                pages(walker)


if __name__ == "__main__":
    main()
