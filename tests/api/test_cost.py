"""What a document costs, from the weights in the contract: before it runs, and in the time it takes to read it."""

import time

import pytest
from api.desk import a_desk, contract
from graphql import (
    ExecutionResult,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
)
from sources import ROOT

from consent.parties import Role
from schema import cost
from schema.compiled.fallback import execute
from schema.execute import Asked, Ready
from schema.limits import MOST_COST, PAGE

ASKING, FRAME = 50, 1
"""What `overview` weighs, and what any object does of which nothing is said."""

PLANS = sorted((ROOT / "schema" / "operations").glob("*.graphql"))


def cost_of(text, /, **variables):
    document = parse(text)
    (operation,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return cost.of(contract(), document, operation, variables)


def claims(first):
    return f"overview {{ ... on Overview {{ claims{first} {{ edges {{ node {{ openAmount }} }} }} }} }}"


EDGE_AND_CLAIM = 2


def test_a_value_weighs_nothing_and_an_object_one():
    assert cost_of("{ node(id: 1) { id } }") == 50
    assert cost_of("{ overview { ... on Overview { complete person { ref } } } }") == ASKING + 1
    assert cost_of("{ overview { ... on Overview { person { ref } complete } } }") == ASKING + 1


def test_a_list_weighs_as_much_as_the_contract_takes_it_to_be_long():
    assert cost_of("{ agencies { code } }") == 5
    assert cost_of("{ preview(input: {}) { ... on Proposal { instalments { amount allocations { amount } } } } }") == (
        70 + 72 * (1 + 20)
    )


def test_a_page_weighs_as_much_as_its_items():
    assert cost_of(f"{{ {claims('(first: 3)')} }}") == ASKING + FRAME + 3 * EDGE_AND_CLAIM
    assert cost_of(f"{{ {claims('(first: 0)')} }}") == ASKING + FRAME


def test_the_size_of_a_page_is_read_from_variables_and_their_defaults():
    asked = f"query Q($n: Int! = 7) {{ {claims('(first: $n)')} }}"
    assert cost_of(asked, n=3) == ASKING + FRAME + 3 * EDGE_AND_CLAIM
    assert cost_of(asked) == ASKING + FRAME + 7 * EDGE_AND_CLAIM


@pytest.mark.parametrize("first", ["", "(first: 1000000)"], ids=["left out", "more than a page"])
def test_a_page_of_which_nothing_useful_is_said_is_a_whole_one(first):
    assert cost_of(f"{{ {claims(first)} }}") == ASKING + FRAME + PAGE * EDGE_AND_CLAIM


def test_a_page_keeps_its_size_through_fragments():
    spread = """query Q { overview { ... on Overview { claims(first: 3) { ...Page } } } }
    fragment Page on ClaimConnection { edges { ...Item } } fragment Item on ClaimEdge { node { openAmount } }"""
    assert cost_of(spread) == ASKING + FRAME + 3 * EDGE_AND_CLAIM


def test_a_page_in_a_page_weighs_as_much_as_both():
    inner = "claims(first: 3) { edges { cursor } }"
    whole = f"{{ overview {{ ... on Overview {{ {inner} history(first: 2) {{ edges {{ cursor }} }} }} }} }}"
    assert cost_of(whole) == ASKING + (FRAME + 3) + (FRAME + 2)


def test_the_same_field_twice_weighs_twice():
    once = cost_of("{ agencies { code } }")
    assert cost_of("{ one: agencies { code } two: agencies { code } }") == 2 * once


def test_sixty_doublings_are_measured_in_the_time_it_takes_to_read_them():
    chain = " ".join(f"fragment F{n} on Agency {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    last = "fragment F60 on Claim { facts { name } }"
    document = parse(f"{{ node(id: 1) {{ ...F0 }} }} {chain} {last}".replace("on Agency", "on Claim"))
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    cost.weights(contract())

    before = time.perf_counter()
    found = cost.of(contract(), document, operation, {})

    assert time.perf_counter() - before < 0.1
    assert found == cost.MOST


def test_a_long_chain_of_fragments_is_measured_without_recursion():
    chain = " ".join(f"fragment F{n} on Agency {{ ...F{n + 1} }}" for n in range(2_000))
    assert cost_of(f"{{ agencies {{ ...F0 }} }} {chain} fragment F2000 on Agency {{ code }}") == 5


def test_a_list_of_representations_weighs_as_much_as_there_are():
    asked = "query Q($of: [_Any!]!) { _entities(representations: $of) { ... on Agency { code } } }"
    assert cost_of(asked, of=[{}] * 7) == 7 * ASKING
    assert cost_of("{ _entities(representations: [1, 2]) { __typename } }") == 2 * ASKING


WHOLE = 5_000
"""What the usual look at the whole schema costs at least: several a minute are much, and hundreds impossible."""


def test_the_name_of_a_type_weighs_nothing():
    assert cost_of("{ __typename agencies { __typename } }") == 5


def test_the_usual_look_at_the_whole_schema_weighs_much_and_not_too_much():
    assert WHOLE <= cost_of(get_introspection_query()) <= min(MOST_COST.values())


def test_a_look_at_a_part_of_the_schema_weighs_less():
    every_name, one_type, roots = (
        cost_of("{ __schema { types { name } } }"),
        cost_of('{ __type(name: "Claim") { name fields { name type { name } } } }'),
        cost_of("{ __schema { queryType { name } } }"),
    )
    assert 0 < one_type < roots < every_name < WHOLE


@pytest.mark.parametrize(
    "inside",
    [
        "fields { type { fields { type { name } args { type { name } } } } }",
        "fields { a: type { name } b: type { name } c: type { name } d: type { name } e: type { name } }",
        f"fields {{ type {{ {' '.join(f'a{number}: ofType {{ name }}' for number in range(14))} }} }}",
        "a: fields { name } b: fields { name } c: fields { name } d: fields { name } e: fields { name }",
    ],
    ids=["types of types", "types again and again", "what they wrap again and again", "fields again and again"],
)
async def test_what_a_look_at_the_schema_weighs_grows_with_what_it_shows(inside):
    document = f"{{ __schema {{ types {{ {inside} }} }} }}"
    async with a_desk() as desk:
        ready = desk.engine.prepare(Asked(document=document), Role.AGENCY, introspection=True)
        assert isinstance(ready, Ready)
        shown = objects(await execute(contract(), parse(document), None, None, {}))

    assert shown / 2 < ready.cost


def objects(value):
    """How many objects an answer holds."""
    match value:
        case ExecutionResult():
            return objects(value.data)
        case dict():
            return 1 + sum(map(objects, value.values()))
        case list():
            return sum(map(objects, value))
        case _:
            return 0


def test_every_list_in_the_contract_has_a_length():
    weights = cost.weights(contract())
    endless = [
        f"{type_.name}.{name}"
        for type_ in contract().type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        if is_list_type(get_nullable_type(field.type)) and not is_leaf_type(get_named_type(field.type))
        if weights[type_.name, name].size is None and name != cost.PAGED
    ]
    assert endless == []


def test_every_field_has_a_weight():
    fields = {
        (type_.name, name)
        for type_ in contract().type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for name in type_.fields
    }
    assert set(cost.weights(contract())) == fields | {("Query", name) for name in cost.SHOWING}


@pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
def test_every_stored_operation_stays_far_below_what_a_hostile_one_can_reach(path):
    assert cost_of(path.read_text(encoding="utf-8")) < 5_000
