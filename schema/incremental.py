"""An answer in several parts: the first at once, the others as they are ready. Errors are told as in any answer."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    SubsequentIncrementalExecutionResult,
)
from graphql.execution import CompletedResult, IncrementalResult, PendingResult

from schema import errors, limits
from schema.compiled import fallback
from schema.context import Context
from schema.errors import Report, Told
from schema.execute import Answer, Engine, Ready

Payload = dict[str, Any]
"""One part as JSON can say it, in the incremental delivery format of graphql-core 3.3."""


@dataclass(slots=True, kw_only=True)
class Parts:
    """What is under way: the first part, and where the others come from. Whoever has it must `stop` it in the end."""

    first: Answer
    pending: Sequence[PendingResult]
    _coming: AsyncGenerator[SubsequentIncrementalExecutionResult, None] = field(repr=False)
    _report: Report = field(repr=False)
    _awaited: set[str] = field(default_factory=set)
    _is_begun: bool = False

    def begin(self, **extensions: object) -> Payload:
        """Give the first part; `extensions` go with it."""
        return {**self.first.plain(**extensions), **self._announced(self.pending), "hasNext": True}

    async def following(self) -> AsyncGenerator[Payload, None]:
        """Give the other parts; the last says that nothing follows."""
        self._is_begun = True
        async for result in self._coming:
            yield {
                **self._announced(result.pending or ()),
                **_listed("incremental", self._delivered(result.incremental or ())),
                **_listed("completed", map(self._ended, result.completed or ())),
                "hasNext": result.has_next,
            }

    def cut_off(self, told: Told) -> Payload:
        """Give the last part where the rest cannot come: whatever is awaited has failed, all of it for one reason."""
        ended = ({"id": one, "errors": [told]} for one in sorted(self._awaited))
        return {**_listed("completed", ended), "hasNext": False}

    async def stop(self) -> None:
        """Stop everything that is under way.

        A generator that never began is closed without stopping anything behind it: so it is begun first.
        """
        if not self._is_begun:
            beginning = asyncio.ensure_future(anext(self._coming))
            await asyncio.sleep(0)
            beginning.cancel()
            await asyncio.wait([beginning])
        await self._coming.aclose()

    def _announced(self, pending: Sequence[PendingResult]) -> Payload:
        self._awaited.update(each.id for each in pending)
        return _listed("pending", (each.formatted for each in pending))

    def _delivered(self, results: Iterable[IncrementalResult]) -> Iterator[Payload]:
        """What came; at most as many errors beside it as one answer tells."""
        left = limits.ERRORS
        for each in results:
            told = errors.of_execution((each.errors or ())[:left], self._report)
            left -= len(told)
            yield {**each.formatted, "errors": told} if told else _without_errors(each)

    def _ended(self, result: CompletedResult) -> Payload:
        """What is complete, or failed: without its error it would look complete."""
        told = errors.of_execution((result.errors or ())[:1], self._report)
        self._awaited.discard(result.id)
        return {"id": result.id, **_listed("errors", told)}


async def begin(engine: Engine, ready: Ready, context: Context) -> Answer | Parts:
    """Run what was prepared, in parts; a whole answer where nothing of it comes later.

    Cancelling it cancels everything that it started.
    """
    node, name, variables = ready.prepared.in_parts, ready.asked.operation, ready.asked.variables
    result = await fallback.carried_out(engine.documents.schema, node, name, context, variables)
    if isinstance(result, ExecutionResult):
        return engine.told(ready, result.data, result.errors)
    now, coming = result
    first = engine.told(ready, now.data, now.errors)
    return Parts(first=first, pending=now.pending, _coming=coming, _report=engine.report)


def _without_errors(result: IncrementalResult) -> Payload:
    return {name: value for name, value in result.formatted.items() if name != "errors"}


def _listed(name: str, items: Iterable[Any]) -> Payload:
    """A list under its name; nothing where it is empty."""
    found = list(items)
    return {name: found} if found else {}
