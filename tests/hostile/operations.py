"""Operations made from the published contract: any field, any argument, values that fit and values that do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    build_schema,
    parse,
    print_ast,
)
from graphql.language import visit
from graphql.language.visitor import Visitor
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries
from hypothesis_graphql.strategies import Mode
from running_hub import PERSONAS
from sources import ROOT

NUMBER = "number"
"""The variable in which each generated operation carries a number of a person."""

NUMBERS = (*(persona.bsn for persona in PERSONAS.values()), "999990018", "1", 1, None)
"""Everybody's, one that is nobody's, and what is no number of a person."""

WORDS = (
    "rijk-2025",
    "rijk-wide",
    "cjib",
    "duo",
    "belastingdienst",
    "k",
    "l",
    "",
    "x",
    "00000099000000098000",
    "\U0001f6b2",
)
AGENCIES = ("belastingdienst", "toeslagen", "cjib", "duo", "cak")

BAD_WORDS = ("\x00", "a\x7fb", "a" * 1_001)

OFTEN = 30
"""How many values fit for each one that must be refused: an operation holds many, and one is enough to refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A document, and the variables that go with it."""

    document: str
    variables: dict[str, Any]


@cache
def contract() -> GraphQLSchema:
    """Read the contract as a partner would: from the file."""
    return build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))


def _questions() -> tuple[str, ...]:
    """Name every query but one: whoever lacks the scope for it is refused, as tests/api/test_federation.py has it."""
    query = contract().query_type
    assert query is not None
    return tuple(name for name in query.fields if name != "_service")


def _changes() -> tuple[str, ...]:
    """Name every mutation but one: after erasing the person there is nothing left to attack."""
    mutation = contract().mutation_type
    assert mutation is not None
    return tuple(name for name in mutation.fields if name != "erasePerson")


def _mostly(good: st.SearchStrategy[ValueNode], *bad: ValueNode) -> st.SearchStrategy[ValueNode]:
    return st.one_of(*[good] * OFTEN, st.sampled_from(bad))


def _agency(code: str) -> ValueNode:
    """An agency by its type and its key, as a gateway asks for it."""
    told = {"__typename": "Agency", "code": code}
    fields = [ObjectFieldNode(name=NameNode(value=key), value=nodes.String(value)) for key, value in told.items()]
    return ObjectValueNode(fields=tuple(fields))


def _scalars(ids: tuple[str, ...]) -> dict[str, st.SearchStrategy[ValueNode]]:
    """Values for every scalar: mostly such as it takes, and some that it must refuse."""
    bad_texts = tuple(map(nodes.String, BAD_WORDS))
    readable = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
    cents = st.integers(0, 500_000) | st.integers(-(2**53 - 1), 2**53 - 1)
    moments = st.datetimes().map(lambda at: f"{at.isoformat(timespec='seconds')}Z")
    return {
        "ID": _mostly((st.sampled_from(ids) | readable).map(nodes.String), *bad_texts),
        "String": _mostly((st.sampled_from(WORDS) | readable).map(nodes.String), *bad_texts),
        "EuroCents": _mostly(cents.map(nodes.Int), nodes.Int(2**53), nodes.Float(1.5), nodes.String("1")),
        "Date": _mostly(st.dates().map(nodes.String), nodes.String("2026-02-30"), nodes.Int(1)),
        "DateTime": _mostly(moments.map(nodes.String), nodes.String("2026-11-23T09:00:00"), nodes.Int(1)),
        "CaseNumber": _mostly(st.just(nodes.String("Z-2026/1")), nodes.String("-"), nodes.String("999990019")),
        "_Any": _mostly(st.sampled_from(AGENCIES).map(_agency), nodes.String("Claim"), nodes.Int(1)),
        "Iban": _mostly(st.just(nodes.String("NL91ABNA0417164300")), nodes.String("NL91"), nodes.Int(1)),
        # In a document a number is refused: the rest come as a variable.
        "Bsn": _mostly(st.just(VariableNode(name=NameNode(value=NUMBER))), nodes.String("999990019")),
    }


def _written(document: DocumentNode) -> str:
    """Write the document; it declares the variable where it uses it."""
    document = _naming_one(document)
    if not _uses_number(document):
        return print_ast(document)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    declared = VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=NUMBER)),
        type=NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="Bsn"))),
    )
    inside = print_ast(operation.selection_set)
    return f"{operation.operation.value} ({print_ast(declared)}) {inside}"


def _naming_one(document: DocumentNode) -> DocumentNode:
    """Name a person in one way: whoever makes the documents does not know input objects of which one field counts."""
    by_number = ObjectFieldNode(name=NameNode(value="bsn"), value=VariableNode(name=NameNode(value=NUMBER)))

    class Mender(Visitor):
        def enter_object_value(self, value: ObjectValueNode, _key: object, parent: Any, *_: Any) -> Any:
            if getattr(getattr(parent, "name", None), "value", None) != "person" or len(value.fields) == 1:
                return None
            return ObjectValueNode(fields=(value.fields or (by_number,))[:1])

    mended: DocumentNode = visit(document, Mender())
    return mended


def _uses_number(document: DocumentNode) -> bool:
    class Finder(Visitor):
        found = False

        def enter_variable(self, *_: Any) -> None:
            self.found = True

    finder = Finder()
    visit(document, finder)
    return finder.found


def _aliased(document: DocumentNode) -> DocumentNode:
    """Give every field another name: what is answered twice under two names passes many a limit."""

    class Renamer(Visitor):
        number = 0

        def leave_field(self, field: FieldNode, *_: Any) -> FieldNode:
            self.number += 1
            return FieldNode(
                alias=NameNode(value=f"a{self.number}"),
                name=field.name,
                arguments=field.arguments,
                selection_set=field.selection_set,
            )

    renamed: DocumentNode = visit(document, Renamer())
    return renamed


def operations(ids: tuple[str, ...]) -> st.SearchStrategy[Operation]:
    """Make queries and mutations, some of them with one fault against the contract. `ids` are known to the hub."""
    more: Mapping[str, Any] = {"custom_scalars": _scalars(ids)}
    queried = partial(queries, contract(), fields=_questions(), **more)
    changed = partial(mutations, contract(), fields=_changes(), **more)
    documents = st.one_of(
        queried(print_ast=_written),
        queried(print_ast=_written),
        queried(print_ast=lambda document: _written(_aliased(document))),
        queried(print_ast=_written, mode=Mode.NEGATIVE),
        changed(print_ast=_written),
        changed(print_ast=_written),
        changed(print_ast=_written, mode=Mode.NEGATIVE),
    )
    return st.builds(_carrying, documents, st.sampled_from(NUMBERS))


def _carrying(document: str, number: object) -> Operation:
    return Operation(document=document, variables={NUMBER: number} if f"${NUMBER}" in document else {})


def size(document: str) -> dict[str, int]:
    """Measure a document without what its fragments by name hold, of which generated ones have none."""

    class Ruler(Visitor):
        def __init__(self) -> None:
            super().__init__()
            self.path = self.depth = self.fields = self.aliases = self.roots = 0

        def enter_field(self, field: FieldNode, *_: Any) -> None:
            self.path += 1
            self.depth = max(self.depth, self.path)
            self.roots += self.path == 1
            self.fields += 1
            self.aliases += field.alias is not None

        def leave_field(self, *_: Any) -> None:
            self.path -= 1

    ruler = Ruler()
    parsed = parse(document)
    for definition in parsed.definitions:
        if isinstance(definition, OperationDefinitionNode):
            visit(definition, ruler)
    return {
        "depth": ruler.depth,
        "fields": ruler.fields,
        "aliases": ruler.aliases,
        "root_fields": ruler.roots,
        "tokens": parsed.token_count,
        "characters": len(document),
    }
