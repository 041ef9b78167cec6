"""The hub in somebody else's graph: a key leads to what `node` shows, for nobody else, and asks no more than once."""

import json
import re
from typing import Any

import pytest
from api.desk import Desk, a_desk, codes, contract
from api.who_may_what import OPERATIONS
from builders import a_claim, a_report
from graphql import GraphQLObjectType, is_interface_type, parse, print_ast
from strawberry.relay.utils import to_base64

from schema import build, federation
from schema.federation import KEYS
from schema.limits import PAGE

ENTITIES = """query Entities($of: [_Any!]!) { _entities(representations: $of) {
  __typename ... on Agency { code } ... on Claim { reference } ... on Grant { id }
} }"""
CJIB, DUO = ({"__typename": "Agency", "code": code} for code in ("cjib", "duo"))
MANY = a_report("cjib", *(a_claim(1_000, reference=f"A-{number}") for number in range(5)))


async def entities(desk: Desk, *named: object) -> Any:
    return await desk.root(ENTITIES, of=list(named))


# ── The text ──


def test_whatever_has_an_id_has_keys_and_every_key_is_always_there():
    node = contract().type_map["Node"]
    assert is_interface_type(node)
    assert {type_.name for type_ in contract().get_possible_types(node)} == set(KEYS)
    for name, keys in KEYS.items():
        type_ = contract().type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert {str(type_.fields[key].type) for key in keys} <= {"ID!", "String!"}


def definitions(text: str) -> dict[str, str]:
    """What a text defines, by name; of the roots each field by itself."""
    found = {}
    nodes: Any = parse(text).definitions
    for node in nodes:
        name = node.name.value if getattr(node, "name", None) else node.kind
        fields = node.fields if name == "Query" else ()
        found.update({f"Query.{field.name.value}": print_ast(field) for field in fields})
        if not fields:
            found[name] = print_ast(node)
    return found


def test_the_subgraph_is_the_contract_with_keys_and_without_what_every_subgraph_has():
    text, plain = federation.sdl(build.build()), definitions(build.sdl(build.build()))
    keyed = {name: re.findall(r'@key\(fields: "(\w+)"\)', definitions(text)[name]) for name in KEYS}
    without = re.sub(r' @key\(fields: "\w+"\)| @shareable', "", text.removeprefix(federation.LINK))

    assert {name: set(keys) for name, keys in keyed.items()} == KEYS
    assert plain.keys() - definitions(without).keys() == {
        "_Any",
        "_Entity",
        "_Service",
        "Query._entities",
        "Query._service",
    }
    assert definitions(without).items() <= plain.items()


async def test_the_subgraph_is_shown_to_whoever_may_see_the_schema_and_to_nobody_else():
    async with a_desk() as desk:
        shown = await desk.root("{ _service { sdl } }", introspection=True)
        refused = await desk.ask("{ _service { sdl } }")

    assert shown == {"sdl": federation.sdl(build.build())}
    assert codes(refused) == ["introspection.refused"]


# ── The things ──


@pytest.mark.parametrize("kind", KEYS)
def test_a_gateway_gets_what_node_gives_and_no_more(kind):
    assert OPERATIONS[f"_entities({kind})"] == OPERATIONS[f"node({kind})"]


async def test_things_come_in_the_order_in_which_they_were_named_each_as_often():
    async with a_desk() as desk:
        found = await entities(desk, DUO, CJIB, {"__typename": "Agency", "code": "nobody"}, DUO)

    assert [each and each["code"] for each in found] == ["duo", "cjib", None, "duo"]


async def test_both_keys_of_one_thing_name_it_and_keys_of_two_things_name_nothing():
    async with a_desk() as desk:
        cjib, duo = ({**CJIB, "id": to_base64("Agency", code)} for code in ("cjib", "duo"))

        assert await entities(desk, cjib, duo) == [{"__typename": "Agency", "code": "cjib"}, None]


