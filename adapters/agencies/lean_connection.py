"""One connection to an agency: one question at a time, one answer, and never used again after anything odd."""

import asyncio
from collections.abc import Callable
from typing import cast

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import HttpRules
from adapters.agencies.lean_answer import LeanAnswer
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import Reply


class LeanConnection(asyncio.Protocol):
    """Carries one question and its answer; the next question only after a clean end.

    It is closed at once when the answer is not what HTTP says, when more came than the answer, when the time is up,
    when the caller goes away, and when the agency says a word while nothing is asked.
    """

    __slots__ = ("_answer", "_on_lost", "_rules", "_transport", "_waiter", "idle_since_s", "is_open", "lost")

    def __init__(self, rules: HttpRules, on_lost: Callable[["LeanConnection"], None]) -> None:
        self._rules = rules
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._answer: LeanAnswer | None = None
        self._waiter: asyncio.Future[Reply | CallFailed | None] | None = None
        self.idle_since_s = 0.0
        self.is_open = False
        """Whether another question may go over it."""
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the network has given the connection back."""

    async def ask(self, question: bytes, *, largest: int, takes: frozenset[int], ends_at_s: float) -> Reply | None:
        """Send and wait for the whole answer. Raises CallFailed; None: closed before a byte of an answer came."""
        transport = self._transport
        if transport is None or not self.is_open:
            return None
        loop = asyncio.get_running_loop()
        self._answer = answer = LeanAnswer(self._rules, largest, takes)
        waiter: asyncio.Future[Reply | CallFailed | None] = loop.create_future()
        self._waiter = waiter
        # A timer and a future: a task or a timeout of its own would cost more than all the rest here.
        timer = loop.call_at(ends_at_s, self._expire)
        transport.write(question)
        try:
            outcome = await waiter
        finally:
            timer.cancel()
            answer.drop()
            self._answer = self._waiter = None
            if not answer.leaves_clean:
                self.abort()
        if isinstance(outcome, CallFailed):
            raise outcome
        return outcome

    def abort(self) -> None:
        """Close at once. What was on its way is lost, and nobody waits for the other side."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # What the network tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are transports by their methods, not by inheritance.
        self._transport = cast("asyncio.Transport", transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._waiter is None or self._waiter.done():
            self.abort()
            return
        outcome = self._answer.feed(data)
        if outcome is not None:
            self._waiter.set_result(outcome)

    def eof_received(self) -> None:
        self.is_open = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open, self._transport = False, None
        if self._answer is not None and self._waiter is not None and not self._waiter.done():
            broken = CallFailed(Reason.CONNECTION_FAILED, may_pass=True)
            broken.__cause__ = exc
            self._waiter.set_result(broken if self._answer.has_begun else None)
        self.lost.set_result(None)
        self._on_lost(self)

    def _expire(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(CallFailed(Reason.TIMED_OUT))
        self.abort()
