"""Acting for somebody else: for whom stands on every page, what may be done is said, and nothing more can be done."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from portal.arrangements import UNHURRIED
from portal.stubs import Somebody, before, speaking_to
from portal.test_every_page import PAGES, wrong
from portal.walking import Walker, walking
from running_hub import RunningHub, running_hub

ACTING = "/namens-iemand-anders"

AGENCIES = [{"code": "duo", "name": "DUO"}, {"code": "cak", "name": "CAK"}]


def on_a_mandate(**changes: Any) -> dict[str, Any]:
    mandate = {
        "id": "m-1",
        "kind": "HELP",
        "acts": ["VIEW"],
        "evidence": "PAPER",
        "agencies": AGENCIES[:1],
        "representativeOin": "00000099000000099000",
        "representativeName": "Hulp",
        "purposes": ["OVERVIEW"],
        "givenAt": "2026-05-01T00:00:00+02:00",
        "validFrom": "2026-05-01T00:00:00+02:00",
        "validUntil": "2027-05-01T00:00:00+02:00",
        "endedAt": None,
        "inForce": True,
        "canEnd": True,
        "signedOn": None,
        **changes,
    }
    return {"data": {"agencies": AGENCIES, "mandates": {"__typename": "MandateList", "mandates": [mandate]}}}


async def page_of(answer: dict[str, Any], who: Somebody, path: str = ACTING) -> str:
    async with speaking_to(before(answer, who)) as http:
        found: str = (await http.get(path)).text
    return found


async def test_what_a_narrow_mandate_does_not_cover_is_said_plainly() -> None:
    page = await page_of(on_a_mandate(), Somebody(represents=True, whom="Yusuf"))
    may, _, may_not = page.partition("Dit mag u niet")

    assert "U doet dit voor Yusuf." in page
    assert "Zien wat er openstaat" in may
    assert "Akkoord gaan" not in may
    for said in ("Akkoord gaan met een regeling", "Toestemming geven", "Iets doen bij CAK", "als bestand ophalen"):
        assert said in may_not
    assert "Iets doen bij DUO" not in page
    assert "1 mei 2027" in page


async def test_a_mandate_that_ended_lets_nobody_do_anything() -> None:
    page = await page_of(on_a_mandate(inForce=False), Somebody(represents=True))

    assert "U mag hier nu niets doen" in page
    assert "Dit mag u</h" not in page


@pytest.mark.parametrize(("language", "said"), [("", "U doet dit voor iemand anders."), ("/en", "for somebody else.")])
async def test_without_a_name_it_is_said_all_the_same(language: str, said: str) -> None:
    assert said in await page_of({}, Somebody(represents=True), f"{language}/hulp")


async def test_a_name_is_text_and_nothing_else() -> None:
    page = await page_of({}, Somebody(represents=True, whom="<b>{name}</b>"), "/hulp")

    assert "U doet dit voor &lt;b&gt;{name}&lt;/b&gt;." in page


async def test_whoever_acts_for_themselves_sees_nothing_of_it() -> None:
    assert "er-acting" not in await page_of({}, Somebody(), "/hulp")
    async with speaking_to(before({}, Somebody())) as http:
        answer = await http.get(ACTING)
    assert (answer.status_code, answer.headers["location"]) == (303, "/overzicht")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("acting"), more=UNHURRIED) as running:
        yield running


def come_in(walker: Walker, persona: str, *, acting_for: str | None = None) -> None:
    walker.log_in(persona, acting_for=acting_for)
    expect(walker.page.locator("h1")).to_have_text({"nl": "Uw overzicht", "en": "Your overview"}[walker.language])


LEAKS = pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")


@LEAKS
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_says_for_whom_and_is_for_everybody(hub: RunningHub, browser: Browser, language: str) -> None:
    said = {"nl": "U doet dit voor lotte.", "en": "You do this for lotte."}[language]
    with walking(browser, hub.url, language=language) as walker:
        come_in(walker, "noor", acting_for="lotte")
        for path in (*PAGES, ACTING):
            walker.go(path)
            for width in walker.widths():
                assert (path, width, said in walker.text) == (path, width, True)
        for width in walker.widths():
            assert (width, wrong(walker)) == (width, [])


@LEAKS
def test_a_helper_arranges_it_and_the_person_sees_that_and_ends_it(hub: RunningHub, browser: Browser) -> None:
    with walking(browser, hub.url) as helper:
        come_in(helper, "fatima", acting_for="milan")
        helper.go("/toestemming")
        for code in ("cjib", "cak"):  # of a claim that another agency collects, both have a say
            helper.tick("agencies", code)
        helper.press("Toestemming geven")
        expect(helper.page.locator("h1")).to_have_text("Uw overzicht")
        theirs = [each["openAmount"] for each in claims_of(hub, "milan")]
        assert theirs
        assert helper.page.locator("a[href^='/schuld/']").count() == len(theirs)
        helper.go(ACTING)
        assert "U regelt hier de zaken van milan." in helper.text
        assert "Akkoord gaan met een regeling" in helper.text.partition("Dit mag u niet")[0]

        with walking(browser, hub.url) as person:
            come_in(person, "milan")
            assert "U doet dit voor" not in person.text
            person.go("/wie-keek-er")
            assert "Een burger (voor u): bekeek schulden" in person.text

        end_mandates(hub, "milan")
        helper.go(ACTING)
        assert "U mag hier nu niets doen" in helper.text
        helper.go("/overzicht")
        assert helper.page.locator("a[href^='/schuld/']").count() == 0


def claims_of(hub: RunningHub, persona: str) -> list[dict[str, Any]]:
    query = "{ overview { ... on Overview { claims(first: 50) { edges { node { openAmount } } } } } }"
    edges = hub.post(query, token=hub.token(persona=persona))["data"]["overview"]["claims"]["edges"]
    return [edge["node"] for edge in edges]


def end_mandates(hub: RunningHub, persona: str) -> None:
    token = hub.token(persona=persona)
    query = "{ mandates { ... on MandateList { mandates { id inForce } } } }"
    found = hub.post(query, token=token)["data"]["mandates"]["mandates"]
    ending = """mutation ($ids: [ID!]!) {
      endMandates(input: { idempotencyKey: "e", mandates: $ids }) { problems { __typename } }
    }"""
    answer = hub.post(ending, token=token, ids=[each["id"] for each in found if each["inForce"]])
    assert answer["data"]["endMandates"]["problems"] == []
