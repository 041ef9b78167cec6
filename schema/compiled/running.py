"""Carries a written operation out: what was called is kept, what has to be waited for is waited for together.

All written functions run in the one coroutine of the request, each to its end; only what resolvers give is awaited.
"""

from asyncio import FIRST_COMPLETED, Future, ensure_future, gather, wait
from collections.abc import Callable, Generator, Sequence
from inspect import CORO_CREATED, getcoroutinestate, iscoroutine
from typing import Any

from graphql.execution.values import VariableValues

from schema.compiled.resolver import Arguments, is_unchanging

Step = Callable[[object, "Request"], dict[str, Any]]
"""A written function that gives what is selected of an object."""

Call = list[Any]
"""A resolver's call: its source, the number of its entry, and what came of it."""

Later = tuple[dict[str, Any], str, Call, Callable[[Any, "Request"], Any]]
"""An entry that must be waited for: where it goes, under which key, the call, and what makes an entry of its value."""


class Reach:
    """What a resolver may reach through its `info`: the request, and nothing else."""

    __slots__ = ("context",)

    def __init__(self, context: object) -> None:
        self.context = context


class Landed:
    """What came of a call that was waited for already; it can be waited for again."""

    __slots__ = ("error", "value")

    def __init__(self, value: object = None, error: Exception | None = None) -> None:
        self.value, self.error = value, error

    def __await__(self) -> Generator[None, None, object]:
        """Give the value, or raise, without a pause."""
        if self.error is not None:
            raise self.error
        yield from ()
        return self.value


class Converted(dict[int, dict[str, Any]]):
    """The arguments of each entry, converted when first asked for; again only where a resolver could change them."""

    def __init__(self, resolved: Sequence[Arguments], variables: VariableValues) -> None:
        super().__init__()
        self._resolved, self._variables = resolved, variables

    def __missing__(self, number: int) -> dict[str, Any]:
        """Convert. Raises what graphql-core and Strawberry raise."""
        found = self._resolved[number].convert(self._variables)
        if is_unchanging(found):
            self[number] = found
        return found


class Request:
    """One request on its way: every call of a resolver so far, and what is still to be waited for.

    `landed` is what was waited for, in the order in which it came.
    """

    __slots__ = ("add", "arguments", "calls", "info", "landed", "later")

    def __init__(self, context: object, arguments: Converted) -> None:
        self.calls: list[Call] = []
        self.add = self.calls.append
        self.arguments = arguments
        self.info = Reach(context)
        self.later: list[Later] = []
        self.landed: list[object] = []

    async def carry_out(self, steps: Sequence[Step]) -> dict[str, Any]:
        """Give the answer's data. Each step is complete before the next begins. Raises on any deviation."""
        data: dict[str, Any] = {}
        for step in steps:
            entries = step(None, self)
            while self.later:
                await self._finish()
            data.update(entries)
        return data

    async def _finish(self) -> None:
        """Wait for everything that is under way, and for what follows from it, each as soon as it is there."""
        waiting: dict[Future[Any], Later] = {}
        while self.later or waiting:
            if len(self.later) == 1 and not waiting:
                await self._finish_one()
                continue
            for entry in self.later:
                entry[2][2] = future = ensure_future(entry[2][2])
                future.add_done_callback(self.landed.append)
                waiting[future] = entry
            self.later.clear()
            done, _ = await wait(waiting, return_when=FIRST_COMPLETED)
            for future in [each for each in waiting if each in done]:
                into, key, _, entry_of = waiting.pop(future)
                into[key] = entry_of(future.result(), self)

    async def _finish_one(self) -> None:
        """Wait for the only one, without a task for it."""
        into, key, call, entry_of = self.later.pop()
        try:
            value = await call[2]
        except Exception as error:
            call[2] = Landed(error=error)
            self.landed.append(call[2])
            raise
        call[2] = Landed(value)
        self.landed.append(call[2])
        into[key] = entry_of(value, self)

    async def drop(self) -> None:
        """Cancel what is still under way and wait until it is; close what never began."""
        futures = [call[2] for call in self.calls if isinstance(call[2], Future)]
        for future in futures:
            future.cancel()
        await gather(*futures, return_exceptions=True)
        for call in self.calls:
            if iscoroutine(call[2]) and getcoroutinestate(call[2]) == CORO_CREATED:
                call[2].close()
