"""What goes wrong inside, and what of it anybody outside or in the log may read."""

import asyncio
from typing import Any

import pytest
from api.desk import BSN
from doors.door import TOKEN, a_door, away, code
from structlog.testing import capture_logs

from adapters.web import graphql
from hub.arrange.explain import Language
from schema import build
from schema.messages import MESSAGES

OVERVIEW = {"query": "{ overview { __typename } }"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class _UnforeseenError(Exception):
    pass


def _collect_fails(door: Any, fault: BaseException) -> None:
    """Let an agency's adapter fail in a way that nobody foresaw."""

    class Broken:
        agency = door.desk.world.sources["cjib"].agency

        async def ask(self, *_: object, **__: object) -> object:
            raise fault

    sources = list(door.desk.world.collect.sources)
    sources[2] = Broken()
    object.__setattr__(door.desk.world.collect, "sources", tuple(sources))


async def test_an_unforeseen_fault_gives_an_incident_id_and_none_of_its_text() -> None:
    async with a_door() as door:
        _collect_fails(door, _UnforeseenError(f"secret {BSN}"))
        with capture_logs() as logs:
            answer = await door.post(OVERVIEW)
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "internal.error", "incident": "incident-1"}
    assert "secret" not in answer.text
    (reported,) = [line for line in logs if line["event"] == "graphql.fault"]
    assert (reported["incident"], reported["kind"]) == ("incident-1", "_UnforeseenError")
    assert "secret" not in str(logs)
    assert BSN not in str(logs)


async def test_a_fault_at_the_door_itself_gives_an_incident_id_too() -> None:
    async with a_door() as door:
        door.gate.fault = _UnforeseenError(f"secret {BSN}")
        with capture_logs() as logs:
            answer = await door.post(OVERVIEW)
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "internal.error", "incident": "incident-1"}
    assert "secret" not in answer.text + str(logs)
    assert BSN not in answer.text + str(logs)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_store_that_is_away_is_503_with_a_time_to_come_back() -> None:
    async with a_door() as door:
        door.gate.fault = away()
        answer = await door.post(OVERVIEW)
    assert (answer.status_code, code(answer)) == (503, "store.unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_a_store_that_goes_away_while_answering_keeps_its_code() -> None:
    async with a_door() as door:
        _collect_fails(door, away())
        answer = await door.post(OVERVIEW)
    assert code(answer) == "store.unavailable"
    assert answer.json()["data"] is None


async def test_an_answer_that_takes_too_long_is_504_and_its_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql, "LONGEST_SECONDS", 0.05)
    async with a_door() as door:
        gate = asyncio.Event()
        door.desk.world.sources["cjib"].gate = gate
        answer = await door.post(OVERVIEW)
        assert (answer.status_code, code(answer)) == (504, "request.timed_out")
        assert (await door.post({"query": "{ __typename }"})).status_code == 200


@pytest.mark.parametrize(
    ("said", "expected"),
    [("20", 504), ("60000", 200), ("", 200), ("9" * 400, 200)],
)
async def test_whoever_says_how_long_they_wait_is_answered_by_then(said: str, expected: int) -> None:
    async with a_door() as door:
        gate = asyncio.Event()
        door.desk.world.sources["cjib"].gate = gate if expected == 504 else None
        answer = await door.post(OVERVIEW, X_Request_Deadline_Ms=said)
    assert answer.status_code == expected


@pytest.mark.parametrize("said", ["0", "-1", "soon", "1.5"])
async def test_a_deadline_that_is_none_is_refused(said: str) -> None:
    async with a_door() as door:
        answer = await door.post(OVERVIEW, X_Request_Deadline_Ms=said)
    assert (answer.status_code, code(answer)) == (400, "deadline.malformed")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("nl;q=0.5, en;q=0.9", "en"),
        ("de-DE,en;q=0.9", "en"),
        ("en, nl", "en"),
        ("nl, en", "nl"),
        ("en;q=0, nl", "nl"),
        ("en;q=0", "nl"),
        ("de", "nl"),
        ("*", "nl"),
    ],
)
async def test_sentences_come_in_the_language_that_is_liked_better(asked: str | None, language: Language) -> None:
    refused = {"query": '{ overview(person: {ref: "nobody"}) { ... on AccessRefused { message } } }'}
    async with a_door() as door:
        answer = await door.post(refused, **({"Accept_Language": asked} if asked else {}))
    (said,) = answer.json()["data"]["overview"].values()
    assert said == MESSAGES["person.unknown"][language]


async def test_another_method_is_told_what_to_do_with_a_code() -> None:
    async with a_door() as door:
        answer = await door.http.get("/graphql")
    said = answer.json()
    assert (answer.status_code, answer.headers["allow"], said["code"]) == (405, "POST", "http.method_not_allowed")
    assert said["detail"] == "Send POST with application/json."


