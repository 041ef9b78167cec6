"""Resolvers are handed an `info` that holds the context and nothing else; whoever may need more is not compiled."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
import strawberry
import strawberry.tools
from api.desk import contract
from graphql import GraphQLObjectType

from schema.compiled.faults import NotCoveredError
from schema.compiled.resolver import resolver_of
from schema.federation import MACHINERY

Info = strawberry.Info[object, None]


def of_context(info: Info) -> str:
    other = info.context
    return str(other or info.context)


def of_path(info: Info) -> str:
    return str(info.path)


def of_something_else_too(info: Info) -> str:
    return f"{info.context} {info.field_name}"


def handed_on(info: Info) -> str:
    return of_context(info)


def kept(info: Info) -> str:
    other = info
    return str(other.context)


def in_a_generator(info: Info) -> str:
    return "".join(str(info.context) for _ in range(1))


def wrapped(function: Callable[..., str]) -> Callable[[Info], str]:
    """What a decorator makes of a resolver: it looks like it, and hands on whatever it gets."""

    @wraps(function)
    def handing_on(*given: Any, **named: Any) -> str:
        return function(*given, **named)

    return handing_on


def resolver_with(function: Callable[[Info], str]) -> object:
    asked: Any = strawberry.field(resolver=function, name="asked")
    query = strawberry.tools.create_type("Query", [asked])
    type_ = strawberry.Schema(query=query)._schema.query_type
    assert type_
    return resolver_of(type_.fields["asked"])


def test_every_resolver_of_ours_is_compiled_and_so_needs_the_context_only() -> None:
    types = [type_ for type_ in contract().type_map.values() if isinstance(type_, GraphQLObjectType)]
    fields = [
        field
        for type_ in types
        if not type_.name.startswith("__")
        for name, field in type_.fields.items()
        # A gateway's two questions, of which one is about the schema itself; and the list that comes item by item.
        if name not in MACHINERY and (type_.name, name) != ("AgencyAnswers", "sources")
    ]

    found = [resolver for field in fields if (resolver := resolver_of(field))]

    assert any(resolver.info for resolver in found)


def test_a_resolver_that_needs_the_context_is_compiled() -> None:
    assert resolver_with(of_context)


@pytest.mark.parametrize(
    "function", [of_path, of_something_else_too, handed_on, kept, in_a_generator, wrapped(of_path)]
)
def test_a_resolver_that_may_need_more_is_not(function: Callable[[Info], str]) -> None:
    with pytest.raises(NotCoveredError):
        resolver_with(function)
