"""Answers in parts, against a real server on loopback: rows come as the agencies answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from builders import AGENCIES, a_claim, a_report
from doors.door import JSON, RESPONSE, Door, a_door, a_served_door, code
from doors.multipart import posted
from hub_world import StandingSource

from adapters.web import graphql
from adapters.web.budgets import Budgets, LookUps
from adapters.web.crowd import Crowd
from consent.grants import Withdrawn

ROWS = """{ agencyAnswers { ... on AgencyAnswers { asOf sources @stream(label: "rows") {
  report { agency { code } status } claims { totalCount }
} } } }"""
PLAIN = ROWS.replace('@stream(label: "rows")', "")
LATER = "{ agencies { code } ... @defer { overview { ... on Overview { complete } } } }"

WHERE = ["agencyAnswers", "sources"]


def gated(door: Door, *codes: str) -> None:
    for one in codes:
        door.desk.world.sources[one].gate = asyncio.Event()


def released(door: Door, one: str) -> None:
    gate = door.desk.world.sources[one].gate
    assert gate is not None
    gate.set()


def rows(*payloads: dict[str, Any]) -> list[tuple[str, str]]:
    """The agencies in these parts, in order, and how each answered."""
    items = [item for payload in payloads for each in payload.get("incremental", ()) for item in each["items"]]
    return [(item["report"]["agency"]["code"], item["report"]["status"]) for item in items]


class Waiting:
    """An agency that never answers, and notes that nobody waits for it any more."""

    def __init__(self, source: StandingSource) -> None:
        self.agency = source.agency
        self.reached, self.stopped = asyncio.Event(), asyncio.Event()

    async def ask(self, *_: object, **__: object) -> object:
        self.reached.set()
        try:
            return await asyncio.Event().wait()
        finally:
            self.stopped.set()


class WatchedCrowd(Crowd):
    """Says when somebody gave their place back."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.left = asyncio.Event()

    @contextmanager
    def place(self) -> Iterator[None]:
        with super().place():
            yield
        self.left.set()


def watched(door: Door, most: int = 100) -> WatchedCrowd:
    crowd = WatchedCrowd(most)
    object.__setattr__(door.app.graphql, "crowd", crowd)
    return crowd


class Broken(Waiting):
    """An agency's adapter that fails, with something secret in its mouth."""

    async def ask(self, *_: object, **__: object) -> object:
        raise RuntimeError("secret 999990019")


def instead(door: Door, source: Waiting) -> None:
    collect = door.desk.world.collect
    others = [one for one in collect.sources if one.agency != source.agency]
    object.__setattr__(collect, "sources", (*others, source))


def waiting(door: Door, kind: type[Waiting] = Waiting) -> Waiting:
    """Let CJIB never answer."""
    source = kind(door.desk.world.sources["cjib"])
    instead(door, source)
    return source


async def test_rows_come_in_the_order_in_which_agencies_answer_and_the_first_part_before_any_does() -> None:
    owed = a_report("cjib", a_claim())
    async with a_served_door(owed, incremental=True) as (door, port):
        gated(door, *AGENCIES)
        async with posted(port, ROWS) as answer:
            first = await answer.part()
            for one in ("duo", "cak", "toeslagen"):
                released(door, one)
                assert rows(await answer.part()) == [(one, "ANSWERED")]
            released(door, "belastingdienst")
            assert rows(await answer.part()) == [("belastingdienst", "ANSWERED")]
            released(door, "cjib")
            last = await answer.rest()

    assert (answer.status, answer.headers["content-type"]) == (200, 'multipart/mixed; boundary="-"')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert first["data"] == {"agencyAnswers": {"asOf": "2026-11-23", "sources": []}}
    assert first["pending"] == [{"id": "0", "path": WHERE, "label": "rows"}]
    assert first["hasNext"] is True
    assert rows(*last) == [("cjib", "ANSWERED")]
    assert last[0]["incremental"][0]["items"][0]["claims"]["totalCount"] == 1
    assert last[-1]["completed"] == [{"id": "0"}]


async def test_the_first_part_says_what_the_whole_answer_costs_and_it_is_charged_once() -> None:
    async with a_served_door(incremental=True) as (door, port):
        await door.post({"query": ROWS}), await door.post({"query": PLAIN})  # known from here on: they are not read
        object.__setattr__(door.app.graphql, "budgets", Budgets(person=1_000, client=1_000))
        async with posted(port, ROWS) as answer:
            parts = await answer.rest()
        whole = (await door.post({"query": PLAIN})).json()["extensions"]["cost"]

    cost = parts[0]["extensions"]["cost"]
    assert cost["charged"] == whole["charged"] > 50
    assert cost["left"] == 1_000 - cost["charged"] == whole["left"] + whole["charged"]
    assert answer.headers["ratelimit"].startswith(f'"cost";r={cost["left"]};')
    assert not any("extensions" in part for part in parts[1:])


