"""Codes that no other test names, each provoked; and the examples of docs/errors.md come out as they stand there."""

import json
from typing import Any

import httpx2
import pytest
from doors.door import a_door, code
from doors.own_data import an_own_data_door
from pages.pages import DOCS, blocks
from starlette.requests import Request

from adapters.web import body
from adapters.web.body import LARGEST, TooSlowError
from adapters.web.guard import Guard
from hub.actions.reviewing import Reviewing
from hub.errors import BadInput, Unavailable


async def test_an_argument_that_is_null_while_it_may_not_be_is_no_incident() -> None:
    document = "query A($first: Int = 3) { accesses(first: $first) { __typename } }"
    async with a_door() as door:
        answer = await door.post({"query": document, "variables": {"first": None}})

    assert code(answer) == "argument.invalid"
    assert "incident" not in answer.text


async def test_the_examples_of_the_page_come_out_as_they_stand_there() -> None:
    shown = (json.loads(text) for language, text in blocks(DOCS / "errors.md") if language == "json")
    literal, scheme, stranger, elsewhere = shown
    wish = (
        'query { preview(input: {scheme: "none"}) { __typename ... on Problem { code path message(language: EN) } } }'
    )
    async with a_door() as door:
        told = await door.post({"query": '{ overview(person: {bsn: "999990019"}) { __typename } }'})
        wished = await door.post({"query": wish})
        refused = await door.post({"query": "{ __typename }"}, Authorization="Bearer bad")
        lost = await door.http.get("/v1/nothing")

    assert told.json()["errors"] == literal["errors"]
    assert (code(told), wished.json()["data"]) == ("bsn.literal", scheme["data"])
    assert refused.json() == stranger
    assert (lost.json(), lost.json()["code"]) == (elsewhere, "http.not_found")


async def test_a_method_that_is_not_known_is_told_by_its_code() -> None:
    async with a_door() as door:
        assert (await door.http.get("/graphql")).json()["code"] == "http.method_not_allowed"


async def test_a_body_that_ends_early_is_told_by_its_code() -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    with pytest.raises(BadInput, match=r"body\.cut_off"):
        await body.read(Request({"type": "http", "headers": []}, gone))


async def test_a_fault_that_nobody_foresaw_is_told_by_its_code() -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    transport = httpx2.ASGITransport(Guard(broken))
    async with httpx2.AsyncClient(transport=transport, base_url="http://hub.invalid") as http:
        assert (await http.get("/")).json()["code"] == "http.internal_server_error"


async def test_what_the_door_for_own_data_does_not_take_is_told_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    async def too_slow(_request: Request) -> bytes:
        raise TooSlowError

    async with an_own_data_door() as taking:
        large = await taking.post(b" " * (LARGEST + 1))
        other = await taking.post({}, Content_Type="text/plain")
        monkeypatch.setattr(body, "read", too_slow)
        slow = await taking.post()

    codes = [answer.json()["code"] for answer in (large, other, slow)]
    assert codes == ["own_data.too_large", "own_data.wrong_media_type", "own_data.too_slow"]


async def test_a_review_whose_seal_holds_nothing_sound_is_told_by_its_code() -> None:
    class Damaged:
        def open(self, _label: str, _sealed: bytes) -> bytes:
            return b"{"

    class Kept:
        id = "r"
        seq, at, sealed = 1, None, b""

        @property
        def reviews(self) -> "Kept":
            return self

        async def all(self) -> list["Kept"]:
            return [self]

        async def events(self, _review: str) -> list["Kept"]:
            return [self]

    kept: Any = Kept()
    key: Any = Damaged()
    with pytest.raises(Unavailable, match=r"review\.unreadable"):
        await Reviewing(transaction=kept, key=key).all()
