"""Documents that select every field of the contract, and which fields of which types stand in an answer."""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from api.desk import contract
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

ROOTS: Final = (
    "agencies",
    "schemes",
    "processingActivities",
    "capacity",
    "overview",
    "agencyAnswers",
    "preview",
    "compare",
    "grants",
    "mandates",
    "consentRequests",
    "accesses",
    "arrangement",
    "receipt",
    "acceptedArrangements",
    "humanReviews",
    "disputes",
)
"""Root fields, in the order in which a type is looked for under them."""

PASSED_BY: Final = {("Capacity", "roomUnknown"), ("Claim", "dispute")}
"""Fields that lead to a type, but to none of its parts: the sentences there have no values; disputes have a root."""

FIRST: Final = 5
"""How many of a list are asked for."""

Tree = dict[str, Any]


def object_types() -> dict[str, GraphQLObjectType]:
    """Every type that holds fields, the roots aside."""
    schema = contract()
    return {
        name: type_
        for name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__") and name not in {"Query", "Mutation"}
    }


@cache
def _paths(root: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The shortest way from a root to each type: the fields, each with the type on which it stands."""
    query = contract().query_type
    assert query is not None
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    waiting = deque([(get_named_type(query.fields[root].type), (("Query", root),))])
    while waiting:
        type_, path = waiting.popleft()
        for concrete in _concrete(type_):
            if concrete.name in found:
                continue
            found[concrete.name] = path
            for name, field in concrete.fields.items():
                if (concrete.name, name) in PASSED_BY:
                    continue
                waiting.append((get_named_type(field.type), (*path, (concrete.name, name))))
    return found


def _concrete(type_: GraphQLNamedType) -> Iterator[GraphQLObjectType]:
    if is_abstract_type(type_):
        yield from contract().get_possible_types(type_)
    elif isinstance(type_, GraphQLObjectType):
        yield type_


def home(type_: str) -> str | None:
    """The root field under which a type is asked for; None where no query leads to it."""
    return next((root for root in ROOTS if type_ in _paths(root)), None)


@cache
def document(root: str) -> str:
    """One document with every field of every type whose home this is."""
    tree: Tree = {}
    for name, type_ in object_types().items():
        if home(name) == root:
            _add(tree, _paths(root)[name], type_)
    query = contract().query_type
    assert query is not None
    wanted = {"input", "person", "case", "id"}
    needed = {arg: value for arg, value in query.fields[root].args.items() if arg in wanted}
    head = ", ".join(f"${arg}: {value.type}" for arg, value in needed.items())
    args = ", ".join(f"{arg}: ${arg}" for arg in needed)
    field = query.fields[root]
    told = _written(tree["Query"][root], field)
    return f"query Everything{f'({head})' if head else ''} {{ {root}{f'({args})' if args else ''} {told} }}"


def _add(tree: Tree, path: tuple[tuple[str, str], ...], type_: GraphQLObjectType) -> None:
    """Lay a way through the tree, and all of a type's own fields at its end."""
    place = tree
    for owner, name in path:
        place = place.setdefault(owner, {}).setdefault(name, {})
    own = place.setdefault(type_.name, {})
    for name in type_.fields:
        own.setdefault(name, {})


def _written(place: Tree, field: GraphQLField) -> str:
    """Write a selection: what each type of this place is asked for."""
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    parts = ["__typename"]
    for name, fields in place.items():
        owner = contract().type_map[name]
        assert isinstance(owner, GraphQLObjectType | GraphQLInterfaceType)
        own = " ".join(
            f"{one}{_few(owner.fields[one])} {_written(below, owner.fields[one])}" for one, below in fields.items()
        )
        parts.append(f"... on {name} {{ {own} }}" if is_abstract_type(type_) else own)
    return f"{{ {' '.join(parts)} }}"


def _few(field: GraphQLField) -> str:
    return f"(first: {FIRST})" if "first" in field.args else ""


def seen(answer: Any) -> Iterator[tuple[str, str, Any]]:
    """Every field in an answer: the type that it stands on, its name, and what it holds."""
    if isinstance(answer, list):
        for item in answer:
            yield from seen(item)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if name != "__typename":
                if "__typename" in answer:
                    yield answer["__typename"], name, value
                yield from seen(value)
