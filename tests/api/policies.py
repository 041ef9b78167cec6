"""What the contract says of each of its parts, with what it inherits: a field's own word, its type's, the schema's."""

from collections.abc import Iterator
from typing import Any, TypeVar

from api.desk import contract
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_specified_scalar_type,
)

from schema import build
from schema.directives import AddedIn
from schema.sdl import applied

Said = TypeVar("Said")


def said(kind: type[Said], *things: Any) -> Said | None:
    """The nearest word of this kind."""
    return next((each for thing in things for each in applied(thing) if isinstance(each, kind)), None)


def own_types() -> list[GraphQLNamedType]:
    return [
        type_
        for name, type_ in sorted(contract().type_map.items())
        if not name.startswith("__") and not is_specified_scalar_type(type_)
    ]


def values() -> Iterator[tuple[str, str, Any]]:
    """Every value in an answer, by type and field: what has fields of its own is what its type says."""
    for type_ in own_types():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                if is_leaf_type(get_named_type(field.type)):
                    yield type_.name, name, field


def roots() -> dict[str, Any]:
    schema = contract()
    return {name: field for root in (schema.query_type, schema.mutation_type) for name, field in root.fields.items()}


def parts() -> Iterator[tuple[str, str]]:
    """Every part of the contract by its place, and the version that it, its type or the schema gives."""
    (everything,) = [each.version for each in build.build().schema_directives if isinstance(each, AddedIn)]
    for type_ in own_types():
        yield type_.name, _version(everything, type_)
        inside = type_.values if isinstance(type_, GraphQLEnumType) else getattr(type_, "fields", {})
        for name, part in inside.items():
            yield f"{type_.name}.{name}", _version(everything, part, type_)
            for arg, value in getattr(part, "args", {}).items():
                yield f"{type_.name}.{name}({arg})", _version(everything, value, part, type_)


def _version(everything: str, *things: Any) -> str:
    found = said(AddedIn, *things)
    return found.version if found else everything


def inputs() -> Iterator[GraphQLInputObjectType]:
    return (type_ for type_ in own_types() if isinstance(type_, GraphQLInputObjectType))
