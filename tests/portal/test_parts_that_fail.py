"""An answer in parts that breaks off, is no answer, or tells of one debt twice: what the page says then."""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from portal.fake_hub import FakeHub, before
from portal.over_http import said

from adapters.portal import multipart
from adapters.web.inside import Inside

PARTS = {"Content-Type": 'multipart/mixed; boundary="-"'}


def part(payload: object) -> bytes:
    return b"\r\nContent-Type: application/json\r\n\r\n" + json.dumps(payload).encode() + b"\r\n---"


FIRST = b"---" + part(
    {
        "data": {
            "acceptedArrangements": {"__typename": "AcceptedArrangementConnection", "edges": []},
            "agencyAnswers": {"__typename": "AgencyAnswers", "asOf": "2026-11-24", "sources": []},
        },
        "pending": [{"id": "0", "path": ["agencyAnswers", "sources"]}],
        "hasNext": True,
    }
)
LAST = part({"completed": [{"id": "0"}], "hasNext": False}) + b"--\r\n"


def agency(code: str) -> dict[str, str]:
    return {"code": code, "name": code.upper()}


def claim(id_: str, cents: int, *, collector: str) -> dict[str, Any]:
    return {
        "node": {
            "id": id_,
            "reference": id_,
            "kind": {"code": "fine", "label": "boete"},
            "owner": agency("duo"),
            "collector": agency(collector),
            "imposedOn": "2026-01-01",
            "dueOn": None,
            "openAmount": cents,
            "guards": None,
            "dispute": None,
            "issues": [],
        }
    }


def together(known_open: int, *signals: str) -> dict[str, Any]:
    """What the hub says of all of them, with the last."""
    told = [{"claimId": None, "referral": None, "reason": {"code": "s", "article": None, "text": s}} for s in signals]
    return {"knownOpen": known_open, "signals": told}


def row(
    code: str,
    *claims: dict[str, Any],
    status: str = "ANSWERED",
    count: int | None = None,
    last: dict[str, Any] | None = None,
) -> bytes:
    report = {
        "agency": agency(code),
        "status": status,
        "reason": None,
        "asOf": "2026-11-24",
        "askedAt": "2026-11-24T10:00:00Z",
        "claimCount": len(claims) if status == "ANSWERED" else None,
        "signed": False,
    }
    of_them = {"totalCount": len(claims) if count is None else count, "edges": [*claims]}
    item = {"report": report, "claims": of_them, "overview": last}
    return part({"incremental": [{"items": [item], "id": "0"}], "hasNext": True})


async def overview(*pieces: bytes, breaks: bool = False) -> tuple[httpx2.Response, FakeHub]:
    hub = FakeHub(pieces=pieces, headers=PARTS, breaks=breaks)
    async with before(hub, sends_parts=True) as browser:
        return await browser.get("/overzicht"), hub


async def test_a_whole_answer_makes_a_whole_page() -> None:
    rows = (row("duo", claim("a", 5000, collector="duo")), row("cjib", last=together(5000, "Bel de gemeente.")))
    page, hub = await overview(FIRST, *rows, LAST)
    words = said(page.text)

    assert page.text.count("<article") == 2
    assert "Dit staat er open € 50,00" in words
    assert "ten minste" not in words
    assert words.index("Bel de gemeente.") > words.index("CJIB")
    assert "Er zijn er meer." not in words
    assert len(hub.asked) == 1


async def test_more_debts_than_are_shown_are_told_of() -> None:
    rows = (row("duo", claim("a", 5000, collector="duo"), count=61), row("cjib", last=together(99000)))
    page, _ = await overview(FIRST, *rows, LAST)

    assert "Hier staan de eerste 1 schulden. Er zijn er meer." in said(page.text)
    assert "€ 990,00" in said(page.text)


@pytest.mark.parametrize("breaks", [True, False])
async def test_an_answer_that_breaks_off_is_no_whole_one(*, breaks: bool) -> None:
    page, _ = await overview(FIRST, row("duo", claim("a", 5000, collector="duo")), breaks=breaks)
    words = said(page.text)

    assert page.status_code == 200
    assert "Niet alles kwam aan." in words
    assert "ten minste € 50,00" in words
    assert page.text.rstrip().endswith("</html>")


