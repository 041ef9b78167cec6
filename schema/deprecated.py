"""What a document uses that will go: fields, arguments, and, in variables too, fields of inputs and values of enums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_input_type,
    type_from_ast,
    visit,
)

from schema import fragments


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What was used, by its place in the contract, and what the contract says instead."""

    what: str
    reason: str


def used(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> tuple[Use, ...]:
    """Find every use in one operation of a valid document with valid variables; each once, in the order of names."""
    return together(in_document(schema, document, operation), in_variables(schema, operation, variables))


def together(*found: frozenset[Use]) -> tuple[Use, ...]:
    """Put uses from several places together: each once, in the order of names."""
    return tuple(sorted(frozenset().union(*found), key=lambda use: use.what))


def in_document(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[Use]:
    """Find the uses that stand in the document: the same for every request with it. Each fragment is read once."""
    reader = _Reader(TypeInfo(schema))
    for part in (operation, *fragments.spread_by(operation.selection_set, fragments.of(document))):
        visit(part, TypeInfoVisitor(reader.types, reader))
    return frozenset(reader.found)


def in_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> frozenset[Use]:
    """Find the uses that stand in the variables."""
    found: set[Use] = set()
    for definition in operation.variable_definitions or ():
        type_ = type_from_ast(schema, definition.type)
        if is_input_type(type_) and definition.variable.name.value in variables:
            found.update(_in_value(type_, variables[definition.variable.name.value]))
    return frozenset(found)


class _Reader(Visitor):
    """Walks through a definition and notes what is deprecated."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.field = ""
        self.found: set[Use] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        field, parent = self.types.get_field_def(), self.types.get_parent_type()
        if field and parent:
            self.field = f"{parent.name}.{node.name.value}"
            self._note(self.field, field.deprecation_reason)

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        argument = self.types.get_argument()
        if isinstance(argument, GraphQLArgument) and not self.types.get_directive():
            self._note(f"{self.field}({node.name.value})", argument.deprecation_reason)

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        parent = get_named_type(self.types.get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType) and node.name.value in parent.fields:
            self._note(f"{parent.name}.{node.name.value}", parent.fields[node.name.value].deprecation_reason)

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        value, type_ = self.types.get_enum_value(), get_named_type(self.types.get_input_type())
        if value and type_:
            self._note(f"{type_.name}.{node.value}", value.deprecation_reason)

    def _note(self, what: str, reason: str | None) -> None:
        if reason is not None:
            self.found.add(Use(what=what, reason=reason))


def _in_value(type_: GraphQLInputType, value: object) -> Iterator[Use]:
    """Look into a value that fits its type. No recursion: an input may hold itself."""
    waiting: list[tuple[Any, object]] = [(type_, value)]
    while waiting:
        type_, value = waiting.pop()
        parts: Iterator[tuple[str, Any]] = iter(())
        match type_, value:
            case GraphQLNonNull(), _:
                waiting.append((type_.of_type, value))
            case GraphQLList(), _:
                waiting.extend((type_.of_type, item) for item in (value if isinstance(value, list) else [value]))
            case GraphQLInputObjectType(), Mapping():
                waiting.extend((type_.fields[name].type, inside) for name, inside in value.items())
                parts = ((name, type_.fields[name]) for name in value)
            case GraphQLEnumType(), str():
                parts = iter([(value, type_.values[value])])
            case _:
                pass
        yield from (
            Use(what=f"{get_named_type(type_).name}.{name}", reason=part.deprecation_reason)
            for name, part in parts
            if part.deprecation_reason is not None
        )
