"""The line to one agency: a place, a breaker, a token, the call, and at most two more tries, all inside one budget."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol, Self

from adapters.agencies.breaker import Breaker
from adapters.agencies.bulkhead import Bulkhead
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.client_credentials import Credentials
from adapters.agencies.reasons import Reason
from adapters.agencies.retry_budget import RetryBudget
from adapters.agencies.transport import Reply, Request, Transport
from adapters.spared import without
from hub.audit import spans
from hub.audit.events import Trace

with without("tornado"):  # which the policy lab brings along
    import stamina

TRIES = 3
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 1.0
WORTH_TRYING_S = 0.1
"""With less than this left, another try could not end well."""

MARGIN_S = 0.05
"""We stop this much before the caller would, so that our own reason is told and the breaker counts it."""


class Observe(Protocol):
    """Somebody who hears of every try at an agency: how long it took, and how it failed where it did."""

    def __call__(self, trace: Trace, method: str, tries: int, /) -> AbstractContextManager[object]:
        """Begin to measure the try with this number; a fault that comes through is how it failed."""
        ...


@dataclass(slots=True, kw_only=True)
class Deadline:
    """A budget that runs out."""

    monotonic_s: Callable[[], float]
    ends_at_s: float

    @classmethod
    def of(cls, within: timedelta, *, at_most_s: float, monotonic_s: Callable[[], float]) -> Self:
        """Begin now: what the caller allows and the agency's own limit, whichever is shorter."""
        budget_s = min(within.total_seconds(), at_most_s) - MARGIN_S
        return cls(monotonic_s=monotonic_s, ends_at_s=monotonic_s() + budget_s)

    @property
    def left_s(self) -> float:
        """What is left. Raises CallFailed when nothing is."""
        left_s = self.ends_at_s - self.monotonic_s()
        if left_s <= 0:
            raise CallFailed(Reason.TIMED_OUT, ails=None)
        return left_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Carries questions to one agency. What writes is tried again only where no byte of it was sent."""

    transport: Transport
    credentials: Credentials
    breaker: Breaker
    bulkhead: Bulkhead
    retries: RetryBudget
    observe: Observe | None = None

    async def ask(self, request: Request, deadline: Deadline, trace: Trace) -> Reply:
        """Ask in a trace, and ask again where that may help. Raises CallFailed with the last reason."""
        self.retries.count_request()
        async with self.bulkhead.place(within_s=deadline.left_s):
            question = _Question(line=self, request=request, deadline=deadline, trace=trace)
            try:
                return await question.ask()
            except CallFailed as failed:
                question.failed = failed
            # Only now: what counts tries and pauses costs more than a call that goes well. No timeout of its own, since
            # each wait below is inside the deadline.
            again = stamina.AsyncRetryingCaller(attempts=TRIES, timeout=None)
            return await again(question.pause_s, question.go_on)

    async def close(self) -> None:
        """Give back what is held open."""
        await self.credentials.close()
        await self.transport.close()


@dataclass(slots=True, kw_only=True)
class _Question:
    """One question on its way, and how often it was asked."""

    line: Line
    request: Request
    deadline: Deadline
    trace: Trace
    tries: int = 0
    failed: CallFailed | None = None

    async def go_on(self) -> Reply:
        """Say once how the first try failed; ask anew after that."""
        if (failed := self.failed) is not None:
            self.failed = None
            raise failed
        return await self.ask()

    async def ask(self) -> Reply:
        """Ask once, in a span of its own; whoever observes hears of it."""
        self.tries += 1
        if self.line.observe is None:
            return await self._ask()
        with self.line.observe(self.trace, self.request.method, self.tries):
            return await self._ask()

    async def _ask(self) -> Reply:
        traceparent = spans.traceparent(self.trace, tries=self.tries)
        with self.line.breaker.guard():
            token = await self.line.credentials.token(within_s=self.deadline.left_s, traceparent=traceparent)
            request = _bearing(self.request, token, traceparent)
            try:
                return await self.line.transport.call(request, within_s=self.deadline.left_s)
            except CallFailed as failed:
                if failed.reason is Reason.TOKEN_REFUSED:
                    self.line.credentials.forget(token)
                raise

    def pause_s(self, failure: Exception) -> float | bool:
        """Say how long to wait before another try; False for no other try."""
        if not isinstance(failure, CallFailed) or not failure.may_pass:
            return False
        if self.request.writes and not failure.unsent:
            return False
        pause_s = _jitter_s(self.tries) if failure.after_s is None else failure.after_s
        left_s = self.deadline.ends_at_s - self.deadline.monotonic_s()
        if self.tries >= TRIES or pause_s + WORTH_TRYING_S > left_s or not self.line.breaker.would_pass:
            return False
        return pause_s if self.line.retries.take() else False


def _jitter_s(tries: int) -> float:
    """Choose a pause with full jitter: anything up to a bound that doubles, so that callers do not march in step."""
    return secrets.SystemRandom().uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (tries - 1)))


def _bearing(request: Request, token: str, traceparent: str) -> Request:
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"}, traceparent=traceparent)
