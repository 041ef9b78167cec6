"""Operations that nobody wrote: from the text of a schema, with variables, fragments, aliases and switches put in."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import hypothesis_graphql
from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    parse_type,
    print_ast,
    validate,
    value_from_ast_untyped,
    visit,
)
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis_graphql import nodes

SWITCHES: Final = ("on", "off")
_SCALARS: Final = {
    "EuroCents": st.integers(-5, 5).map(nodes.Int),
    "Date": st.just(nodes.String("2026-11-23")),
    "DateTime": st.just(nodes.String("2026-11-23T09:00:00Z")),
    "CaseNumber": st.just(nodes.String("Z-1")),
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """An operation and its variables."""

    text: str
    variables: dict[str, Any]


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema) -> Written:
    """A valid operation."""
    drawn = draw(_documents(schema))
    varied = _Varied(schema, Random(draw(st.integers(0, 2**32))))  # noqa: S311 - drawn, so that it can be drawn again
    text = print_ast(varied.vary(drawn))
    assume(not validate(schema, parse(text)))
    switches: dict[str, Any] = {name: draw(st.booleans()) for name in SWITCHES if name in varied.used}
    return Written(text=text, variables={**varied.values, **switches})


def _documents(schema: GraphQLSchema) -> st.SearchStrategy[DocumentNode]:
    return hypothesis_graphql.from_schema(schema, custom_scalars=_SCALARS, print_ast=lambda node: node)


@dataclass
class _Varied:
    """Changes how an operation is written, at places that the dice choose."""

    schema: GraphQLSchema
    dice: Random
    values: dict[str, Any] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)

    def vary(self, document: DocumentNode) -> DocumentNode:
        info = TypeInfo(self.schema)
        varied = visit(document, TypeInfoVisitor(info, _Changes(self, info)))
        (operation,) = varied.definitions
        types = self.types | {name: "Boolean!" for name in SWITCHES if name in self.used}
        definitions = tuple(
            VariableDefinitionNode(variable=_variable(name), type=parse_type(type_)) for name, type_ in types.items()
        )
        whole = OperationDefinitionNode(
            operation=operation.operation,
            name=NameNode(value="Generated"),
            variable_definitions=definitions,
            selection_set=operation.selection_set,
        )
        return DocumentNode(definitions=(whole, *self.fragments))

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def variable(self, value: Any, type_: GraphQLInputType) -> VariableNode:
        name = f"v{len(self.values)}"
        self.values[name], self.types[name] = value_from_ast_untyped(value), str(type_)
        return _variable(name)

    def switch(self) -> DirectiveNode:
        name = self.dice.choice(SWITCHES)
        self.used.add(name)
        condition = ArgumentNode(name=NameNode(value="if"), value=_variable(name))
        return DirectiveNode(name=NameNode(value=self.dice.choice(("skip", "include"))), arguments=(condition,))

    def spread(self, selections: tuple[Any, ...], on: str) -> FragmentSpreadNode:
        name = NameNode(value=f"F{len(self.fragments)}")
        inner = SelectionSetNode(selections=selections)
        condition = NamedTypeNode(name=NameNode(value=on))
        self.fragments.append(FragmentDefinitionNode(name=name, type_condition=condition, selection_set=inner))
        return FragmentSpreadNode(name=name, directives=(self.switch(),) if self.chance(20) else ())


class _Changes(Visitor):
    def __init__(self, varied: _Varied, info: TypeInfo) -> None:
        super().__init__()
        self.varied, self.info = varied, info

    def leave_field(self, node: FieldNode, *_: object) -> FieldNode:
        varied = self.varied
        alias = NameNode(value=f"a{varied.dice.randrange(10**6)}") if varied.chance(15) else node.alias
        return FieldNode(
            alias=alias,
            name=node.name,
            arguments=node.arguments,
            directives=(varied.switch(),) if varied.chance(8) else (),
            selection_set=node.selection_set,
        )

    def leave_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode | None:
        argument = self.info.get_argument()
        if argument is None or not self.varied.chance(50):
            return None
        return ArgumentNode(name=node.name, value=self.varied.variable(node.value, argument.type))

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        varied, parent = self.varied, self.info.get_parent_type()
        selections = node.selections
        if parent is None or not varied.chance(40):
            return None
        twice = varied.dice.choice(selections)
        cut = varied.dice.randrange(len(selections) + 1)
        first, rest = selections[:cut], selections[cut:]
        if first and varied.chance(50):
            first = (varied.spread(first, parent.name),)
        if rest and varied.chance(50):
            rest = (InlineFragmentNode(selection_set=SelectionSetNode(selections=rest)),)
        return SelectionSetNode(selections=(*first, *rest, twice))


def _variable(name: str) -> VariableNode:
    return VariableNode(name=NameNode(value=name))
