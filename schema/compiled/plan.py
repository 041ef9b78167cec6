"""A known operation, ready to run: compiled for the switches that are asked for, otherwise run by graphql-core."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, get_variable_values
from graphql.execution.values import VariableValues

from schema import limits
from schema.compiled import collect, fallback, source
from schema.compiled.collect import Operation, Selections
from schema.compiled.fallback import Memo
from schema.compiled.faults import NotCoveredError
from schema.compiled.running import Converted, Request
from schema.compiled.source import Program

PROGRAMS: Final = 16
"""Most programs of one plan: four switches in every combination. Beyond, graphql-core answers."""


@dataclass(slots=True)
class Tally:
    """How often a plan was answered how: as compiled, by graphql-core after a deviation, or by graphql-core alone."""

    compiled: int = 0
    deviated: int = 0
    not_covered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One operation of a validated document. It may serve any number of requests at once.

    `grew` is told of every program that was written, by the length of its text.
    """

    schema: GraphQLSchema = field(repr=False)
    document: DocumentNode = field(repr=False)
    name: str | None
    operation: Operation | None = field(repr=False)
    grew: Callable[[int], None] = field(repr=False)
    programs: dict[tuple[object, ...], Program | None] = field(default_factory=dict, repr=False)
    tally: Tally = field(default_factory=Tally)

    async def run(self, context: object, variables: Mapping[str, Any]) -> ExecutionResult:
        """Answer one request as graphql-core would. Cancelling it cancels everything that it started."""
        values = self._coerced(variables)
        program = self._program(values) if values else None
        if program is None or values is None:
            self.tally.not_covered += 1
            return await fallback.execute(self.schema, self.document, self.name, context, variables)
        request = Request(context, Converted(program.resolved, values))
        try:
            data = await request.carry_out(program.steps)
        except Exception as error:  # noqa: BLE001 - whatever it is, graphql-core says what follows from it
            failure = error
        except BaseException:  # cancelled: what was begun ends too
            await request.drop()
            raise
        else:
            self.tally.compiled += 1
            return ExecutionResult(data, None)
        self.tally.deviated += 1
        memo = Memo(request, [arguments.node for arguments in program.resolved], failure)
        try:
            return await fallback.execute(self.schema, self.document, self.name, context, variables, memo)
        finally:
            await request.drop()

    def _coerced(self, variables: Mapping[str, Any]) -> VariableValues | None:
        """Coerce the variables; None where they do not fit or nothing is compiled."""
        if self.operation is None:
            return None
        definitions = self.operation.node.variable_definitions or ()
        found = get_variable_values(
            self.schema, definitions, dict(variables), max_errors=limits.ERRORS, hide_suggestions=True
        )
        return None if isinstance(found, list) else found

    def _program(self, values: VariableValues) -> Program | None:
        """Give the program for these values of the switches, compiled when first asked for."""
        if self.operation is None:
            return None
        switches = tuple(map(values.coerced.get, self.operation.switches))
        if switches not in self.programs and len(self.programs) < PROGRAMS:
            self.programs[switches] = program = _written(Selections(operation=self.operation, variables=values))
            if program is not None:
                self.grew(program.characters)
        return self.programs.get(switches)


def _written(selections: Selections) -> Program | None:
    try:
        return source.write(selections)
    except (NotCoveredError, GraphQLError):
        return None


def compile_operation(
    schema: GraphQLSchema, document: DocumentNode, name: str | None, grew: Callable[[int], None] = lambda _: None
) -> Plan:
    """Make a plan for one operation of a validated document; what cannot be compiled is run by graphql-core."""
    try:
        operation = collect.read(schema, document, name)
    except NotCoveredError:
        operation = None
    return Plan(schema=schema, document=document, name=name, operation=operation, grew=grew)