async def test_an_id_of_another_kind_names_nothing():
    async with a_desk() as desk:
        named = {"__typename": "Agency", "id": to_base64("Grant", "cjib")}
        assert await entities(desk, named, {"__typename": "Claim", "id": "no id"}) == [None, None]


async def test_many_claims_of_a_person_ask_each_agency_once_and_show_all_of_them():
    async with a_desk(MANY) as desk:
        overview = await desk.root("{ overview { ... on Overview { claims { edges { node { id reference } } } } } }")
        claims = [edge["node"] for edge in overview["claims"]["edges"]]
        before = dict(desk.asked)
        found = await entities(desk, *({"__typename": "Claim", "id": claim["id"]} for claim in claims))
        asked = {code: count - before[code] for code, count in desk.asked.items()}

    assert [each["reference"] for each in found] == [claim["reference"] for claim in claims]
    assert len(found) == 5
    assert set(asked.values()) == {1}


async def test_many_grants_are_read_once_and_written_down_once():
    async with a_desk() as desk:
        listed = await desk.root("{ grants { ... on GrantConnection { edges { node { id } } } } }")
        ids = [edge["node"]["id"] for edge in listed["edges"]]
        before = len(await desk.world.audit())
        found = await entities(desk, *({"__typename": "Grant", "id": id_} for id_ in ids))
        after = len(await desk.world.audit())

    assert [each["id"] for each in found] == ids
    assert len(ids) > 1
    assert after == before + 1


# ── What cannot be ──

MALFORMED = {
    "no object": "Agency",
    "a list": [CJIB],
    "null in it": {"__typename": "Agency", "code": None},
    "a number": {"__typename": "Agency", "code": 5},
    "a number beside a key": {**CJIB, "id": 5},
    "no type": {"code": "cjib"},
    "a type that is none": {"__typename": 5, "code": "cjib"},
    "a type without keys": {"__typename": "Person", "ref": "x"},
    "the root": {"__typename": "Query"},
    "no key": {"__typename": "Agency"},
    "a field that is no key": {"__typename": "Agency", "name": "CJIB"},
    "a key of another type": {"__typename": "Claim", "code": "cjib"},
    "a word too many": {**CJIB, "secret-of-mine": "999990019"},
}


@pytest.mark.parametrize("named", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_representation_is_refused_at_its_place_and_not_repeated(named):
    async with a_desk() as desk:
        answer = await desk.ask(ENTITIES, of=[CJIB, named])

    assert codes(answer) == ["representation.malformed"]
    assert "secret" not in json.dumps(answer.errors)
    assert "999990019" not in json.dumps(answer.errors)
    assert answer.errors[0]["path"] == ["_entities", 1]
    assert answer.data == {"_entities": [{"__typename": "Agency", "code": "cjib"}, None]}


@pytest.mark.parametrize(
    ("literal", "found"),
    [
        ('{__typename: "Agency", code: "cjib"}', []),
        ('{__typename: "Agency", name: "cjib"}', ["representation.malformed"]),
        ('"Agency"', ["representation.malformed"]),
    ],
    ids=["sound", "no key", "no object"],
)
async def test_a_representation_in_the_document_is_read_alike(literal, found):
    async with a_desk() as desk:
        answer = await desk.ask(f"{{ _entities(representations: [{literal}]) {{ ... on Agency {{ code }} }} }}")

    assert codes(answer) == found
    assert answer.data == {"_entities": [None if found else {"code": "cjib"}]}


LITERAL = '{__typename: "Agency", code: "a"}'


@pytest.mark.parametrize(
    ("document", "given"),
    [
        (ENTITIES, {"of": [CJIB] * (PAGE + 1)}),
        (f"{{ _entities(representations: [{LITERAL * (PAGE + 1)}]) {{ __typename }} }}", {}),
    ],
    ids=["as a variable", "in the document"],
)
async def test_a_list_is_as_long_as_a_page_at_most(document, given):
    async with a_desk() as desk:
        assert codes(await desk.ask(document, given)) == ["list.too_long"]
