"""From a request to an answer: prepared, run, told. Everything that stops it has a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode

from consent.parties import Role
from hub.errors import BadInput
from schema import delivery, errors, limits, variables
from schema.compiled import fallback
from schema.context import Context
from schema.deprecated import Use
from schema.documents import Documents, Prepared, Stage, StoppedError
from schema.errors import Report, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client sent: a document, which of its operations, and the variables.

    `most_cost` is what a run of it may cost at most, where it was registered with that.
    """

    document: str = field(repr=False)
    operation: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    most_cost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back. `data` is there only when something ran, and is None then where a fault took all of it.

    `cost` is what its sender is charged; `deprecated` is what it uses that will go.
    """

    stage: Stage
    data: Mapping[str, Any] | None = None
    errors: tuple[Told, ...] = ()
    cost: int = limits.LEAST_COST
    deprecated: tuple[Use, ...] = ()

    def plain(self, **extensions: object) -> dict[str, Any]:
        """The answer as JSON can say it; without an entry for data when nothing ran. `extensions` go beside it."""
        told: dict[str, Any] = {"errors": list(self.errors)} if self.errors else {}
        if self.stage is Stage.EXECUTED:
            told["data"] = self.data
        if self.deprecated:
            extensions["deprecated"] = [{"what": use.what, "reason": use.reason} for use in self.deprecated]
        return {**told, "extensions": extensions} if extensions else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A request that may run."""

    prepared: Prepared
    operation: OperationDefinitionNode
    asked: Asked
    cost: int
    deprecated: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Answers documents against one schema. `report` tells the operator of faults and gives incident ids.

    `compiles` runs known operations compiled; without it graphql-core runs everything, with the same answers.
    """

    schema: GraphQLSchema
    report: Report
    documents: Documents
    compiles: bool = True

    @classmethod
    def of(cls, schema: GraphQLSchema, report: Report, *, compiles: bool = True, incremental: bool = False) -> Self:
        """Make an engine that knows no document yet. `incremental`: documents may ask for an answer in parts."""
        known = delivery.knowing(schema) if incremental else schema
        return cls(schema=schema, report=report, documents=Documents(schema=known), compiles=compiles)

    @property
    def is_incremental(self) -> bool:
        """Whether documents may ask for an answer in parts."""
        return self.documents.schema is not self.schema

    async def answer(self, asked: Asked, context: Context, *, introspection: bool = False) -> Answer:
        """Answer one request. Cancelling it cancels everything that it started."""
        ready = self.prepare(asked, context.requester.role, introspection=introspection)
        return ready if isinstance(ready, Answer) else await self.run(ready, context)

    def prepare(self, asked: Asked, role: Role, *, introspection: bool = False) -> Ready | Answer:
        """See whether a request may run, and where not, the answer that says why. Nothing is asked of anybody."""
        try:
            prepared = self.documents.prepared(asked.document, introspection=introspection)
            operation = prepared.operation(asked.operation)
        except StoppedError as stopped:
            return Answer(stage=stopped.stage, errors=stopped.told)
        told = variables.check(self.schema, operation, asked.variables)
        if told:
            return Answer(stage=Stage.VARIABLES, errors=tuple(told))
        cost = max(limits.LEAST_COST, prepared.cost(operation, asked.variables))
        try:
            if prepared.asks_for_parts:
                delivery.check_counts(prepared.in_parts, operation, asked.variables)
            limits.check_cost(cost, asked.most_cost or limits.MOST_COST[role])
        except BadInput as fault:
            return Answer(stage=Stage.DOCUMENT, errors=(errors.of_fault(fault),))
        return Ready(
            prepared=prepared,
            operation=operation,
            asked=asked,
            cost=cost,
            deprecated=prepared.deprecated(operation, asked.variables),
        )

    async def run(self, ready: Ready, context: Context) -> Answer:
        """Run what was prepared. Cancelling it cancels everything that it started."""
        plan = ready.prepared.plan(ready.operation) if self.compiles else None
        variables = dict(ready.asked.variables)
        if plan is not None:
            result = await plan.run(context, variables)
        else:
            node, name = ready.prepared.node, ready.asked.operation
            # Who looks at the schema sees all that a document may use.
            schema = self.documents.schema if ready.prepared.introspects else self.schema
            result = await fallback.execute(schema, node, name, context, variables)
        return self.told(ready, result.data, result.errors)

    def told(self, ready: Ready, data: Mapping[str, Any] | None, found: Sequence[GraphQLError] | None) -> Answer:
        """Tell what came of running: data and errors as graphql-core gave them."""
        return Answer(
            stage=Stage.EXECUTED,
            data=data,
            errors=tuple(errors.of_execution(found or (), self.report)),
            cost=ready.cost,
            deprecated=ready.deprecated,
        )
