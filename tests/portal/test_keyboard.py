"""The whole way with Tab, Space and Enter only, and what each page weighs and says to the browser."""

import gzip
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Response
from portal.arrangements import UNHURRIED
from portal.walking import walking
from running_hub import RunningHub, running_hub

pytestmark = pytest.mark.leaks("the log-in of the demo puts codes into addresses")

MOST_STEPS: Final = 120
"""More presses of Tab than any page needs."""

MOST_BYTES: Final = 30_720
"""CSS and JavaScript of one page, packed."""

VISIBLE: Final = """() => {
  const shown = getComputedStyle(document.activeElement);
  const label = document.activeElement.labels?.[0];
  const around = label ? getComputedStyle(label) : shown;
  return [shown, around].some(
    (one) => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
}"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("keyboard"), more=UNHURRIED) as running:
        yield running


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; wherever the focus is, it can be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            assert page.evaluate(VISIBLE), f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def press_button(page: Page, words: str) -> None:
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("(words) => document.activeElement.innerText?.trim().startsWith(words)", words):
            assert page.evaluate(VISIBLE)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never comes to {words}")


def test_from_permission_to_agreeing_without_a_mouse(hub: RunningHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        page = walker.page
        walker.log_in("noor")
        walker.go("/toestemming")
        for code in ("cjib", "duo", "cak"):
            tab_to(page, f"input[name=agencies][value={code}]")
            page.keyboard.press("Space")
        press_button(page, "Toestemming geven")
        assert walker.path == "/overzicht"

        press_button(page, "Maak een voorstel")
        assert walker.heading == "Uw voorstel"
        press_button(page, "Controleer dit voorstel")
        tab_to(page, "input[name=method]")
        page.keyboard.press("Space")
        tab_to(page, "input[name=read]")
        page.keyboard.press("Space")
        press_button(page, "Verder")
        assert walker.heading == "Weet u het zeker?"
        tab_to(page, "input[name=sure]")
        page.keyboard.press("Space")
        press_button(page, "Akkoord")
        assert walker.heading == "Mijn regeling"


def test_the_first_tab_leads_past_the_navigation(hub: RunningHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.go("/hulp")
        walker.page.keyboard.press("Tab")
        walker.page.keyboard.press("Enter")
        assert walker.page.url.endswith("#main")


PAGES: Final = (
    "/",
    "/overzicht",
    "/voorstel",
    "/vergelijk",
    "/wat-kunt-u-betalen",
    "/toestemming",
    "/hulp",
    "/nergens",
)

SAID: Final = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def test_every_page_is_light_stays_at_home_and_holds_the_browser_to_it(hub: RunningHub, browser: Browser) -> None:
    hub.consent("milan")
    with walking(browser, hub.url) as walker:
        walker.log_in("milan")
        answers: list[Response] = []
        walker.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 it notes itself on what it is given
        for path in PAGES:
            answers.clear()
            walker.go(path)
            walker.page.wait_for_load_state("networkidle")
            page = next(each for each in answers if each.request.resource_type == "document")
            # Asked for once more: a browser may no longer have what it took from its own memory.
            files = {
                each.url: walker.page.request.get(each.url).body()
                for each in answers
                if each.request.resource_type in ("stylesheet", "script")
            }
            weight = sum(len(gzip.compress(content)) for content in files.values())
            assert 0 < weight <= MOST_BYTES, (path, weight)
            assert SAID.items() <= page.headers.items()
            policy = page.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; ")
            assert "unsafe" not in policy
            assert page.headers["permissions-policy"]
        assert walker.strangers == []
        assert not [told for told in walker.said if "404" not in told]