async def test_what_is_deferred_comes_behind_what_is_there() -> None:
    async with a_served_door(incremental=True) as (door, port):
        gated(door, "cjib")
        async with posted(port, LATER) as answer:
            first = await answer.part()
            released(door, "cjib")
            rest = await answer.rest()
    assert [each["code"] for each in first["data"]["agencies"]] == list(AGENCIES)
    assert rest[0]["incremental"] == [{"data": {"overview": {"complete": True}}, "id": "0"}]


# ── One answer ──


@pytest.mark.parametrize(
    "accept",
    [
        JSON,
        RESPONSE,
        "*/*",
        f"multipart/mixed;q=0, {JSON}",
        f"multipart/mixed;q=0.5, {JSON}",
        f"multipart/mixed;deferSpec=20220824, {JSON}",
    ],
)
async def test_whoever_did_not_ask_for_parts_gets_the_same_in_one_answer(accept: str) -> None:
    async with a_door(incremental=True) as door:
        streamed = await door.post({"query": ROWS}, accept=accept)
        plain = await door.post({"query": PLAIN}, accept=accept)
        later = await door.post({"query": LATER}, accept=accept)
    assert streamed.headers["content-type"] == plain.headers["content-type"]
    assert streamed.json()["data"] == plain.json()["data"]
    assert len(streamed.json()["data"]["agencyAnswers"]["sources"]) == 5
    assert later.json()["data"]["overview"] == {"complete": True}


@pytest.mark.parametrize(
    "accept",
    [
        "multipart/mixed",
        f"{RESPONSE};q=0.9, multipart/mixed, {JSON};q=0.8",
        f"multipart/mixed;incrementalSpec=v0.2,{RESPONSE},{JSON};q=0.9",
        "Multipart/Mixed; q=0.3, text/plain",
    ],
)
async def test_whoever_asks_for_parts_gets_them_beside_whatever_else_is_welcome(accept: str) -> None:
    async with a_served_door(incremental=True) as (_, port), posted(port, ROWS, accept) as answer:
        parts = await answer.rest()
    assert answer.headers["content-type"].startswith("multipart/mixed")
    assert sorted(one for one, _ in rows(*parts)) == sorted(AGENCIES)


@pytest.mark.parametrize(
    "query",
    [PLAIN, ROWS.replace("@stream(", "@stream(if: false, ")],
    ids=["no directive", "a directive that is switched off"],
)
async def test_where_nothing_comes_later_the_answer_is_plain(query: str) -> None:
    async with a_served_door(incremental=True) as (_, port), posted(port, query) as answer:
        content = await answer.whole()
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert len(content["data"]["agencyAnswers"]["sources"]) == 5


async def test_what_does_not_run_is_refused_plainly() -> None:
    async with a_door(incremental=True) as door:
        bad = await door.post({"query": "{ agencies @stream { nope } }"}, accept="multipart/mixed")
        nobody = await door.post({"query": ROWS}, accept="multipart/mixed", Authorization="Bearer bad")
    assert (bad.status_code, code(bad)) == (200, "document.invalid")
    assert nobody.status_code == 401


@pytest.mark.parametrize("query", [ROWS, LATER])
async def test_without_the_flag_everything_is_as_if_there_were_no_such_directive(query: str) -> None:
    async with a_door() as door:
        refused = await door.post({"query": query})
        parts_only = await door.post({"query": PLAIN}, accept="multipart/mixed")
        either = await door.post({"query": PLAIN}, accept=f"multipart/mixed, {JSON}")
    assert (refused.status_code, code(refused)) == (400, "document.invalid")
    assert (parts_only.status_code, code(parts_only)) == (406, "accept.unsupported")
    assert len(either.json()["data"]["agencyAnswers"]["sources"]) == 5


# ── What goes wrong on the way ──


async def test_when_the_client_leaves_between_two_parts_all_work_for_it_stops() -> None:
    async with a_served_door(incremental=True) as (door, port):
        slow, crowd = waiting(door), watched(door)
        async with posted(port, ROWS) as answer:
            await answer.part()
            assert len(rows(await answer.part())) >= 1
            await slow.reached.wait()
        await asyncio.wait_for(slow.stopped.wait(), 10)
        await asyncio.wait_for(crowd.left.wait(), 10)
    assert crowd.inside == 0


async def test_a_client_that_leaves_after_the_first_part_of_a_list_that_had_begun_stops_it_too() -> None:
    async with a_served_door(incremental=True) as (door, port):
        slow = waiting(door)
        async with posted(port, ROWS.replace("@stream(", "@stream(initialCount: 1, ")) as answer:
            first = await answer.part()
        await asyncio.wait_for(slow.stopped.wait(), 10)
    assert len(first["data"]["agencyAnswers"]["sources"]) == 1


