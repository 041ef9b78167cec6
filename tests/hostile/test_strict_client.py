"""A client that takes every word of GraphQL over HTTP at its word, over real HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest
from hostile.status_table import GOOD, ROWS, SERVED, Row
from hostile.target import CITIZEN, JSON, RESPONSE, Target, a_target

PROBLEM = "application/problem+json"

PLAIN_WHEN = {
    "no wish": None,
    "any type": "*/*",
    "any application type": "application/*",
    "plain JSON": JSON,
    "plain JSON with a charset": f"{JSON}; charset=utf-8",
    "capitals": "APPLICATION/JSON",
    "plain JSON liked better": f"{RESPONSE};q=0.5, {JSON};q=0.9",
    "any type liked better": f"*/*, {RESPONSE};q=0.1",
    "plain JSON beside a page": f"text/html, {JSON};q=0.1",
    "its own type unwelcome": f"{RESPONSE};q=0, */*",
}
OWN_WHEN = {
    "its own type": RESPONSE,
    "its own type with a charset": f"{RESPONSE}; charset=utf-8",
    "both alike": f"{JSON}, {RESPONSE}",
    "both alike the other way round": f"{RESPONSE}, {JSON}",
    "as the draft advises clients": f"{RESPONSE}, {JSON};q=0.9",
    "beside any type": f"{RESPONSE}, */*;q=0.1",
    "plain JSON unwelcome": f"{JSON};q=0, */*",
    "spaces everywhere": f"text/html ; q=0.1 ,  {RESPONSE} ; q=0.20",
}
NEITHER_WHEN = {
    "XML": "application/xml",
    "a page": "text/html",
    "both unwelcome": f"{RESPONSE};q=0, {JSON};q=0",
    "nothing welcome": "*/*;q=0",
    "events": "text/event-stream",
    "parts": 'multipart/mixed; boundary="-"',
    "no media type": "json",
}


@pytest.fixture(scope="module", params=SERVED)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Target, str]]:
    """A hub for each table of statuses, and the table's name."""
    table = str(request.param)
    more = "" if table == "published" else f'\n[graphql]\nstatus_table = "{table}"\n'
    with a_target(tmp_path_factory.mktemp(table), more) as running:
        yield running, table


def sent(target: Target, row: Row, kind: str | None) -> httpx2.Response:
    with target.client(CITIZEN if row.has_token else None) as client:
        headers = client.http.headers
        del headers["Accept"]
        if row.method != "POST":
            del headers["Content-Type"]
        headers.update({**({"Accept": kind} if kind else {}), **row.headers})
        return client.http.request(row.method, client.door, content=row.content)


@pytest.mark.parametrize("kind", [RESPONSE, JSON], ids=["own media type", "plain JSON"])
@pytest.mark.parametrize("name", ROWS)
def test_each_way_to_go_wrong_has_its_status_and_its_code(told: tuple[Target, str], name: str, kind: str) -> None:
    (target, table), row = told, ROWS[name]

    answer = sent(target, row, kind)

    assert answer.status_code == row.status[table].under(kind)
    assert_headers(answer, kind if row.method == "POST" else PROBLEM)
    if row.method == "POST":
        assert_result(answer.json(), runs=row.runs)
        assert [error["extensions"]["code"] for error in answer.json().get("errors", [])] == [row.code] * bool(row.code)
    else:
        assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("accept", PLAIN_WHEN.values(), ids=PLAIN_WHEN)
def test_plain_json_is_for_whoever_names_nothing_better(told: tuple[Target, str], accept: str | None) -> None:
    answer = sent(told[0], ROWS["an answer"], accept)

    assert answer.status_code == 200
    assert_headers(answer, JSON)


@pytest.mark.parametrize("accept", OWN_WHEN.values(), ids=OWN_WHEN)
def test_the_own_media_type_is_for_whoever_names_it(told: tuple[Target, str], accept: str) -> None:
    answer = sent(told[0], ROWS["an answer"], accept)

    assert answer.status_code == 200
    assert_headers(answer, RESPONSE)


@pytest.mark.parametrize("accept", NEITHER_WHEN.values(), ids=NEITHER_WHEN)
def test_whoever_wants_neither_is_told_so_and_nothing_runs(told: tuple[Target, str], accept: str) -> None:
    answer = sent(told[0], ROWS["an answer"], accept)

    assert answer.status_code == 406
    assert_headers(answer, JSON)
    assert_result(answer.json(), runs=False)


def test_head_is_refused_like_get_without_a_body(told: tuple[Target, str]) -> None:
    answer = sent(told[0], Row(content=b"", status={}, method="HEAD"), RESPONSE)

    assert (answer.status_code, answer.headers["allow"], answer.content) == (405, "POST", b"")


def test_the_same_request_is_answered_alike_under_both_media_types(told: tuple[Target, str]) -> None:
    for row in ROWS.values():
        if row.method == "POST":
            own, plain = (sent(told[0], row, kind).json() for kind in (RESPONSE, JSON))
            # What is left of the minute is another thing each time.
            assert [own.get(part) for part in ("data", "errors")] == [plain.get(part) for part in ("data", "errors")]


def test_a_charset_of_the_body_may_stand_in_its_media_type(told: tuple[Target, str]) -> None:
    for kind in (f"{JSON}; charset=utf-8", f"{JSON};charset=UTF-8", f'{JSON}; charset="utf-8"'):
        row = Row(content=GOOD, status={}, headers={"Content-Type": kind})
        assert sent(told[0], row, RESPONSE).status_code == 200


def assert_headers(answer: httpx2.Response, kind: str) -> None:
    """Exactly this media type; kept by nobody, guessed at by nobody, and no word on what serves."""
    headers = answer.headers
    assert headers["content-type"] == f"{kind}; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(answer.content)
    assert not {"server", "x-powered-by", "set-cookie", "access-control-allow-origin", "location"} & {*headers}


def assert_result(content: Mapping[str, Any], *, runs: bool) -> None:
    """A response as the GraphQL specification has it (§7.1): no data where nothing ran, and errors in their shape."""
    assert {*content} <= {"data", "errors", "extensions"}
    assert ("data" in content) is runs
    assert runs or content["errors"]
    for error in content.get("errors", []):
        assert_error(error, runs=runs)


def assert_error(error: Mapping[str, Any], *, runs: bool) -> None:
    """A message for people; places that count from one; a path only where something ran."""
    assert {*error} <= {"message", "locations", "path", "extensions"}
    assert isinstance(error["message"], str)
    assert error["message"]
    for place in error.get("locations", [{"line": 1, "column": 1}]):
        assert {*place} == {"line", "column"}
        assert min(place["line"], place["column"]) >= 1
    assert ("path" in error) is runs
    assert all(isinstance(step, str | int) for step in error.get("path", []))
