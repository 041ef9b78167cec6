"""Leaves: a glance at a value's exact type where that proves it right, otherwise the type's own serializer."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import is_awaitable
from strawberry.schema.schema_converter import CustomGraphQLEnumType, GraphQLCoreConverter

from hub.domain.money import Cents
from schema.compiled.faults import DeviationError, NotCoveredError
from schema.scalars import LARGEST, SCALARS

Name = Callable[[str, object], str]
"""Gives an object a name in the written source: a letter that says what it is, and the object."""

_WHOLE: Final = "{{again}} if type({{first}}) is int and {low} <= {{again}} <= {high} else {slow}({{again}})"


def prepare(type_: GraphQLLeafType, name: Name) -> str:
    """Write the expression for a value that is there: `{first}` reads it, `{again}` is its name from then on."""
    slow = name("l", _careful(type_))
    if isinstance(type_, GraphQLEnumType):
        return f"{name('e', _members(type_))}.get(id({{first}})) or {slow}({{again}})"
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if type_ in (GraphQLString, GraphQLID):
        return f"{{again}} if type({{first}}) is str else {slow}({{again}})"
    if type_ is GraphQLBoolean:
        return f"{{again}} if type({{first}}) is bool else {slow}({{again}})"
    if type_ is GraphQLInt:
        return _WHOLE.format(slow=slow, low=GRAPHQL_MIN_INT, high=GRAPHQL_MAX_INT)
    if definition is SCALARS[Cents]:
        return _WHOLE.format(slow=slow, low=-LARGEST, high=LARGEST)
    for exact in (date, datetime):
        if definition is SCALARS[exact]:
            quick, class_ = name("w", type_.coerce_output_value), name("y", exact)
            return f"{quick}({{again}}) if type({{first}}) is {class_} else {slow}({{again}})"
    return f"{slow}({{first}})"


def _careful(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """Serialize as graphql-core does. Raises DeviationError, or what the serializer raises, where it tells an error."""

    def serialize(value: Any) -> Any:  # noqa: ANN401 - whatever a resolver gave
        if value is None or value is Undefined or isinstance(value, Exception) or is_awaitable(value):
            raise DeviationError
        told = type_.coerce_output_value(value)
        if told is None or told is Undefined:
            raise DeviationError
        return told

    return serialize


def _members(type_: GraphQLEnumType) -> dict[int, str]:
    """The name of every member by the member's identity: members live as long as their class, and hash slowly."""
    if type(type_) is not CustomGraphQLEnumType:
        raise NotCoveredError
    members: Iterable[object] = type_.wrapped_cls
    return {id(member): type_.coerce_output_value(member) for member in members}
