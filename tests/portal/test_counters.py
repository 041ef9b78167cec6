"""How far people get is counted per page and language, and nothing else is kept."""

import dataclasses
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
from portal.stubs import ORIGIN, Somebody, before, speaking_to
from portal.test_console import Told

from adapters.portal.counters import Counted, Counters

SENT = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
GONE: Mapping[str, Any] = {"data": {"acceptedArrangement": None}}
REVIEWS: Mapping[str, Any] = {"data": {"humanReviews": {"__typename": "HumanReviewConnection", "edges": []}}}


def counted(page: str, language: str = "nl", **numbers: int) -> Counted:
    return Counted(page=page, language=language, **{"shown": 0, "went_on": 0, "slip": 0, "trouble": 0, **numbers})


async def test_a_call_for_help_is_the_page_of_help_shown_in_its_language() -> None:
    counters = Counters()
    async with speaking_to(before({}, None, counters=counters)) as http:
        for path in ("/hulp", "/en/hulp", "/hulp"):
            await http.get(path)

    assert [*counters.told()] == [counted("help", shown=2), counted("help", "en", shown=1)]


async def test_a_slip_and_an_answer_that_is_no_page_are_counted_apart() -> None:
    counters = Counters()
    async with speaking_to(before(REVIEWS, Somebody(), counters=counters)) as http:
        await http.get("/laat-een-mens-kijken")
        await http.post("/laat-een-mens-kijken", content="csrf=of-this-form&words=", headers=SENT)
        await http.post("/laat-een-mens-kijken", content="csrf=of-another", headers=SENT)

    assert [*counters.told()] == [counted("review", shown=1, slip=1, trouble=1)]


async def test_whoever_is_sent_to_the_log_in_is_not_counted() -> None:
    counters = Counters()
    async with speaking_to(before({}, None, counters=counters)) as http:
        assert (await http.get("/overzicht")).status_code == HTTPStatus.SEE_OTHER

    assert [*counters.told()] == []


async def test_the_parts_of_an_address_are_not_kept() -> None:
    counters = Counters()
    async with speaking_to(before(GONE, Somebody(), counters=counters)) as http:
        for name in ("somebodys", "somebody-elses"):
            await http.get(f"/mijn-regelingen/{name}?year=1987")

    assert [*counters.told()] == [counted("plan", trouble=2)]
    assert "somebody" not in repr(counters)
    assert "1987" not in repr(counters)


def test_a_number_stands_beside_a_page_and_a_language_and_nothing_else() -> None:
    counters = Counters()
    counters.note("agree", "nl", "POST", HTTPStatus.SEE_OTHER)

    assert [*counters.told()] == [counted("agree", went_on=1)]
    names = {each.name for each in dataclasses.fields(Counted)}
    assert names == {"page", "language", "shown", "went_on", "slip", "trouble"}


async def test_the_console_shows_the_numbers_and_is_not_among_them() -> None:
    counters, tools = Counters(), Told()
    async with speaking_to(before({}, None, counters=counters, tools=tools)) as http:
        await http.get("/hulp")
        await http.get("/demo-console")
        page = (await http.get("/demo-console")).text

    assert [*counters.told()] == [counted("help", shown=1)]
    assert "Aantallen per pagina" in page


@pytest.mark.parametrize(("method", "status"), [("GET", HTTPStatus.SEE_OTHER), ("POST", HTTPStatus.OK)])
def test_what_is_neither_shown_nor_done_is_not_counted(method: str, status: HTTPStatus) -> None:
    counters = Counters()
    counters.note("agree", "nl", method, status)

    assert [*counters.told()] == []
