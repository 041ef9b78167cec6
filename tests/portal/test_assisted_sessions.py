"""A helping organization goes through the pages with somebody who signed a paper: as far as that goes, and seen."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect
from portal.test_every_page import wrong
from portal.walking import Walker
from portal.workers import Workplace, working, workplace
from running_hub import PERSONAS, RunningHub

LEAKS = pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")

LOOKS: Final = """{ accesses { ... on AccessConnection { edges { node { kind by { role name oin } } } } } }"""
MANDATES: Final = """{ mandates { ... on MandateList { mandates { id evidence acts agencies { code } inForce } } } }"""
END: Final = """mutation ($ids: [ID!]!) {
  endMandates(input: { idempotencyKey: "end", mandates: $ids }) { problems { __typename } } }"""
AGREED: Final = """{ acceptedArrangements { ... on AcceptedArrangementConnection { edges { node { state } } } } }"""

FIVE: Final = ("belastingdienst", "toeslagen", "cjib", "duo", "cak")
PAGES: Final = ("/", "/samen", "/overzicht", "/voorstel")
"""Its own, and two of those that it shares with citizens."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with workplace(tmp_path_factory.mktemp("assisted"), "intermediary") as running:
        yield running


def begin(walker: Walker, persona: str, *acts: str, agencies: tuple[str, ...] = FIVE) -> None:
    """Write down what somebody signed, and begin."""
    walker.go("/samen")
    walker.page.fill("[name=client]", PERSONAS[persona].bsn)
    walker.tick("way", "new")
    for act in acts:
        walker.tick("acts", act)
    for agency in agencies:
        walker.tick("agencies", agency)
    walker.page.fill("[name=signed_on]", "2026-11-20")
    walker.page.fill("[name=reference]", "dossier-12")
    walker.press({"nl": "Begin de sessie", "en": "Begin the session"}[walker.language])
    expect(walker.page.locator(".er-acting")).to_be_visible()


def asked(hub: RunningHub, persona: str, query: str, **variables: object) -> dict[str, Any]:
    answer = hub.post(query, token=hub.token(persona=persona), **variables)
    (found,) = answer["data"].values()
    return dict(found)


@LEAKS
def test_a_helper_arranges_it_on_a_paper_and_the_person_sees_that_and_ends_it(
    place: Workplace, browser: Browser
) -> None:
    addresses: list[str] = []
    with working(browser, place, "intermediary") as helper:
        helper.page.on("request", lambda request: addresses.append(request.url))
        helper.go("/overzicht")
        assert helper.path == "/samen"
        begin(helper, "noor", "VIEW", "ACCEPT")
        assert "Akkoord gaan met een regeling" in helper.text.partition("Dit mag u niet")[0]
        assert "Toestemming geven" in helper.text.partition("Dit mag u niet")[2]
        helper.go("/overzicht")
        assert "U doet dit voor de persoon van dossier dossier-12." in helper.text
        assert helper.page.locator("a[href^='/schuld/'], a[href='/toestemming']").count() == 0
        assert "Verkeersboete" in helper.text
        helper.go("/voorstel")
        helper.press("Controleer dit voorstel")
        helper.tick("method", "transfer")
        helper.tick("read", "yes")
        helper.press("Verder")
        helper.tick("sure", "yes")
        helper.press("Akkoord")
        assert helper.path.startswith("/mijn-regelingen/")
        assert helper.page.locator("a[href$='/betalen'], a[href$='/wijziging'], a[href$='/brief']").count() == 0
        helper.go("/samen")
        helper.press("Sluit de sessie")
        helper.go("/overzicht")
        assert helper.path == "/samen"

    (mandate,) = asked(place.hub, "noor", MANDATES)["mandates"]
    assert (mandate["evidence"], mandate["inForce"]) == ("PAPER", True)
    assert len(asked(place.hub, "noor", AGREED)["edges"]) == 1
    looks = asked(place.hub, "noor", LOOKS)["edges"]
    assert {"INTERMEDIARY"} <= {look["node"]["by"]["role"] for look in looks}
    written = [path.read_text(encoding="utf-8") for path in place.hub.folder.path.glob("*.log")]
    assert not [each for each in (*addresses, *written) if PERSONAS["noor"].bsn in each]

    asked(place.hub, "noor", END, ids=[mandate["id"]])
    with working(browser, place, "intermediary") as helper:
        helper.page.fill("[name=client]", PERSONAS["noor"].bsn)
        helper.tick("way", "known")
        helper.page.fill("[name=reference]", "dossier-12")
        helper.press("Begin de sessie")
        assert "U mag hier nu niets doen" in helper.text
        helper.go("/overzicht")
        assert "Verkeersboete" not in helper.text


@LEAKS
def test_a_paper_to_look_lets_nobody_agree(place: Workplace, browser: Browser) -> None:
    with working(browser, place, "intermediary") as helper:
        begin(helper, "lotte", "VIEW", agencies=("cjib", "duo"))
        assert "Iets doen bij CAK" in helper.text.partition("Dit mag u niet")[2]
        helper.go("/samen")
        begin(helper, "daan", "VIEW")
        helper.go("/voorstel")
        helper.press("Controleer dit voorstel")
        helper.tick("method", "transfer")
        helper.tick("read", "yes")
        helper.press("Verder")
        helper.tick("sure", "yes")
        helper.press("Akkoord")
        assert helper.heading == "Dit kan zo niet"
    assert asked(place.hub, "daan", AGREED)["edges"] == []


@LEAKS
@pytest.mark.parametrize(("width", "language"), [(320, "nl"), (1280, "en")])  # both of each, in half the time
def test_every_page_of_an_assisted_session_is_for_everybody(
    place: Workplace, browser: Browser, width: int, language: str
) -> None:
    with working(browser, place, "intermediary", language=language, width=width, scripts=True) as helper:
        helper.page.locator("main button[type=submit]").last.click()
        assert wrong(helper) == []
        begin(helper, "fatima", "VIEW", "CONSENT", agencies=("cjib",))
        for path in PAGES:
            helper.go(path)
            assert (path, wrong(helper)) == (path, [])
            assert helper.page.locator("h1").count() == 1
