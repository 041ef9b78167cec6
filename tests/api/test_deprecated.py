"""Whoever uses what will go is told so: each part once, wherever it stands."""

import pytest
from api.desk import contract
from graphql import OperationDefinitionNode, build_schema, parse

from schema import deprecated
from schema.deprecated import Use

GOING = build_schema(
    """
    type Query {
      ask(input: Wish, kind: Kind, old: Int @deprecated(reason: "argument")): Answer
      gone: Int @deprecated(reason: "field")
    }
    type Answer { text: String  gone: String @deprecated(reason: "inner field") }
    input Wish { gone: Int @deprecated(reason: "input field")  kind: Kind  more: [Wish!] }
    enum Kind { NEW  OLD @deprecated(reason: "value") }
    """
)
WISH, OLD = Use(what="Wish.gone", reason="input field"), Use(what="Kind.OLD", reason="value")


def used(text, schema=GOING, /, **variables):
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return deprecated.used(schema, document, operation, variables)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ gone }", Use(what="Query.gone", reason="field")),
        ("{ ask(old: 1) { text } }", Use(what="Query.ask(old)", reason="argument")),
        ("{ ask { ...A } } fragment A on Answer { gone }", Use(what="Answer.gone", reason="inner field")),
        ("{ ask(input: {gone: 1}) { text } }", WISH),
        ("{ ask(input: {more: [{kind: NEW}, {gone: 1}]}) { text } }", WISH),
        ("{ ask(kind: OLD) { text } }", OLD),
        ("{ ask(input: {kind: OLD}) { text } }", OLD),
        ("query Q($wish: Wish = {gone: 1}) { ask(input: $wish) { text } }", WISH),
    ],
    ids=[
        "field",
        "argument",
        "field in a fragment",
        "input",
        "input in a list",
        "value",
        "value in an input",
        "default",
    ],
)
def test_a_use_in_a_document_is_found(text, found):
    assert used(text) == (found,)


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"gone": 1}, (WISH,)),
        ({"more": [{"more": [{"gone": None}]}, {"kind": "OLD"}]}, (OLD, WISH)),
        ({"more": {"gone": 1}}, (WISH,)),
        ({"kind": "NEW"}, ()),
        (None, ()),
    ],
    ids=["input", "deep", "one item for a list", "nothing old", "null"],
)
def test_a_use_in_variables_is_found(wish, found):
    assert used("query Q($wish: Wish) { ask(input: $wish) { text } }", wish=wish) == found


def test_a_use_is_told_once_however_often_it_stands_there():
    assert (
        len(used("query Q($a: Wish) { gone x: gone ask(input: $a) { ...A ...A } } fragment A on Answer { gone }")) == 2
    )


def test_what_the_operation_does_not_reach_is_not_used():
    assert used("{ ask { text } } fragment A on Answer { gone }") == ()


def test_sixty_doublings_are_read_once_each():
    chain = " ".join(f"fragment F{n} on Answer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    found = used(f"{{ ask {{ ...F0 }} }} {chain} fragment F60 on Answer {{ gone }}")
    assert found == (Use(what="Answer.gone", reason="inner field"),)


def test_the_deprecated_day_of_payment_is_found_where_it_stands_in_the_contract():
    asked = "query Q($wish: PreviewInput!) { preview(input: $wish) { __typename } }"
    (found,) = used(asked, contract(), wish={"scheme": "rijk-2025", "paymentDay": 3})
    assert found == Use(what="PreviewInput.paymentDay", reason="Use `choice.paymentDay`. Removed after 2028-01-01.")
