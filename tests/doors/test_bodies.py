import json
from collections.abc import AsyncIterator

import pytest
from doors.door import JSON, RESPONSE, TOKEN, a_door, code

from adapters.web import body

GOOD = {"query": "{ agencies { code } }"}

MALFORMED = {
    "a number": b"1",
    "a text": b'"a"',
    "null": b"null",
    "true": b"true",
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "a batch": json.dumps([GOOD, GOOD]).encode(),
    "an empty batch": b"[]",
    "nothing": b"",
    "a word": b"hello",
    "two values": b"{} {}",
    "a trailing comma": b'{"query": "{ __typename }",}',
    "100,000 lists deep": b"[" * 49_000 + b"]" * 49_000,
    "100,000 objects deep": b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    "variables 40 deep": b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}",
    "a 5,000-digit integer": b'{"query": "{ __typename }", "variables": {"a": ' + b"1" * 5_000 + b"}}",
    "a 5,000-digit negative integer": b'{"query": "{ __typename }", "variables": {"a": -' + b"1" * 5_000 + b"}}",
    "a fraction without end": b'{"query": "{ __typename }", "variables": {"a": 1e999999}}',
    "a NaN inside": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "bad UTF-8": b'{"query": "\xff\xfe"}',
    "overlong UTF-8": b'{"query": "\xc0\xaf"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(GOOD).encode("utf-16-le"),
    "UTF-32": json.dumps(GOOD).encode("utf-32"),
    "UTF-8 with a mark": json.dumps(GOOD).encode("utf-8-sig"),
    "a name twice": b'{"query": "{ __typename }", "query": "{ agencies { code } }"}',
    "a name twice inside": b'{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}',
    "a raw control character": b'{"query": "{ __typename }\x00"}',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("accept", [RESPONSE, JSON])
async def test_a_body_that_is_no_json_object_is_refused_and_not_repeated(content: bytes, accept: str) -> None:
    async with a_door() as door:
        answer = await door.post(content, accept=accept)
    assert (answer.status_code, code(answer)) == (400, "body.malformed")
    assert "data" not in answer.json()
    assert len(answer.content) < 300


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, "query.missing"),
        ({"query": None}, "query.missing"),
        ({"query": 1}, "query.missing"),
        ({"query": ["{ agencies { code } }"]}, "query.missing"),
        ({"query": {}}, "query.missing"),
        ({**GOOD, "operationName": 1}, "operation.malformed"),
        ({**GOOD, "operationName": {}}, "operation.malformed"),
        ({**GOOD, "variables": []}, "variables.malformed"),
        ({**GOOD, "variables": "{}"}, "variables.malformed"),
        ({**GOOD, "variables": 0}, "variables.malformed"),
        ({**GOOD, "extensions": []}, "extensions.malformed"),
        ({**GOOD, "extensions": False}, "extensions.malformed"),
    ],
)
async def test_the_parts_of_a_request_must_be_of_their_types(content: object, expected: str) -> None:
    async with a_door() as door:
        for accept in (RESPONSE, JSON):
            answer = await door.post(content, accept=accept)
            assert (answer.status_code, code(answer)) == (400, expected)


async def test_parts_that_are_null_or_unknown_do_not_matter() -> None:
    content = {**GOOD, "operationName": None, "variables": None, "extensions": None, "doc_id": "x"}
    async with a_door() as door:
        answer = await door.post(content)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/jsonx",
        "x/application/json",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/graphql",
        "application/graphql-response+json",
        "application/json;charset",
        "text/plain; application/json",
    ],
)
async def test_what_a_form_could_send_or_is_no_utf_8_json_is_refused(kind: str) -> None:
    async with a_door() as door:
        answer = await door.post(GOOD, Content_Type=kind)
    assert (answer.status_code, code(answer)) == (415, "content_type.unsupported")


async def test_a_body_without_a_content_type_is_refused() -> None:
    async with a_door() as door:
        answer = await door.http.post(
            "/graphql", content=json.dumps(GOOD).encode(), headers={"Authorization": TOKEN, "Accept": JSON}
        )
    assert (answer.status_code, code(answer)) == (415, "content_type.unsupported")


@pytest.mark.parametrize(
    "kind", [JSON, "application/json; charset=utf-8", 'APPLICATION/JSON;charset="UTF-8"', "application/json ; "]
)
async def test_json_in_utf_8_is_taken_however_it_is_written(kind: str) -> None:
    async with a_door() as door:
        answer = await door.post(GOOD, Content_Type=kind)
    assert answer.status_code == 200


async def test_a_large_body_that_is_announced_is_refused() -> None:
    async with a_door() as door:
        answer = await door.post(b" " * 20_000_000)
    assert (answer.status_code, code(answer)) == (413, "body.too_large")


async def test_a_large_body_in_parts_is_refused_after_the_first_part_too_many() -> None:
    sent = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(2_000):
            sent += 10_000
            yield b" " * 10_000

    headers = {"Content-Type": JSON, "Authorization": TOKEN}
    async with a_door() as door:
        answer = await door.http.post("/graphql", content=parts(), headers=headers)
    assert (answer.status_code, code(answer)) == (413, "body.too_large")
    assert sent < 3 * body.LARGEST


@pytest.mark.parametrize("announced", ["x", "-1", "1e3", "", "0000000000000000000200000", "1, 1"])
async def test_a_length_that_is_no_number_does_not_open_the_door(announced: str) -> None:
    async with a_door() as door:
        answer = await door.post(b" " * 200_000, Content_Length=announced)
    assert answer.status_code == 413


async def test_a_body_of_exactly_the_largest_size_is_read() -> None:
    content = json.dumps(GOOD).encode()
    async with a_door() as door:
        assert (await door.post(content + b" " * (body.LARGEST - len(content)))).status_code == 200
        assert (await door.post(content + b" " * (body.LARGEST - len(content) + 1))).status_code == 413


async def test_a_body_in_parts_is_read_as_a_whole() -> None:
    content = json.dumps(GOOD).encode()

    async def parts() -> AsyncIterator[bytes]:
        for place in range(0, len(content), 7):
            yield content[place : place + 7]

    headers = {"Content-Type": JSON, "Authorization": TOKEN}
    async with a_door() as door:
        answer = await door.http.post("/graphql", content=parts(), headers=headers)
    assert len(answer.json()["data"]["agencies"]) == 5