async def test_the_deadline_ends_the_stream_with_a_coded_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql, "LONGEST_SECONDS", 1)
    async with a_served_door(incremental=True) as (door, port):
        slow = waiting(door)
        async with posted(port, ROWS) as answer:
            parts = await answer.rest()
        assert slow.stopped.is_set()
    (failed,) = parts[-1]["completed"]
    assert len(rows(*parts)) == 4
    assert (failed["id"], failed["errors"][0]["extensions"]["code"]) == ("0", "request.timed_out")


async def test_a_client_says_itself_how_long_it_waits() -> None:
    async with a_served_door(incremental=True) as (door, port):
        waiting(door)
        async with posted(port, ROWS, X_Request_Deadline_Ms="500") as answer:
            parts = await answer.rest()
    assert parts[-1]["completed"][0]["errors"][0]["extensions"]["code"] == "request.timed_out"


async def test_a_fault_in_the_middle_is_told_as_an_incident_and_ends_the_stream() -> None:
    async with a_served_door(incremental=True) as (door, port):
        waiting(door, Broken)
        async with posted(port, ROWS) as answer:
            parts = await answer.rest()
    (ended,) = parts[-1]["completed"]
    assert ended["errors"][0]["extensions"] == {"code": "internal.error", "incident": "incident-1"}
    assert "secret" not in str(parts)


class HardOfHearing:
    """An operator who does not understand the first time."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self, _fault: BaseException) -> str:
        self.told += 1
        if self.told == 1:
            raise RuntimeError("secret 999990019")
        return "incident-2"


async def test_a_fault_outside_of_any_field_ends_the_stream_as_an_incident_too() -> None:
    async with a_served_door(incremental=True) as (door, port):
        waiting(door, Broken)
        object.__setattr__(door.app.graphql.engine, "report", HardOfHearing())  # type: ignore[attr-defined]  # a GraphqlDoor
        async with posted(port, ROWS) as answer:
            parts = await answer.rest()
    (ended,) = parts[-1]["completed"]
    assert ended["errors"][0]["extensions"] == {"code": "internal.error", "incident": "incident-2"}
    assert "secret" not in str(parts)


async def test_consent_that_is_withdrawn_between_two_parts_withholds_the_rest() -> None:
    async with a_served_door(a_report("cjib", a_claim()), incremental=True) as (door, port):
        gated(door, "cjib")
        world = door.desk.world
        async with posted(port, ROWS) as answer:
            await answer.part()
            came: list[tuple[str, str]] = []
            while len(came) < 4:
                came += rows(await answer.part())
            async with world.store.transaction(world.subject) as transaction:
                for event in (await transaction.standing()).consents:
                    if hasattr(event, "grant"):
                        await transaction.append_consent(Withdrawn(grant_id=event.grant.id, at=world.clock.now()))
            released(door, "cjib")
            last = await answer.rest()
    assert {status for _, status in came} == {"ANSWERED"}
    assert rows(*last) == [("cjib", "WITHHELD")]
    assert last[0]["incremental"][0]["items"][0]["claims"]["totalCount"] == 0


# ── Limits ──


async def test_a_stream_holds_its_place_until_its_end() -> None:
    async with a_served_door(incremental=True) as (door, port):
        crowd = watched(door, 1)
        gated(door, "cjib")
        async with posted(port, ROWS) as answer:
            await answer.part()
            refused = await door.post({"query": "{ __typename }"})
            released(door, "cjib")
            await answer.rest()
        assert code(refused) == "hub.overloaded"
        await asyncio.wait_for(crowd.left.wait(), 10)
        assert (await door.post({"query": "{ __typename }"})).status_code == 200


async def test_a_budget_that_is_used_up_is_told_before_anything_runs() -> None:
    async with a_door(incremental=True) as door:
        object.__setattr__(door.app.graphql, "budgets", Budgets(person=10, client=10))
        over = await door.post({"query": ROWS}, accept="multipart/mixed")
        assert not any(door.desk.asked.values())
    assert (over.status_code, code(over)) == (429, "rate.exceeded")
    message = over.json()["errors"][0]["message"]
    assert message.startswith("You asked for too much within a minute: ")
    assert f"Come back in {over.headers['retry-after']} seconds" in message


async def test_whoever_looks_too_often_is_told_so_in_a_part() -> None:
    async with a_served_door(incremental=True) as (door, port):
        object.__setattr__(door.desk.world.collect, "pace", LookUps(most=1))
        await door.post({"query": PLAIN})
        async with posted(port, ROWS) as answer:
            parts = await answer.rest()
    (ended,) = parts[-1]["completed"]
    assert ended["errors"][0]["extensions"]["code"] == "person.asked_too_often"


async def test_a_hub_that_answers_in_parts_is_a_subgraph_all_the_same() -> None:
    async with a_door(introspection=True, incremental=True) as door:
        answer = await door.post({"query": "{ _service { sdl } }"})

    assert "type Overview" in answer.json()["data"]["_service"]["sdl"]
