import pytest
from api.desk import a_desk, codes

from schema import limits
from schema.documents import Stage


def doubled(levels: int) -> str:
    """A document that would be 2^levels fields long when written out."""
    parts = [f"fragment f{level} on Agency {{ ...f{level + 1} ...f{level + 1} }}" for level in range(levels)]
    return " ".join(["{ agencies { ...f0 } }", *parts, f"fragment f{levels} on Agency {{ code }}"])


def nested(levels: int) -> str:
    return "{ x " * levels + "}" * levels


CASES = [
    ("root_fields", "{ " + " ".join(["agencies { code }"] * 6) + " }", "limit.root_fields"),
    (
        "root_fields in fragments",
        "{ ...r ...s } fragment r on Query { a b c d } fragment s on Query { e f }",
        "limit.root_fields",
    ),
    ("root_fields inline", "{ ... { a b c } ... on Query { d e f } }", "limit.root_fields"),
    ("schema_roots", "{ __schema { types { name } } again: __schema { types { name } } }", "limit.schema_roots"),
    (
        "schema_roots in fragments",
        "{ ...a ... { y: __schema { types { name } } } } fragment a on Query { x: __schema { types { name } } }",
        "limit.schema_roots",
    ),
    ("aliases", "{ agencies { " + " ".join(f"a{n}: code" for n in range(16)) + " } }", "limit.aliases"),
    (
        "aliases in fragments",
        "{ agencies { ...a } schemes { executes { ...a } } } fragment a on Agency { "
        + " ".join(f"a{n}: code" for n in range(8))
        + " }",
        "limit.aliases",
    ),
    ("directives", "{ agencies { code " + "@include(if: true) " * 21 + "} }", "limit.directives"),
    ("unknown directives", "{ agencies { code " + "@x " * 200 + "} }", "limit.directives"),
    ("directives on the operation", "query " + "@x " * 21 + "{ agencies { code } }", "limit.directives"),
    ("directives on variables", "query ($a: Int " + "@x " * 21 + ") { agencies { code } }", "limit.directives"),
    ("depth", nested(11), "limit.depth"),
    ("depth through fragments", "{ ...a } fragment a on Query " + nested(11), "limit.depth"),
    ("fields", doubled(10), "limit.fields"),
    ("tokens", "{ " + "x " * 1000 + "}", "limit.tokens"),
    ("comments", "#\n" * 201 + "{ agencies { code } }", "limit.comments"),
    ("characters", "{ agencies { code } } #" + "x" * 15_000, "limit.characters"),
    ("nesting as deep as the tokens allow", nested(330), "limit.nesting"),
    ("nesting as deep as is read", nested(199), "limit.depth"),
    ("nesting 20,000", nested(3_000), "limit.nesting"),
    ("inline fragments nested", "{ ... " * 190 + "{ x }" + "}" * 190, None),
    ("a list literal 190 deep", "{ node(id: " + "[" * 190 + "]" * 190 + ") { id } }", None),
    ("a list literal 5,000 deep", "{ node(id: " + "[" * 5_000 + "]" * 5_000 + ") { id } }", "limit.nesting"),
    ("an object literal deep", "{ node(id: " + "{a:" * 190 + "1" + "}" * 190 + ") { id } }", None),
    ("a default value deep", "query ($a: [Int] = " + "[" * 190 + "]" * 190 + ") { agencies { code } }", None),
    ("a type deep", "query ($a: " + "[" * 190 + "Int" + "]" * 190 + ") { agencies { code } }", None),
    ("fragment cycle", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "fragment.cycle"),
    ("fragment of itself", "{ ...a } fragment a on Query { ...a }", "fragment.cycle"),
    ("cycle that nobody spreads", "{ agencies { code } } fragment a on Query { ...a }", "fragment.cycle"),
    ("unknown fragment", "{ ...nope }", "fragment.unknown"),
    ("unknown fragment in a fragment", "{ ...a } fragment a on Query { ...nope }", "fragment.unknown"),
    ("empty selection", "{}", "selection.empty"),
    ("empty selection inside", "{ agencies {} }", "selection.empty"),
    ("empty fragment", "{ ...a } fragment a on Query {}", "selection.empty"),
    (
        "two fragments of one name",
        "{ ...a } fragment a on Query { agencies { code } } fragment a on Query { ...b }",
        None,
    ),
    ("no operation", "fragment a on Query { agencies { code } }", None),
    ("a type definition", "type Query { a: Int }", None),
    ("a definition beside an operation", "{ agencies { code } } type T { a: Int }", None),
    ("nothing", "", None),
    ("@stream in a union", "{ overview { ... on Overview { asOf } x @stream } }", "document.invalid"),
    ("@stream on a list", "{ agencies @stream(initialCount: 1) { code } }", "document.invalid"),
    ("@defer", "{ ... @defer { agencies { code } } }", "document.invalid"),
    ("a subscription", "subscription { agencies { code } }", None),
]


