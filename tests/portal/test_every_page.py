"""Every page, in both languages, narrow and wide: for everybody (WCAG 2.2 AA), from nowhere else, and light."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import pytest
from playwright.sync_api import Browser
from portal.accessibility import looked_at
from portal.arrangements import UNHURRIED
from portal.browser import WIDTHS
from portal.walking import Walker, walking
from running_hub import RunningHub, running_hub

from adapters.portal import contents, paths
from adapters.portal.texts import Texts

pytestmark = pytest.mark.leaks(
    "the browser of these tests goes through the demo's log-in, whose codes stand in addresses"
)

OPEN: Final = ("/", "/hulp", "/over", "/bestaat-niet")

ADDRESSES: Final = [paths.PATHS[name] for name in contents.PAGES if "{file}" not in paths.PATHS[name]]
"""Whatever page there is for citizens, files aside: one that is added is looked at."""

PAGES: Final = [
    *(path for path in ADDRESSES if "{" not in path and path not in OPEN),
    "/wie-keek-er?weergave=organisaties",
]

GONE: Final = [re.sub(r"{\w+}", "bestaat-niet", path) for path in ADDRESSES if "{" in path]
"""Pages about something, where there is no such thing. That there is, is looked at below, and where it is made."""

PERSONAS: Final = {
    "noor": "owes money to all five",
    "sem": "is refused",
    "fatima": "needs a person",
    "lotte": "objected",
    "omar": "left an organisation out",
}

CROSSINGS: Final = tuple(product(WIDTHS, ("nl", "en")))

LOOKS: Final = [
    *(("noor", WIDTHS, language) for language in ("nl", "en")),
    *(
        (persona, (width,), language)
        for persona, (width, language) in zip([name for name in PERSONAS if name != "noor"], CROSSINGS, strict=True)
    ),
]
"""Who looks, how wide, in which language: noor at every crossing, each of the others at one."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("pages"), more=UNHURRIED) as running:
        for persona in PERSONAS:
            running.consent(persona)
        yield running


def wrong(walker: Walker) -> list[str]:
    """What is wrong with the page for somebody: by the rules, or by being pushed sideways."""
    violations = looked_at(walker.page)["violations"]
    found = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in violations]
    sideways = walker.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"{sideways} px sideways"] if sideways > 0 else [])]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_without_a_log_in_are_for_everybody(hub: RunningHub, browser: Browser, language: str) -> None:
    with walking(browser, hub.url, language=language) as walker:
        for path in OPEN:
            walker.go(path)
            for width in walker.widths():
                assert (path, width, wrong(walker)) == (path, width, [])
            assert walker.page.get_attribute("html", "lang") == language


@pytest.mark.parametrize(("persona", "widths", "language"), LOOKS, ids=[f"{look[0]}-{look[2]}" for look in LOOKS])
def test_every_page_is_for_everybody(
    hub: RunningHub, browser: Browser, persona: str, widths: Sequence[int], language: str
) -> None:
    with walking(browser, hub.url, width=widths[0], language=language) as walker:
        walker.log_in(persona)
        first = walker.page.locator("a[href*='/schuld/']").first
        debts = [str(first.get_attribute("href")).removeprefix("/en")] if first.count() else []
        disputes = [f"{debt}/klopt-niet" for debt in debts]
        waiting = [debt.replace("/schuld/", "/voorstel/toch-meenemen/") for debt in debts]
        gone = GONE if persona == "noor" else []  # the same page for everybody
        for path in (*PAGES, *debts, *disputes, *waiting, *gone):
            walker.go(path)
            for width in widths:
                walker.page.set_viewport_size({"width": width, "height": 900})
                assert (path, width, wrong(walker)) == (path, width, [])
            assert walker.page.locator("h1").count() == 1
            assert walker.page.get_attribute("html", "lang") == language
        assert walker.strangers == []
        # On a busy machine a browser complains that a font which it fetched early was used late.
        assert not [said for said in walker.said if "404" not in said and "was preloaded" not in said]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_form_that_comes_after_the_session_ended_says_so_to_everybody(
    hub: RunningHub, browser: Browser, language: str
) -> None:
    with walking(browser, hub.url, width=320, language=language) as walker:
        walker.log_in("noor")
        walker.go("/laat-een-mens-kijken")
        walker.page.context.clear_cookies()
        walker.page.locator("main form button").last.click()
        walker.page.wait_for_load_state()
        assert walker.heading == Texts.read(language)("signed_out.title")
        assert wrong(walker) == []
