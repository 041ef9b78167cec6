"""What lies behind a page: shown in a demo, word for word, and never in production."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from portal.stubs import TOKEN, Somebody, before, speaking_to
from portal.test_every_page import wrong
from portal.walking import walking
from running_hub import RunningHub, running_hub

from adapters.portal.behind import Answered, Asked, Behind, agencies_in, cost_of

NONE_YET: dict[str, Any] = {
    "data": {
        "acceptedArrangements": {"__typename": "AcceptedArrangementConnection", "totalCount": 0, "edges": []},
    },
    "extensions": {"cost": {"charged": 7, "left": 993, "allowed": 1000, "resetsInSeconds": 60}},
}


def asked(operation: str) -> Asked:
    return Asked(operation=operation, document="", variables={}, milliseconds=1, status=200, cost=None, agencies=())


async def test_a_demo_shows_the_question_its_cost_and_no_token() -> None:
    async with speaking_to(before(NONE_YET, Somebody())) as http:
        page = (await http.get("/mijn-regelingen")).text

    assert "query Arrangements(" in page
    assert "7 punten; er zijn er deze minuut nog 993 van 1.000" in page
    assert TOKEN not in page


async def test_production_shows_nothing_of_it() -> None:
    async with speaking_to(before(NONE_YET, Somebody(), is_demo=False)) as http:
        answer = await http.get("/mijn-regelingen")

    assert answer.status_code == 200
    assert "query Arrangements" not in answer.text
    assert "er-behind" not in answer.text


async def test_a_page_that_asks_nothing_has_no_drawer() -> None:
    async with speaking_to(before(NONE_YET, None)) as http:
        assert "er-behind" not in (await http.get("/hulp")).text


def test_what_a_form_asked_is_told_once_and_only_to_who_sent_it() -> None:
    behind, who, other = Behind(), Somebody(form_token="one"), Somebody(form_token="two")
    behind.keep(who, [asked("First")])
    behind.keep(who, [asked("Second")])
    behind.keep(None, [asked("Nobody's")])

    assert behind.taken(other) == ()
    assert [one.operation for one in behind.taken(who)] == ["First", "Second"]
    assert behind.taken(who) == ()
    assert behind.taken(None) == ()


def test_the_oldest_is_forgotten_before_there_are_too_many() -> None:
    behind = Behind()
    for number in range(101):
        behind.keep(Somebody(form_token=str(number)), [asked("One")])

    assert behind.taken(Somebody(form_token="0")) == ()
    assert behind.taken(Somebody(form_token="1")) != ()


@pytest.mark.parametrize("content", [None, [], {"extensions": None}, {"extensions": {"cost": 3}}, {}])
def test_an_answer_without_a_cost_has_none(content: object) -> None:
    assert cost_of(content) is None


def test_agencies_are_found_wherever_the_answer_tells_of_them_and_once() -> None:
    report = {"agency": {"name": "DUO"}, "status": "UNREACHABLE", "reason": "source.timeout"}

    told = {"overview": {"sources": [report]}, "activities": [{"sources": ["duo"]}], "more": [{"missing": [report]}]}
    assert agencies_in({"data": told}) == [Answered(agency="DUO", status="UNREACHABLE", reason="source.timeout")]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("behind")) as running:
        running.consent("omar")
        yield running


@pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")
@pytest.mark.parametrize(("width", "language"), [(320, "nl"), (1280, "en")])  # both of each, in half the time
def test_the_drawer_is_for_everybody_and_tells_how_agencies_answered(
    hub: RunningHub, browser: Browser, language: str, width: int
) -> None:
    with walking(browser, hub.url, language=language, width=width) as walker:
        walker.log_in("omar")
        walker.go("/overzicht")
        walker.page.locator("#behind > summary").click()

        assert "query Overview(" in walker.text
        drawer = walker.page.locator("#behind").inner_text()
        assert "UNREACHABLE" in drawer
        assert "WITHHELD" in drawer
        assert wrong(walker) == []


@pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")
def test_what_a_form_did_is_shown_on_the_page_it_leads_to(hub: RunningHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.log_in("milan")
        assert walker.heading == "Uw overzicht"
        walker.go("/toestemming")
        walker.tick("agencies", "duo")
        walker.press("Toestemming geven")
        assert walker.heading == "Uw overzicht"
        walker.page.locator("#behind > summary").click()
        drawer = walker.page.locator("#behind").inner_text()

        assert "mutation GiveConsent(" in drawer
        assert '"duo"' in drawer
