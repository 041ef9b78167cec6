"""The types of our contract under roots that answer anything: objects with holes, of every type that an answer has."""

# What a fake gives has no type: it may be anything.
# mypy: disable-error-code="no-any-return"

from functools import cache

import strawberry
from compiled.fakes import Fakes
from compiled.shapes import root
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.queries import CapacityResult, CompareResult, OverviewResult, PreviewResult, ReceiptResult
from schema.record_queries import AccessesResult, ConsentRequestsResult, GrantsResult, MandatesResult
from schema.scalars import SCALARS
from schema.types.node import Node
from schema.types.scheme import Scheme

Info = strawberry.Info[Fakes, None]


@strawberry.type
class Query:
    @strawberry.field
    async def overview(self, info: Info) -> OverviewResult | None:
        return root(info.context, "Query", "overview")

    @strawberry.field
    async def preview(self, info: Info) -> PreviewResult | None:
        return root(info.context, "Query", "preview")

    @strawberry.field
    def compare(self, info: Info) -> CompareResult:
        return root(info.context, "Query", "compare")

    @strawberry.field
    def capacity(self, info: Info) -> CapacityResult | None:
        return root(info.context, "Query", "capacity")

    @strawberry.field
    def receipt(self, info: Info) -> ReceiptResult | None:
        return root(info.context, "Query", "receipt")

    @strawberry.field
    async def grants(self, info: Info) -> GrantsResult | None:
        return root(info.context, "Query", "grants")

    @strawberry.field
    def mandates(self, info: Info) -> MandatesResult | None:
        return root(info.context, "Query", "mandates")

    @strawberry.field
    def requests(self, info: Info) -> ConsentRequestsResult | None:
        return root(info.context, "Query", "requests")

    @strawberry.field
    def accesses(self, info: Info) -> AccessesResult:
        return root(info.context, "Query", "accesses")

    @strawberry.field
    def nodes(self, info: Info) -> list[Node | None]:
        return root(info.context, "Query", "nodes")

    @strawberry.field
    async def schemes(self, info: Info) -> list[Scheme]:
        return root(info.context, "Query", "schemes")


@cache
def any_answer() -> GraphQLSchema:
    """The schema."""
    return strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))._schema
