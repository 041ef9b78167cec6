"""What comes back: media types, the status table, headers, and methods."""

import pytest
from doors.door import JSON, RESPONSE, TOKEN, a_door, code, told

from adapters.web import media

QUERY = {"query": "{ agencies { code } }"}

FAULTS = {
    "syntax": {"query": "{"},
    "an empty document": {"query": ""},
    "validation": {"query": "{ nope }"},
    "a limit": {"query": "{ a b c d e f }"},
    "an empty selection": {"query": "{}"},
    "an unknown fragment": {"query": "{ ...nope }"},
    "a literal of another type": {"query": "{ node(id: []) { id } }"},
    "a variable of another type": {"query": "query Q($id: ID!) { node(id: $id) { id } }", "variables": {"id": []}},
    "a variable left out": {"query": "query Q($id: ID!) { node(id: $id) { id } }"},
    "two operations and no name": {"query": "query A { __typename } query B { __typename }"},
    "a name that no operation has": {"query": "query A { __typename }", "operationName": "B"},
    "a subscription": {"query": "subscription { agencies { code } }"},
    "introspection": {"query": "{ __schema { types { name } } }"},
}
"""Well-formed requests that never get to run."""


@pytest.mark.parametrize("content", FAULTS.values(), ids=FAULTS)
async def test_a_request_that_cannot_run_is_a_4xx_under_the_own_media_type_and_200_under_plain_json(
    content: dict[str, object],
) -> None:
    async with a_door() as door:
        own, plain = await door.post(content, accept=RESPONSE), await door.post(content, accept=JSON)
    assert (own.status_code, plain.status_code) == (400, 200)
    assert told(own) == told(plain)
    assert "data" not in own.json()
    assert all(error["extensions"]["code"] and error["message"] for error in own.json()["errors"])


@pytest.mark.parametrize("accept", [RESPONSE, JSON])
async def test_what_runs_is_200_with_data(accept: str) -> None:
    async with a_door() as door:
        answer = await door.post(QUERY, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json()["data"]["agencies"][0] == {"code": "belastingdienst"}
    assert "errors" not in answer.json()


async def test_the_named_operation_runs() -> None:
    content = {"query": "query A { agencies { code } } query B { __typename }", "operationName": "B"}
    async with a_door() as door:
        answer = await door.post(content)
    assert told(answer) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("name", [None, ""])
async def test_without_a_name_the_only_operation_runs(name: str | None) -> None:
    async with a_door() as door:
        answer = await door.post({"query": "query A { __typename }", "operationName": name})
    assert told(answer) == {"data": {"__typename": "Query"}}


async def test_a_mutation_works() -> None:
    document = """mutation Give($key: String!) {
      giveConsent(input: {idempotencyKey: $key, agencies: ["cjib"], purposes: [OVERVIEW]}) { grants { inForce } }
    }"""
    async with a_door() as door:
        answer = await door.post({"query": document, "variables": {"key": "k"}})
    assert told(answer) == {"data": {"giveConsent": {"grants": [{"inForce": True}]}}}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"*/*, {RESPONSE};q=0.5", JSON),
        (f"*/*, {RESPONSE}", RESPONSE),
        (f"{JSON}, {RESPONSE}", RESPONSE),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (f"text/html, {JSON};q=0.1", JSON),
        ("APPLICATION/JSON", JSON),
        (f"{JSON};q=0, */*;q=0.1", RESPONSE),
        (f" {JSON} ; q=0.8 , text/xml", JSON),
        (f"{JSON};q=1.000", JSON),
    ],
)
async def test_the_answer_comes_in_the_media_type_that_is_liked_best(accept: str | None, kind: str) -> None:
    async with a_door() as door:
        answer = await door.post(QUERY, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        "application/xml",
        "text/html",
        f"{JSON};q=0",
        "application/jsonx",
        "nonsense",
        "*/*;q=0",
        f"{JSON};q=x",
        ";",
        ",",
    ],
)
async def test_a_client_that_wants_none_of_ours_is_told_so(accept: str) -> None:
    async with a_door() as door:
        answer = await door.post(QUERY, accept=accept)
    assert (answer.status_code, code(answer)) == (406, "accept.unsupported")
    assert answer.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(
    "accept", [f"{JSON};q=²", f"{JSON};q=1.0000000000000", f"{JSON};q=9" * 400, f"{JSON};q=" + "9" * 5_000]
)
def test_no_quality_makes_the_choice_of_a_media_type_fail(accept: str) -> None:
    assert media.wanted(accept) in {None, JSON, RESPONSE}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PURGE"])
