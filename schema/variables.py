"""Variables, checked before anything runs: the right types, readable text, short lists; no message repeats a value."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
    visit,
)
from graphql.utilities.validate_input_value import validate_input_value

from hub.errors import BadInput, HubError
from schema.errors import Told, choices, tell, without_values
from schema.limits import ERRORS, PAGE
from schema.scalars import WRITTEN_FREELY, check_text


class _EnoughError(Exception):
    """As many errors were found as are told."""


def check(schema: GraphQLSchema, operation: OperationDefinitionNode, values: Mapping[str, Any]) -> list[Told]:
    """Find what is wrong with the variables of an operation; nothing is, when the list is empty."""
    told: list[Told] = []
    try:
        check_readable(values, operation)
        for definition in operation.variable_definitions or ():
            _one(schema, definition, values, told)
    except BadInput as fault:
        return [tell(fault.code, f"{fault.happened} {fault.todo}")]
    except _EnoughError:
        pass
    return told


def check_readable(values: Mapping[str, object], operation: OperationDefinitionNode) -> None:
    """Refuse texts and lists that nothing here can use, wherever they stand. Raises BadInput."""
    # Where a variable goes is looked up only for one that has lines: few do, and it takes long.
    has_lines = any(isinstance(value, str) and not value.isprintable() for value in values.values())
    free = _written_freely(operation) if has_lines else frozenset()
    for name in values:
        check_text(name)
    waiting = [(name in free, value) for name, value in values.items()]
    while waiting:
        is_free, value = waiting.pop()
        match value:
            case str() as text:
                check_text(text, has_lines=is_free)
            case Mapping() as mapping:
                for name in mapping:
                    check_text(name)
                waiting.extend((name in WRITTEN_FREELY, inner) for name, inner in mapping.items())
            case list() as items:
                if len(items) > PAGE:
                    raise BadInput("list.too_long", f"A list has more than {PAGE} items.", "Send fewer at once.")
                waiting.extend((False, item) for item in items)
            case _:
                pass


def _written_freely(operation: OperationDefinitionNode) -> frozenset[str]:
    """The variables that stand where people write to people."""
    places = _Places()
    visit(operation, places)
    return frozenset(places.found)


class _Places(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        if node.name.value in WRITTEN_FREELY and isinstance(node.value, VariableNode):
            self.found.add(node.value.name.value)


def _one(
    schema: GraphQLSchema, definition: VariableDefinitionNode, values: Mapping[str, Any], told: list[Told]
) -> None:
    name = definition.variable.name.value
    type_ = type_from_ast(schema, definition.type)
    value = values.get(name, Undefined)
    if not is_input_type(type_):
        return  # validation has said so already
    if value is Undefined and (definition.default_value or not is_non_null_type(type_)):
        return

    def on_error(error: GraphQLError, path: list[str | int]) -> None:
        told.append(_tell(name, type_, error, path))
        if len(told) >= ERRORS:
            raise _EnoughError

    validate_input_value(value, type_, on_error, hide_suggestions=True)


def _tell(name: str, type_: GraphQLInputType, error: GraphQLError, path: list[str | int]) -> Told:
    place = ".".join([f"${name}", *map(str, path)])
    fault = error.original_error
    if isinstance(fault, HubError):
        return tell(fault.code, f"{without_values(place)}: {fault.happened} {fault.todo}")
    reason = without_values(error.message)
    expected = _type_at(type_, path)
    if expected is not None and not is_input_object_type(get_named_type(expected)):
        reason = f"Expected a value of type {expected}."
        named = get_named_type(expected)
        reason = f"{reason} {choices(named)}" if isinstance(named, GraphQLEnumType) else reason
    return tell("variable.invalid", f"{without_values(place)}: {reason}")


def _type_at(type_: GraphQLInputType, path: list[str | int]) -> GraphQLInputType | None:
    """The type that belongs at a place inside a value."""
    found: Any = type_
    for step in path:
        found = found.of_type if is_non_null_type(found) else found
        if isinstance(step, int) and is_list_type(found):
            found = found.of_type
        elif is_input_object_type(found) and step in found.fields:
            found = found.fields[step].type
        else:
            return None
    return found if is_input_type(found) else None
