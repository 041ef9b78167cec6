"""Whether a page is for everybody, as far as rules can tell: axe, in the page itself."""

from collections.abc import Mapping
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page

_AXE: Final = Axe()

_OPTIONS: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    # Of a rule that is kept axe names one place, and no place by a selector: saying where takes as long as most rules.
    "resultTypes": ["violations"],
    "selectors": False,
}


def looked_at(page: Page) -> Mapping[str, Any]:
    """Give what axe says of the page as it stands: `violations` whole, and by name the rules in `passes`."""
    if not page.evaluate("'axe' in window"):  # the same page once more, at another width
        page.evaluate(_AXE.axe_script)
    found: Mapping[str, Any] = page.evaluate("options => axe.run(document, options)", _OPTIONS)
    return found