async def test_any_other_method_is_refused_and_told_which_is_allowed(method: str) -> None:
    url = "/graphql?query=%7B__typename%7D"
    async with a_door() as door:
        answer = await door.http.request(method, url, headers={"Authorization": TOKEN, "Accept": RESPONSE})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("tokens", "challenge", "expected", "told"),
    [
        ([], "Bearer", "token.missing", "No token was sent. "),
        (["Bearer bad"], 'Bearer error="invalid_token"', "token.bad_signature", "The token cannot be used. "),
        ([TOKEN, TOKEN], 'Bearer error="invalid_token"', "token.bad_signature", "The token cannot be used. "),
    ],
)
async def test_nobody_comes_in_without_a_token(tokens: list[str], challenge: str, expected: str, told: str) -> None:
    headers = [("Content-Type", JSON), ("Accept", RESPONSE), *(("Authorization", token) for token in tokens)]
    async with a_door() as door:
        answer = await door.http.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)
    assert (answer.status_code, code(answer)) == (401, expected)
    assert answer.json()["errors"][0]["message"] == f"{told}Send a token of a configured issuer."
    assert answer.headers["www-authenticate"] == challenge
    assert "data" not in answer.json()


async def test_whoever_has_no_token_learns_nothing_about_their_body() -> None:
    async with a_door() as door:
        for content in (b"1", b"{", b" " * 200_000):
            answer = await door.http.post("/graphql", content=content, headers={"Content-Type": JSON})
            assert answer.status_code == 401


async def test_every_answer_about_a_person_is_kept_by_nobody() -> None:
    async with a_door() as door:
        answers = [
            await door.post(QUERY),
            await door.post({"query": "{"}),
            await door.post(b"1"),
            await door.post(QUERY, Authorization="Bearer bad"),
            await door.post(QUERY, accept="text/html"),
            await door.post(QUERY, Content_Type="text/plain"),
            await door.http.get("/nowhere"),
            await door.http.get("/health/live"),
            await door.http.get("/health/ready"),
            await door.http.get("/health/sources"),
        ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert {answer.headers["x-content-type-options"] for answer in answers} == {"nosniff"}
    assert all("charset=utf-8" in answer.headers["content-type"] for answer in answers[:7])
    assert all("set-cookie" not in answer.headers for answer in answers)


async def test_introspection_is_for_a_hub_that_is_told_to_allow_it() -> None:
    content = {"query": "{ __schema { queryType { name } } }"}
    async with a_door(introspection=True) as door:
        allowed = await door.post(content)
    async with a_door() as door:
        refused = await door.post(content)
    assert told(allowed) == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert code(refused) == "introspection.refused"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("en", "There is no such scheme. Ask for `schemes`."),
        ("en-GB,nl;q=0.5", "There is no such scheme. Ask for `schemes`."),
        ("nl", "Deze regeling bestaat niet. Vraag `schemes` op."),
        ("fy, en;q=0.5", "There is no such scheme. Ask for `schemes`."),
        ("fy", "Deze regeling bestaat niet. Vraag `schemes` op."),
        ("", "Deze regeling bestaat niet. Vraag `schemes` op."),
    ],
)
async def test_texts_come_in_the_language_that_is_asked_for_first(wanted: str, message: str) -> None:
    content = {"query": '{ preview(input: {scheme: "x"}) { ... on Problem { message } } }'}
    async with a_door() as door:
        answer = await door.post(content, Accept_Language=wanted)
    assert told(answer) == {"data": {"preview": {"message": message}}}
