"""What a GraphQL server does out of the box that this hub must not do, row by row, over HTTP.

| Row | Shown here, or in |
| --- | --- |
| many aliases; depth over a cyclic type; fragments that double; cycles; empty selections; nesting | here, `DOCUMENTS` |
| many unknown fields and directives: at most five errors, and short | here, `DOCUMENTS` |
| 20 and 100 MB; slow and cut-off bodies | test_large_bodies.py |
| bodies that are no JSON object in UTF-8 | here, `BODIES`; all of them in tests/doors/test_bodies.py |
| media types that a form could send; unknown media types; unknown `Accept` | here, `BODIES`; test_strict_client.py |
| other methods; mutations and queries over GET; a workbench | test_raw_http.py, test_cop_probes.py |
| batches; two operations and no name; subscriptions | here, `BODIES` and `DOCUMENTS` |
| introspection, suggestions, exceptions, errors without a code | test_cop_probes.py, test_generated_operations.py |
| execution without end | tests/doors/test_faults.py (504), test_leaving_clients.py |
| slow heads, idle connections | test_raw_http.py, tests/doors/test_slow_heads.py |
| `no-store`, `nosniff`, no `Server` | test_strict_client.py |
| the seven rows about WebSockets | test_raw_http.py: there is none |
| numbers that are none, control characters, half characters | here, `VARIABLES`; tests/api/test_input.py |
"""

import json
from collections.abc import Callable

import httpx2
import pytest
from hostile.judge import ERRORS
from hostile.target import JSON, Client, Target, codes


def doubled(levels: int) -> str:
    """A document that would be 2^levels fields long when written out."""
    parts = [f"fragment f{level} on Agency {{ ...f{level + 1} ...f{level + 1} }}" for level in range(levels)]
    return " ".join(["{ agencies { ...f0 } }", *parts, f"fragment f{levels} on Agency {{ code }}"])


def ring(levels: int) -> str:
    """Round and round: claims are collected by agencies, and arrangements hold claims."""
    inside = "{ name }"
    for _ in range(levels):
        inside = f"{{ collector {inside} }}"
    return f"{{ overview {{ ... on Overview {{ claims {{ edges {{ node {inside} }} }} }} }} }}"