@pytest.mark.parametrize(("document", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_document_that_asks_for_too_much_is_refused_with_a_code(document: str, code: str | None) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(document)
        assert answer.stage is not Stage.EXECUTED
        assert answer.errors
        assert "data" not in answer.plain()
        assert code is None or set(codes(answer)) == {code}
        assert all(codes(answer))
        assert desk.incidents.kept == []


@pytest.mark.timeout(10)  # written out it has 2^60 fields: whoever walks them does not come back
async def test_sixty_doublings_of_a_fragment_cost_no_more_than_reading_them() -> None:
    async with a_desk() as desk:
        answer = await desk.ask(doubled(60))
    assert codes(answer) == ["limit.fields"]


@pytest.mark.parametrize(("more", "expected"), [(0, []), (1, ["limit.fragments"]), (70, ["limit.fragments"])])
async def test_a_chain_of_fragments_is_answered_as_long_as_it_may_be(more: int, expected: list[str]) -> None:
    last = limits.FRAGMENTS - 1 + more
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(last))
    async with a_desk() as desk:
        answer = await desk.ask(f"{{ ...f0 }} {chain} fragment f{last} on Query {{ agencies {{ code }} }}")
    assert codes(answer) == expected


async def test_exactly_as_much_as_allowed_is_answered() -> None:
    fifteen = " ".join(f"a{n}: code" for n in range(limits.LIMITS.aliases))
    # A directive that may stand once only would be refused for that; so one per field.
    spread = " ".join(["code @include(if: true)"] * limits.LIMITS.directives)
    async with a_desk() as desk:
        assert (await desk.ask(f"{{ agencies {{ {fifteen} }} }}")).errors == ()
        assert (await desk.ask(f"{{ agencies {{ {spread} }} }}")).errors == ()
        assert (await desk.ask("{ " + "agencies { code } " * limits.ROOT_FIELDS + "}")).errors == ()


@pytest.mark.parametrize("kind", ["fields", "directives", "arguments", "variables"])
async def test_however_much_is_wrong_at_most_five_errors_go_out(kind: str) -> None:
    documents = {
        "fields": "{ agencies { " + " ".join(f"x{n}" for n in range(400)) + " } }",
        "directives": "{ agencies { " + " ".join(f"code @x{n}" for n in range(20)) + " } }",
        "arguments": "{ agencies { " + " ".join(f"code(a{n}: 1)" for n in range(100)) + " } }",
        "variables": "query (" + " ".join(f"$v{n}: Int!" for n in range(100)) + ") { agencies { code } }",
    }
    async with a_desk() as desk:
        answer = await desk.ask(documents[kind])
    assert 1 <= len(answer.errors) <= limits.ERRORS
    assert len(str(answer.plain())) < 2_000


async def test_no_error_suggests_a_name_of_the_schema() -> None:
    async with a_desk() as desk:
        answers = [
            await desk.ask("{ agencie { code } }"),
            await desk.ask("{ agencies { cod } }"),
            await desk.ask("{ node(i: 1) { id } }"),
            await desk.ask("{ overview { ... on Overvie { complete } } }"),
            await desk.ask("query ($p: PersonInpu) { overview(person: $p) { __typename } }"),
            await desk.ask("query ($p: PersonInput) { overview(person: $p) { __typename } }", p={"re": "x"}),
            await desk.ask(
                'mutation { giveConsent(input: {idempotencyKey: "k", agencies: [], purposes: [OVERVIE]})'
                " { problems { __typename } } }"
            ),
        ]
    assert all(answer.errors for answer in answers)
    assert "did you mean" not in str([answer.plain() for answer in answers]).lower()


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Query") { name } }',
        "{ ...a } fragment a on Query { __schema { types { name } } }",
        "{ a: __schema { types { name } } }",
        "{ ... on Query { __schema { types { name } } } }",
        "mutation { __typename ...a } fragment a on Mutation { __schema { types { name } } }",
    ],
)
async def test_the_schema_does_not_show_itself_unless_that_is_allowed(document: str) -> None:
    async with a_desk() as desk:
        assert codes(await desk.ask(document)) == ["introspection.refused"]
        allowed = await desk.ask(document, introspection=True)
        assert "introspection.refused" not in codes(allowed)


async def test_whoever_may_introspect_gets_the_usual_question_answered() -> None:
    from graphql import get_introspection_query  # noqa: PLC0415 one test needs it

    async with a_desk() as desk:
        answer = await desk.ask(get_introspection_query(), introspection=True)
    assert answer.errors == ()


async def test_the_schema_in_two_places_of_one_entry_is_shown_once() -> None:
    document = "{ __schema { types { name } } ...a } fragment a on Query { __schema { directives { name } } }"
    async with a_desk() as desk:
        answer = await desk.ask(document, introspection=True)
    assert answer.errors == ()


async def test_typename_is_no_introspection() -> None:
    async with a_desk() as desk:
        assert await desk.data("{ __typename }") == {"__typename": "Query"}


TWO = "query A { agencies { code } } query B { __typename }"
STREAM = "subscription C { agencies { code } }"


@pytest.mark.parametrize(
    ("document", "operation", "code"),
    [
        (TWO, None, "operation.ambiguous"),
        (TWO, "D", "operation.unknown"),
        (STREAM, "C", "operation.not_supported"),
        (f"{TWO} {STREAM}", "A", "operation.not_supported"),
    ],
)
async def test_no_operation_is_ever_guessed(document: str, operation: str | None, code: str) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(document, operation=operation)
    assert answer.stage is Stage.OPERATION
    assert codes(answer) == [code]


async def test_the_operation_that_is_named_is_the_one_that_runs() -> None:
    document = "query A { agencies { code } } query B { __typename }"
    async with a_desk() as desk:
        answer = await desk.ask(document, operation="B")
    assert answer.data == {"__typename": "Query"}
