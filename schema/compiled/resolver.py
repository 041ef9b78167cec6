"""How Strawberry works a field out: an attribute that is read, or a function and what that wants to be handed."""

import dis
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from keyword import iskeyword
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    get_argument_values,
    get_named_type,
)
from graphql.execution.values import VariableValues
from strawberry.schema import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UnsetType

from schema.compiled.faults import NotCoveredError

_UNCHANGING: Final = (str, int, date, Enum, UnsetType, type(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A function behind a field. `parents` and `info` are the names under which it takes those two."""

    function: Callable[..., Any]
    is_async: bool
    takes_self: bool
    parents: tuple[str, ...]
    info: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of one entry of an answer."""

    field: GraphQLField
    node: FieldNode
    schema: Schema

    def convert(self, variables: VariableValues) -> dict[str, Any]:
        """Coerce and convert as graphql-core and Strawberry do, and raise what they raise."""
        given = get_argument_values(self.field, self.node, variables, hide_suggestions=True)
        return convert_arguments(
            given,
            definition_of(self.field).arguments,
            scalar_registry=self.schema.schema_converter.scalar_registry,
            config=self.schema.config,
        )


def is_unchanging(arguments: Mapping[str, Any]) -> bool:
    """Say whether two calls may be handed the very same arguments: no resolver can change them for the next."""
    return all(isinstance(value, _UNCHANGING) for value in arguments.values())


def definition_of(field: GraphQLField) -> StrawberryField:
    """Give Strawberry's own description of a field. Raises NotCoveredError for anything but a plain one."""
    found = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if type(found) is not StrawberryField or found.extensions or found.default_resolver is not getattr:
        raise NotCoveredError
    if getattr(field.resolve, "__module__", None) != GraphQLCoreConverter.__module__:
        raise NotCoveredError
    return found


def strawberry_of(schema: GraphQLSchema) -> Schema:
    """Give the Strawberry schema behind a schema. Raises NotCoveredError where exceptions become values."""
    found = getattr(schema, "_strawberry_schema", None)
    if not isinstance(found, Schema) or found.schema_converter._exception_handler_specs:  # noqa: SLF001 - no public name
        raise NotCoveredError
    return found


def classes_of(type_: GraphQLObjectType) -> tuple[type, ...]:
    """Give the classes whose objects are of this type. Raises NotCoveredError for a type with ways of its own."""
    found = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryObjectDefinition) or found.is_type_of is not None:
        raise NotCoveredError
    classes = (found.origin, found.concrete_of.origin) if found.concrete_of else (found.origin,)
    for class_ in classes:
        if (
            hasattr(class_, "__getattr__")
            or inspect.getattr_static(class_, "__getattribute__") is not object.__getattribute__
        ):
            raise NotCoveredError
    return classes


def attribute_of(field: StrawberryField, classes: tuple[type, ...]) -> str:
    """Give the attribute that holds a field. Raises NotCoveredError where reading it would run something."""
    name = field.python_name
    if not name.isidentifier() or iskeyword(name):
        raise NotCoveredError
    for class_ in classes:
        static = inspect.getattr_static(class_, name, None)
        if hasattr(static, "__get__") and not inspect.ismemberdescriptor(static):
            raise NotCoveredError
    return name


def resolver_of(field: GraphQLField) -> Resolver | None:
    """Give the function behind a field; None for one that is read off its object."""
    base = definition_of(field).base_resolver
    if base is None:
        return None
    if not callable(base.wrapped_func) or inspect.isasyncgenfunction(base.wrapped_func):
        raise NotCoveredError
    for argument in field.args.values():
        _check_input(argument.type, set())
    info = base.info_parameter.name if base.info_parameter else None
    if info and not _needs_only_the_context(base.wrapped_func, info):
        raise NotCoveredError
    parents = (base.parent_parameter, base.root_parameter)
    return Resolver(
        function=base.wrapped_func,
        is_async=base.is_async,
        takes_self=base.self_parameter is not None,
        parents=tuple(parameter.name for parameter in parents if parameter),
        info=info,
    )


def _needs_only_the_context(function: Callable[..., Any], info: str) -> bool:
    """Say whether a function surely takes nothing from its `info` but the context.

    One that takes it under no name of its own, as decorators do, may hand it on to anybody.
    """
    code = getattr(function, "__code__", None)
    if code is None or info in code.co_cellvars:
        return False
    if info not in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        return False
    steps = list(dis.get_instructions(code))
    uses = [(step, after) for step, after in pairwise(steps) if "FAST" in step.opname and info in _names(step)]
    return all(
        step.opname == "LOAD_FAST" and after.opname == "LOAD_ATTR" and after.argval == "context" for step, after in uses
    )


def _names(step: dis.Instruction) -> tuple[object, ...]:
    return step.argval if isinstance(step.argval, tuple) else (step.argval,)


def _check_input(type_: GraphQLInputType, seen: set[str]) -> None:
    """Refuse an input that builds itself: it is handed the info of its field, which there is none of here."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLInputObjectType) or named.name in seen:
        return
    seen.add(named.name)
    found = named.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryObjectDefinition) or found.from_input is not None:
        raise NotCoveredError
    for field in named.fields.values():
        _check_input(field.type, seen)
