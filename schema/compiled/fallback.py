"""The reference executor, and how it goes on from what was called already: no resolver ever runs twice."""

from asyncio import Future, get_running_loop
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from inspect import isawaitable
from types import CoroutineType
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    experimental_execute_incrementally,
)

from schema import limits
from schema.compiled.faults import DeviationError
from schema.compiled.running import Landed, Request


class Raised:
    """What a resolver raised at once, to be raised again."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class InTurn:
    """Something to wait for that comes no sooner than what came before it: the order of errors is that of time."""

    __slots__ = ("_awaited", "_memo", "_place")

    def __init__(self, awaited: Awaitable[object], memo: "Memo", place: int) -> None:
        self._awaited, self._memo, self._place = awaited, memo, place

    def __await__(self) -> Generator[Any, None, object]:
        """Wait for it, and then for its turn."""
        return self._come().__await__()

    async def _come(self) -> object:
        try:
            value = await self._awaited
        except Exception:
            await self._memo.turn(self._place)
            raise
        await self._memo.turn(self._place)
        return value


class Memo:
    """Gives graphql-core what resolvers gave before, in the order in which they did, and calls the others.

    A call is known by the very object that it was about and the very node of the document: what was called keeps both
    alive, and every object on the way to it comes out of a call that is kept too.
    """

    def __init__(self, request: Request, nodes: Sequence[object], failure: Exception) -> None:
        calls = request.calls
        if calls and calls[-1][2] is DeviationError:
            calls[-1][2] = Raised(failure)
        self._places = {id(awaited): place for place, awaited in enumerate(request.landed)}
        self._came = 0
        self._waiting: defaultdict[int, list[Future[None]]] = defaultdict(list)
        self._kept: defaultdict[tuple[int, int], deque[Any]] = defaultdict(deque)
        for source, number, outcome in calls:
            self._kept[id(source), id(nodes[number])].append(outcome)

    def resolve(
        self, following: Callable[..., Any], source: object, info: GraphQLResolveInfo[Any], **arguments: object
    ) -> Any:  # noqa: ANN401 - whatever resolvers take and give
        """Resolve a field, as graphql-core's middleware does."""
        kept = self._kept.get((id(source), id(info.field_nodes[0])))
        if not kept:
            return following(source, info, **arguments)
        outcome = kept.popleft()
        if isinstance(outcome, Raised):
            raise outcome.error
        if isinstance(outcome, Future | Landed | CoroutineType):
            return InTurn(outcome, self, self._places.get(id(outcome), len(self._places)))
        return outcome

    async def turn(self, place: int) -> None:
        """Let pass what came before this place: the loop goes round once for each, whether anybody waits there or not.

        What is found below what came before then waits at its own place in time.
        """
        if place <= self._came:
            return
        loop = get_running_loop()
        if not self._waiting:
            loop.call_soon(self._next)
        turn: Future[None] = loop.create_future()
        self._waiting[place].append(turn)
        await turn

    def _next(self) -> None:
        """Let the next place come, as long as anybody waits for one."""
        self._came += 1
        for turn in self._waiting.pop(self._came, ()):
            if not turn.done():  # whoever waited may have gone away
                turn.set_result(None)
        if self._waiting:
            get_running_loop().call_soon(self._next)


async def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    context: object,
    variables: Mapping[str, Any],
    memo: Memo | None = None,
) -> ExecutionResult:
    """Answer as graphql-core does. Raises GraphQLError where the answer would come in several parts."""
    result = await carried_out(schema, document, name, context, variables, memo)
    if not isinstance(result, ExecutionResult):
        raise GraphQLError("The answer would come in several parts.")
    return result


async def carried_out(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    context: object,
    variables: Mapping[str, Any],
    memo: Memo | None = None,
) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
    """Hand an operation to graphql-core, the one place where that is done; the first part where several come."""
    running = experimental_execute_incrementally(
        schema,
        document,
        context_value=context,
        variable_values=dict(variables),
        operation_name=name,
        max_coercion_errors=limits.ERRORS,
        middleware=[memo] if memo else None,
        hide_suggestions=True,
    )
    return await running if isawaitable(running) else running