async def test_a_row_that_failed_is_no_whole_answer() -> None:
    failed = {"id": "0", "errors": [{"message": "x", "extensions": {"code": "request.timed_out"}}]}
    page, _ = await overview(FIRST, row("duo"), part({"completed": [failed], "hasNext": False}) + b"--\r\n")

    assert "Niet alles kwam aan." in said(page.text)
    assert "ten minste € 0,00" in said(page.text)


async def test_a_debt_that_two_tell_of_alike_counts_once_and_stands_where_it_is_paid() -> None:
    told = claim("a", 5000, collector="cjib")
    page, hub = await overview(FIRST, row("duo", told), row("cjib", told, last=together(5000)), LAST)

    assert page.text.count('href="/schuld/a"') == 1
    assert page.text.index("CJIB") < page.text.index('href="/schuld/a"')
    assert "€ 50,00" in said(page.text)
    assert len(hub.asked) == 1


async def test_a_debt_is_not_lost_where_who_collects_it_is_silent() -> None:
    told = claim("a", 5000, collector="cjib")
    for rows in (
        (row("cjib", status="UNREACHABLE"), row("duo", told)),
        (row("duo", told), row("cjib", status="UNREACHABLE")),
    ):
        page, _ = await overview(FIRST, *rows, LAST)
        assert page.text.count('href="/schuld/a"') == 1
        assert "ten minste € 50,00" in said(page.text)


@pytest.mark.parametrize(("last", "words"), [(together(5000), "open € 50,00"), (None, "ten minste € 40,00")])
async def test_where_two_say_different_things_of_one_debt_the_hubs_word_holds(
    last: dict[str, Any] | None, words: str
) -> None:
    """Where its word did not come, the lower amount is the least that is open."""
    first, second = claim("a", 5000, collector="duo"), claim("a", 4000, collector="cjib")
    page, hub = await overview(FIRST, row("duo", first), row("cjib", second, last=last), LAST)

    assert len(hub.asked) == 1
    assert words in said(page.text)


async def test_a_hub_that_will_not_answer_so_is_asked_the_plain_way() -> None:
    no = json.dumps({"errors": [{"message": "x", "extensions": {"code": "document.unknown"}}]}).encode()
    hub = FakeHub(status=400, pieces=[no], headers={"Content-Type": "application/graphql-response+json"})
    async with before(hub, sends_parts=True) as browser:
        page = await browser.get("/overzicht")

    assert page.status_code == 502
    assert len({each["documentId"] for each in hub.asked}) == 2


async def test_parts_come_through_whatever_pieces_they_are_cut_into() -> None:
    whole = FIRST + row("duo") + LAST

    async def bit_by_bit(size: int) -> list[Any]:
        async def pieces() -> Any:
            for place in range(0, len(whole), size):
                yield whole[place : place + size]

        return [each async for each in multipart.parts(pieces())]

    expected = await bit_by_bit(len(whole))
    assert len(expected) == 3
    for size in (1, 2, 3, 7, 64):
        assert await bit_by_bit(size) == expected


async def test_a_part_without_end_is_not_read_for_ever() -> None:
    async def pieces() -> Any:
        while True:
            yield b"x" * 1_000_000

    assert [each async for each in multipart.parts(pieces())] == [multipart.UNREAD]


async def test_in_this_process_the_beginning_is_there_before_the_end() -> None:
    go_on, hung_up = asyncio.Event(), asyncio.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        try:
            await go_on.wait()
        except asyncio.CancelledError:
            hung_up.set()
            raise

    async with httpx2.AsyncClient(transport=Inside(application)) as http:
        async with http.stream("GET", "https://hub.test/") as answer:
            assert await anext(answer.aiter_bytes()) == b"first"
        await asyncio.wait_for(hung_up.wait(), 1)


async def test_in_this_process_a_fault_before_the_beginning_is_raised() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("no beginning")

    async with httpx2.AsyncClient(transport=Inside(application)) as http:
        with pytest.raises(ValueError, match="no beginning"):
            await http.get("https://hub.test/")