async def test_a_body_that_is_packed_or_of_two_types_is_refused() -> None:
    async with a_door() as door:
        packed = await door.post({"query": "{ __typename }"}, Content_Encoding="gzip")
        types = [("Content-Type", "application/json"), ("Content-Type", "text/plain"), ("Authorization", TOKEN)]
        twice = await door.http.post("/graphql", content=b'{"query":"{ __typename }"}', headers=types)
    assert [(one.status_code, code(one)) for one in (packed, twice)] == [(415, "content_type.unsupported")] * 2


async def test_an_id_that_is_announced_and_not_given_is_asked_for() -> None:
    async with a_door() as door:
        answers = [await door.post({"extensions": {"persistedQuery": given}}) for given in ({}, {"version": 1}, "x")]
    assert {code(answer) for answer in answers[:2]} == {"document.malformed"}


NUMBERS = [
    {"query": f'{{ overview(person: {{bsn: "{BSN}"}}) {{ __typename }} }}'},
    {"query": f"{{ {BSN}"},
    {"query": "query Q($b: Bsn) { overview(person: {bsn: $b}) { __typename } }", "variables": {"b": f"{BSN}0"}},
    {"query": "query Q($b: Bsn!) { overview(person: {bsn: $b}) { __typename } }", "variables": {"b": BSN}},
    {"query": "query Q($b: Bsn!) { overview(person: {bsn: $b}) { __typename } }", "variables": {"b": "999990018"}},
    {"query": "query Q($b: Bsn!) { overview(person: {bsn: $b}) { __typename } }", "variables": {"b": int(BSN)}},
    {"query": "{ __typename }", "variables": {BSN: BSN}, "operationName": BSN},
    {"query": 1, BSN: BSN},
]


@pytest.mark.parametrize("content", NUMBERS, ids=range(len(NUMBERS)))
async def test_no_number_of_a_person_comes_back_or_is_logged(
    content: dict[str, object], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with a_door() as door:
        with capture_logs() as logs:
            answer = await door.post(content, accept="application/json")
    written = capfd.readouterr()
    for place in (answer.text, str(logs), written.out, written.err, caplog.text):
        assert "99999001" not in place


async def test_a_trace_that_the_client_began_goes_on() -> None:
    async with a_door() as door:
        with capture_logs() as logs:
            await door.post(OVERVIEW, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
        records = await door.desk.world.audit()
    (line,) = [line for line in logs if line["event"] == "graphql.answered"]
    assert line["trace_id"] == TRACE
    assert TRACE in records[-1][2]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{TRACE}-00f067aa0ba902b7",
        f"00-{BSN}-00f067aa0ba902b7-01",
    ],
)
async def test_a_trace_that_is_none_is_replaced_by_a_new_one(sent: str) -> None:
    async with a_door() as door:
        with capture_logs() as logs:
            await door.post(OVERVIEW, traceparent=sent)
    (line,) = [line for line in logs if line["event"] == "graphql.answered"]
    assert line["trace_id"] == f"{1:032x}"


async def test_the_contract_can_be_read_as_text() -> None:
    async with a_door() as door:
        answer = await door.http.get("/schema.graphql")
        posted = await door.http.post("/schema.graphql")
    assert answer.text == build.sdl(build.build())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert posted.status_code == 405


async def test_the_process_says_that_it_lives_and_whether_it_can_serve() -> None:
    async with a_door() as door:
        live = await door.http.get("/health/live")
        ready = await door.http.get("/health/ready")
        sources = await door.http.get("/health/sources")
        audit = await door.http.get("/health/audit")
        door.ready["store"] = False
        not_ready = await door.http.get("/health/ready")
        still_live = await door.http.get("/health/live")
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "parts": {"store": True}})
    assert (sources.status_code, sources.json()) == (200, {"sources": {"cjib": "ok"}})
    assert (audit.status_code, audit.json()) == (200, {"audit": {"state": "ok", "lines": 3}})
    assert (not_ready.status_code, not_ready.json()["status"]) == (503, "not_ready")
    assert still_live.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/nowhere", "/graphql/", "/graphql/x", "/GRAPHQL", "/health", "/health/live/", "/%00", "/..%2fgraphql"],
)
async def test_an_unknown_path_is_a_problem_and_no_redirect(path: str) -> None:
    async with a_door() as door:
        for method in ("GET", "POST"):
            answer = await door.http.request(method, path, headers={"Authorization": TOKEN})
            assert answer.status_code == 404
            assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
            assert answer.json()["status"] == 404
            assert path not in answer.text or path == "/"


async def test_a_fault_outside_the_graphql_door_is_a_problem_without_its_text() -> None:
    async with a_door() as door:
        door.ready.clear()  # the check of the store finds nothing to look at, and raises
        answer = await door.http.get("/health/ready")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert "KeyError" not in answer.text
