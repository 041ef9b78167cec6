"""Documents that ask for an answer in parts: their rules, what is left without parts, and what a part tells."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from api.desk import Incidents, a_desk, contract
from graphql import GraphQLSchema, build_schema, parse, print_ast
from hub_world import TRACE

from consent.parties import Role
from schema import delivery, incremental
from schema.context import Context
from schema.documents import Stage
from schema.errors import tell
from schema.execute import Answer, Asked, Engine, Ready
from schema.incremental import Parts, Payload

SMALL = """
type Query { items: [Item], one: Item }
type Item { name: String, a: Int, b: Int, c: Int, d: Int, e: Int, f: Int, must: Int! }
"""

ALL = "a b c d e f"


def failing(*_: object) -> int:
    raise RuntimeError("secret 999990019")


THING = {"name": "x", **dict.fromkeys([*ALL.split(), "must"], failing)}
"""Has a name; asked for anything else, it fails with something secret in its mouth."""


def small(count: int, items: Callable[..., object] | None = None) -> GraphQLSchema:
    schema = build_schema(SMALL)
    assert schema.query_type is not None
    schema.query_type.fields["items"].resolve = items or (lambda *_: [THING] * count)
    schema.query_type.fields["one"].resolve = lambda *_: THING
    return schema


def prepared(document: str, schema: GraphQLSchema, *, on: bool = True, **variables: object) -> tuple[Engine, Any]:
    engine = Engine.of(schema, Incidents(), incremental=on)
    return engine, engine.prepare(Asked(document=document, variables=variables), Role.CITIZEN, introspection=True)


async def begun(document: str, count: int = 1, items: Callable[..., object] | None = None) -> Parts:
    """Begin a document on a small contract with so many items, or with these."""
    engine, ready = prepared(document, small(count, items))
    assert isinstance(ready, Ready), ready
    async with a_desk(consents=False) as desk:
        context = Context.begin(desk.services, requester=desk.world.citizen, trace=TRACE, language="nl")
    parts = await incremental.begin(engine, ready, context)
    assert isinstance(parts, Parts), parts
    return parts


async def sent(document: str, count: int = 1) -> list[Payload]:
    """Every part of an answer."""
    parts = await begun(document, count)
    payloads = [parts.begin(), *[payload async for payload in parts.following()]]
    await parts.stop()
    return payloads


def told(payload: Payload) -> list[Any]:
    """Every error in a part."""
    each = (*payload.get("incremental", ()), *payload.get("completed", ()))
    return [*payload.get("errors", ()), *(error for one in each for error in one.get("errors", ()))]


# ── Which documents are good ──

BAD = {
    "@stream on what is no list": "{ agencyAnswers @stream { __typename } }",
    "@stream on __typename in a union": "{ agencyAnswers { __typename @stream } }",
    "@defer on a field": "{ agencies @defer { code } }",
    "@defer at the root of a mutation": """
      mutation { ... @defer { erasePerson(input: {idempotencyKey: "k"}) { __typename } } }""",
    "one label twice": '{ ... @defer(label: "a") { agencies { code } } ... @defer(label: "a") { schemes { code } } }',
    "a label that is a variable": "query Q($l: String!) { ... @defer(label: $l) { agencies { code } } }",
    "a variable of another type": "query Q($n: String!) { agencies @stream(initialCount: $n) { code } }",
    "one field streamed and not": "{ agencies @stream { code } agencies { code } }",
}


@pytest.mark.parametrize("document", BAD.values(), ids=BAD)
def test_a_document_that_misuses_them_is_refused_with_a_code(document: str) -> None:
    _, answer = prepared(document, contract())
    assert isinstance(answer, Answer)
    assert answer.stage is Stage.DOCUMENT
    assert {error["extensions"]["code"] for error in answer.errors} == {"document.invalid"}
    without = print_ast(delivery.whole(parse(document)))
    assert "$" in document or isinstance(prepared(without, contract())[1], Ready), "nothing else is wrong with it"


@pytest.mark.parametrize("on", [True, False])
def test_they_are_known_only_where_the_operator_says_so(*, on: bool) -> None:
    for document in ("{ agencies @stream { code } }", "{ ... @defer { agencies { code } } }"):
        _, ready = prepared(document, contract(), on=on)
        assert isinstance(ready, Ready) is on


@pytest.mark.parametrize("on", [True, False])
async def test_who_looks_at_the_schema_sees_them_only_where_they_are_known(*, on: bool) -> None:
    async with a_desk() as desk:
        engine = Engine.of(contract(), desk.incidents, incremental=on)
        context = Context.begin(desk.services, requester=desk.world.citizen, trace=TRACE, language="nl")
        asked = Asked(document="{ __schema { directives { name } } agencies { code } }")
        answer = await engine.answer(asked, context, introspection=True)
    assert answer.data is not None
    names = {each["name"] for each in answer.data["__schema"]["directives"]}
    assert ({"defer", "stream"} <= names) is on
    assert len(answer.data["agencies"]) == 5


def test_what_is_left_without_parts_weighs_the_same() -> None:
    streamed = "{ agencies @stream { code } ... @defer { overview { __typename } } }"
    _, ready = prepared(streamed, contract())
    _, plain = prepared("{ agencies { code } overview { __typename } }", contract())
    assert (ready.prepared.asks_for_parts, plain.prepared.asks_for_parts) == (True, False)
    assert ready.cost == plain.cost


# ── What a part tells ──


async def test_a_list_comes_item_by_item_behind_those_that_were_asked_for_at_once() -> None:
    parts = await sent("{ items @stream(initialCount: 1) { name } }", count=3)
    items = [item for part in parts[1:] for each in part.get("incremental", ()) for item in each["items"]]
    assert parts[0] == {
        "data": {"items": [{"name": "x"}]},
        "pending": [{"id": "0", "path": ["items"]}],
        "hasNext": True,
    }
    assert items == [{"name": "x"}] * 2
    assert parts[-1]["hasNext"] is False


async def test_a_part_tells_five_errors_at_most_and_no_text_of_a_fault() -> None:
    first, *rest = await sent(f"{{ items {{ {ALL} }} one {{ ... @defer {{ name }} }} }}", count=2)
    later = await sent(f"{{ items @stream {{ {ALL} }} }}", count=2)
    for part in (first, *rest, *later):
        assert len(told(part)) <= 5
        assert "secret" not in str(part)
    assert len(told(first)) == 5
    assert [len(told(part)) for part in later if told(part)] in ([5, 5], [5])
    codes = {error["extensions"]["code"] for part in later for error in told(part)}
    assert codes == {"internal.error"}


async def test_several_results_in_one_part_share_its_five_errors() -> None:
    parts = await sent('{ one { ... @defer(label: "x") { a b c } ... @defer(label: "y") { d e f } } }')
    (both,) = [part for part in parts if len(part.get("incremental", ())) == 2]
    assert len(told(both)) == 5
    assert [each["data"] for each in both["incremental"]] == [dict.fromkeys("abc"), dict.fromkeys("def")]


@pytest.mark.parametrize("is_begun", [True, False], ids=["between two parts", "before anything follows"])
async def test_who_stops_closes_a_list_that_is_still_coming(*, is_begun: bool) -> None:
    closed = asyncio.Event()

    async def coming(*_: object) -> AsyncIterator[object]:
        try:
            while True:
                yield THING
        finally:
            closed.set()

    parts = await begun("{ items @stream(initialCount: 1) { name } }", items=coming)
    following = parts.following()
    if is_begun:
        await anext(following)
    await parts.stop()
    assert closed.is_set()
    await following.aclose()


async def test_what_fails_as_a_whole_is_told_as_failed_and_not_as_complete() -> None:
    parts = await sent("{ one { ... @defer { must } } }")
    (ended,) = parts[-1]["completed"]
    assert ended["id"] == "0"
    assert ended["errors"][0]["extensions"] == {"code": "internal.error", "incident": "incident-1"}
    assert ended["errors"][0]["path"] == ["one", "must"]


async def test_what_is_cut_off_has_failed_with_all_that_was_still_awaited_and_nothing_else() -> None:
    document = '{ one { ... @defer(label: "a") { name } } items @stream(label: "b") { name ... @defer { a } } }'
    parts = await begun(document)
    assert len(parts.begin()["pending"]) == 2
    assert [each["id"] for each in parts.cut_off(tell("x.y", "No."))["completed"]] == ["0", "1"]

    following = [payload async for payload in parts.following()]
    assert following[-1]["hasNext"] is False
    assert parts.cut_off(tell("x.y", "No.")) == {"hasNext": False}
    await parts.stop()


@pytest.mark.parametrize(
    "given", [{"n": -1}, {"n": None}, {}], ids=["below nothing", "null", "a default below nothing"]
)
def test_a_count_that_is_none_is_refused_with_a_code(given: dict[str, object]) -> None:
    document = "query Q($n: Int = -1) { items @stream(initialCount: $n) { name } }"
    _, answer = prepared(document, small(1), **given)
    assert isinstance(answer, Answer)
    assert [error["extensions"]["code"] for error in answer.errors] == ["stream.count"]


@pytest.mark.parametrize("given", ["-1", "null"])
def test_a_count_that_is_none_and_stands_in_the_document_is_refused_with_the_same_code(given: str) -> None:
    _, answer = prepared(f"{{ items @stream(initialCount: {given}) {{ name }} }}", small(1))
    assert isinstance(answer, Answer)
    (error,) = answer.errors
    assert error["extensions"]["code"] == "stream.count"
    assert error["message"] == "initialCount is 0 or more. Send such a number, or leave it out."
    assert error["locations"] == [{"line": 1, "column": 9}]


@pytest.mark.parametrize("n", [0, 3])
def test_a_count_and_a_number_for_something_else_are_good(n: int) -> None:
    document = "query Q($n: Int!, $m: Boolean!) { items @stream(initialCount: $n, if: $m) { name } }"
    _, ready = prepared(document, small(1), n=n, m=False)
    assert isinstance(ready, Ready)