DOCUMENTS = {
    "5,000 aliases": ("{ agencies { " + " ".join(f"a{n}:code" for n in range(5_000)) + " } }", "limit.characters"),
    "300 aliases": ("{ agencies { " + " ".join(f"a{n}:code" for n in range(300)) + " } }", "limit.aliases"),
    "one more alias than allowed": (
        "{ agencies { " + " ".join(f"a{n}:code" for n in range(16)) + " } }",
        "limit.aliases",
    ),
    "six root fields": ("{ " + "agencies { code } " * 6 + "}", "limit.root_fields"),
    "22 levels round a ring": (ring(22), "limit.depth"),
    "20 doublings": (doubled(20), "limit.fields"),
    "60 doublings": (doubled(60), "limit.fields"),
    "a cycle of fragments": ("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "fragment.cycle"),
    "an unknown fragment": ("{ ...nope }", "fragment.unknown"),
    "an empty selection": ("{}", "selection.empty"),
    "nesting 500": ("{ x " * 500 + "}" * 500, "limit.nesting"),
    "nesting 5,000": ("{a" * 5_000 + "}" * 5_000, "limit.nesting"),
    "nesting 20,000": ("{a" * 20_000 + "}" * 20_000, "limit.characters"),
    "a list 5,000 deep": ("{ node(id: " + "[" * 5_000 + "]" * 5_000 + ") { id } }", "limit.nesting"),
    "an object 3,000 deep": ("{ node(id: " + "{a:" * 3_000 + "1" + "}" * 3_000 + ") { id } }", "limit.nesting"),
    "a type 5,000 deep": (
        "query ($a: " + "[" * 5_000 + "Int" + "]" * 5_000 + ") { agencies { code } }",
        "limit.nesting",
    ),
    "400 unknown fields": ("{ agencies { " + " ".join(f"x{n}" for n in range(400)) + " } }", "document.invalid"),
    "10 unknown directives": ("{ agencies { code " + "@aa " * 10 + "} }", "document.invalid"),
    "2,000 unknown directives": ("{ agencies { code " + "@aa" * 2_000 + "} }", "limit.tokens"),
    "two operations and no name": ("query A { agencies { code } } query B { __typename }", "operation.ambiguous"),
    "a subscription": ("subscription { agencies { code } }", "operation.not_supported"),
    "a number of a person in an alias": ("{ n999990019: __typename }", "text.number_in_name"),
    "a zero byte in a text": ('{ node(id: "\\u0000") { id } }', "text.control_character"),
    "half a character in a text": ('{ node(id: "\\ud800") { id } }', None),
    "a zero byte in the document": ("{ agencies { code } } \x00", "document.syntax"),
    "half a character in the document": ("{ agencies { code } } \ud800", "document.syntax"),
}


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_attacks_is_refused_with_a_code(target: Target, document: str, code: str | None) -> None:
    with target.client() as client:
        answer = client.ask(document)

    assert answer.status_code == 400
    assert 1 <= len(codes(answer)) <= ERRORS
    assert code is None or set(codes(answer)) == {code}
    assert "data" not in answer.json()
    assert len(answer.content) < 2_000


GOOD = b'{"query": "{ agencies { code } }"}'


def with_variable(value: bytes) -> bytes:
    return b'{"query": "{ agencies { code } }", "variables": {"a": ' + value + b"}}"


BODIES = {
    "a number": (b"1", JSON, 400),
    "a text": (b'"a"', JSON, 400),
    "null": (b"null", JSON, 400),
    "true": (b"true", JSON, 400),
    "NaN": (b"NaN", JSON, 400),
    "a batch": (b"[" + GOOD + b"]", JSON, 400),
    "lists 49,000 deep": (b"[" * 49_000 + b"]" * 49_000, JSON, 400),
    "objects 15,000 deep": (b'{"a":' * 15_000 + b"1" + b"}" * 15_000, JSON, 400),
    "a 5,000-digit integer": (with_variable(b"1" * 5_000), JSON, 400),
    "a NaN inside": (with_variable(b"NaN"), JSON, 400),
    "an infinity inside": (with_variable(b"1e999999"), JSON, 400),
    "bad UTF-8": (b'{"query": "\xff\xfe"}', JSON, 400),
    "UTF-16": (GOOD.decode().encode("utf-16"), JSON, 400),
    "a name twice": (b'{"query": "{ __typename }", "query": "{ agencies { code } }"}', JSON, 400),
    "a name twice in another spelling": (
        b'{"query": "{ __typename }", "qu\\u0065ry": "{ agencies { code } }"}',
        JSON,
        400,
    ),
    "plain text": (GOOD, "text/plain", 415),
    "a form": (b"query=%7B__typename%7D", "application/x-www-form-urlencoded", 415),
    "a form with parts": (b"--x--", "multipart/form-data; boundary=x", 415),
    "jsonx": (GOOD, "application/jsonx", 415),
    "x/application/json": (GOOD, "x/application/json", 415),
    "another charset": (GOOD, "application/json; charset=utf-16", 415),
}


@pytest.mark.parametrize(("content", "kind", "status"), BODIES.values(), ids=BODIES)
def test_a_body_that_attacks_is_refused_with_a_code(target: Target, content: bytes, kind: str, status: int) -> None:
    with target.client() as client:
        answer = client.send(content, Content_Type=kind)

    assert answer.status_code == status
    assert len(codes(answer)) == 1
    assert "data" not in answer.json()


VARIABLES = {
    "NaN as a text": '"NaN"',
    "an infinity as a text": '"Infinity"',
    "a number without end": "1e308",
    "a fraction": "1.5",
    "one that is no integer any more": "9007199254740993",
    "a text": '"1"',
    "a zero byte": '"\\u0000"',
    "half a character": '"\\ud800"',
    "a list": "[1]",
    "truth": "true",
}


@pytest.mark.parametrize("value", VARIABLES.values(), ids=VARIABLES)
def test_an_amount_is_whole_cents_or_refused(target: Target, value: str) -> None:
    document = json.dumps(
        """query Q($amount: EuroCents) {
             preview(input: {scheme: "rijk-2025", choice: {amount: $amount}}) { __typename }
           }"""
    )
    with target.client() as client:
        answer = client.send(f'{{"query": {document}, "variables": {{"amount": {value}}}}}'.encode())

    assert answer.status_code == 400
    assert len(codes(answer)) == 1
    assert "data" not in answer.json()


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x7fb", "x" * 1_001, "x" * 80_000])
def test_a_text_is_readable_or_refused(target: Target, text: str) -> None:
    document = "query Q($id: ID!) { node(id: $id) { id } }"
    with target.client() as client:
        answer = client.ask(document, {"id": text})

    assert answer.status_code == 400
    assert len(codes(answer)) == 1


ROUNDS = 20


def seconds(target: Target, send: Callable[[], httpx2.Response]) -> float:
    """CPU seconds of the hub for one request, as the middle of many: other people's load does not count."""
    before = target.cpu_seconds
    for _ in range(ROUNDS):
        assert send().status_code in {200, 400}
    return (target.cpu_seconds - before) / ROUNDS


WORST = ("60 doublings", "nesting 5,000", "a list 5,000 deep", "400 unknown fields", "2,000 unknown directives")


@pytest.mark.parametrize("name", WORST)
def test_no_document_costs_a_tenth_of_a_second(target: Target, name: str) -> None:
    with target.client() as client:
        client.ask("{ agencies { code } }")
        assert seconds(target, lambda: client.ask(DOCUMENTS[name][0])) < 0.1


@pytest.mark.parametrize("name", ["lists 49,000 deep", "objects 15,000 deep", "a 5,000-digit integer"])
def test_no_body_costs_a_tenth_of_a_second(target: Target, name: str) -> None:
    with target.client() as client:
        client.send(GOOD)
        assert seconds(target, lambda: client.send(BODIES[name][0])) < 0.1


def test_doublings_cost_no_more_than_a_plain_document_of_their_length(target: Target) -> None:
    plain = "{ agencies { ...f0 } } " + " ".join(
        f"fragment f{level} on Agency {{ ...f{level + 1} code name }}" for level in range(40)
    )
    with target.client() as client:
        cost, measure = (
            measured(target, client, doubled(40)),
            measured(target, client, f"{plain} fragment f40 on Agency {{ code }}"),
        )

    assert cost < 3 * measure + 0.01


def measured(target: Target, client: Client, document: str) -> float:
    return seconds(target, lambda: client.ask(document))
