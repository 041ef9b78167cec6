"""A small schema with every shape that a schema can have, over objects that nobody meant."""

# What a fake gives has no type: it may be anything.
# mypy: disable-error-code="no-any-return"

import asyncio
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from compiled.fakes import Awaited, Fakes
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from hub.domain.money import Cents
from schema.scalars import SCALARS

Item = TypeVar("Item")
Info = strawberry.Info[Fakes, None]


@strawberry.enum
class Color(Enum):
    RED = strawberry.enum_value("r")
    BLUE = "b"


@strawberry.input
class Inner:
    colors: list[Color] = strawberry.field(default_factory=list)
    on: date | None = strawberry.UNSET


@strawberry.input
class Wish:
    amount: Cents
    inner: Inner | None = strawberry.UNSET
    inners: list[Inner] | None = None
    note: str = "none"


@strawberry.input(one_of=True)
class By:
    name: str | None = strawberry.UNSET
    number: int | None = strawberry.UNSET


def told(self: Any, name: str, *given: object) -> Any:
    """What a field gives that is worked out, by what it was asked with."""
    type_ = self.fakes.schema.type_map[type(self).__strawberry_definition__.name].fields[name].type
    return self.fakes.given(type_, f"{self.label_}.{name}{given}")


@strawberry.interface
class Named:
    name: str

    @strawberry.field
    def shout(self, loud: bool = True) -> str | None:  # noqa: FBT001, FBT002 - an argument of the contract
        return told(self, "shout", loud)


@strawberry.type
class Box(Generic[Item]):
    item: Item
    items: list[Item | None]


@strawberry.type
class Other(Named):
    number: int | None
    box: Box[int]
    paper: Box[str] | None

    @strawberry.field
    async def friends(self, first: int = 2, after: str | None = strawberry.UNSET) -> "list[Thing]":
        await asyncio.sleep(0)
        return told(self, "friends", first, after)


Either = Annotated["Thing | Other", strawberry.union("Either")]


@strawberry.type
class Thing(Named):
    id: strawberry.ID
    count: int
    ratio: float | None
    flag: bool
    color: Color
    colors: list[Color | None] | None
    money: Cents
    on: date | None
    at: datetime
    matrix: list[list[int | None]] | None
    grid: list[list[int] | None]
    child: "Thing | None"
    must: Other
    named: list[Named | None] | None
    strict: list[Named]
    either: Either
    eithers: list[Either | None]

    @strawberry.field
    def doubled(self, n: int = 2, color: Color = Color.RED, tags: list[str] | None = None) -> str:
        return told(self, "doubled", n, color, tags)

    @strawberry.field
    def wished(self, wish: Wish) -> int | None:
        return told(self, "wished", wish)

    @strawberry.field
    def picked(self, info: Info, by: By, at: datetime | None = strawberry.UNSET) -> Named | None:
        assert info.context is self.fakes  # type: ignore[attr-defined]  # every fake has it
        return told(self, "picked", by, at)

    @strawberry.field
    async def slow(self) -> "Thing | None":
        await asyncio.sleep(0)
        return told(self, "slow")

    @strawberry.field
    async def sure(self, info: Info) -> Either:
        return told(self, "sure")

    @strawberry.field
    def promised(self) -> "Thing | None":
        return Awaited(told(self, "promised"))  # type: ignore[return-value]  # a resolver that is async by what it gives


@strawberry.type
class Query:
    @strawberry.field
    async def thing(self, info: Info, name: str = "thing") -> Thing:
        await asyncio.sleep(0)
        return root(info.context, "Query", "thing", name)

    @strawberry.field
    async def maybe(self, info: Info, wish: Wish | None = strawberry.UNSET) -> Thing | None:
        return root(info.context, "Query", "maybe", wish)

    @strawberry.field
    def other(self, info: Info) -> Other | None:
        return root(info.context, "Query", "other")

    @strawberry.field
    def things(self, info: Info, first: int | None = 3) -> list[Thing | None]:
        return root(info.context, "Query", "things", first)

    @strawberry.field
    async def node(self, info: Info, named: strawberry.ID) -> Named | None:
        await asyncio.sleep(0)
        return root(info.context, "Query", "node", named)

    @strawberry.field
    def either(self, info: Info) -> list[Either]:
        return root(info.context, "Query", "either")


@strawberry.type
class Done:
    number: int
    thing: Thing | None
    either: Either | None

    @strawberry.field
    async def after(self) -> int | None:
        return told(self, "after")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def bump(self, info: Info, by: int = 1) -> Done | None:
        await asyncio.sleep(0)
        return root(info.context, "Mutation", "bump", by)

    @strawberry.mutation
    def bump_at_once(self, info: Info, wish: Wish) -> Done:
        return root(info.context, "Mutation", "bumpAtOnce", wish)


def root(fakes: Fakes, type_: str, name: str, *given: object) -> Any:
    """What a root field gives, by what it was asked with."""
    owner = fakes.schema.type_map[type_]
    assert isinstance(owner, GraphQLObjectType)
    return fakes.given(owner.fields[name].type, f"{name}{given}")


@cache
def shapes() -> GraphQLSchema:
    """The schema."""
    made = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=SCALARS))
    schema = made._schema
    schema.type_map["By"].is_one_of = True  # type: ignore[attr-defined]  # as build.py does for ours
    return schema
