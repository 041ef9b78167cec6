"""A budget for second tries: when an agency is down, trying everything again makes it worse."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 10.0
ONE_RETRY_PER = 5  # requests: a fifth of them at most
ALWAYS_ALLOWED = 2  # in a window, so that a first failure in a quiet hour may be tried again


@dataclass(slots=True, kw_only=True)
class RetryBudget:
    """Counts requests and second tries of the last ten seconds at one agency."""

    monotonic_s: Callable[[], float]
    _requested_at_s: deque[float] = field(default_factory=deque)
    _retried_at_s: deque[float] = field(default_factory=deque)

    def count_request(self) -> None:
        """Note a request: a first try."""
        self._forget()
        self._requested_at_s.append(self.monotonic_s())

    def take(self) -> bool:
        """Take one second try out of the budget, if there is one left."""
        self._forget()
        if len(self._retried_at_s) >= max(ALWAYS_ALLOWED, len(self._requested_at_s) // ONE_RETRY_PER):
            return False
        self._retried_at_s.append(self.monotonic_s())
        return True

    def _forget(self) -> None:
        oldest = self.monotonic_s() - WINDOW_S
        for moments_s in (self._requested_at_s, self._retried_at_s):
            while moments_s and moments_s[0] <= oldest:
                moments_s.popleft()
