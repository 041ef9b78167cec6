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

    monotonic: Callable[[], float]
    _requests: deque[float] = field(default_factory=deque)
    _retries: deque[float] = field(default_factory=deque)

    def count_request(self) -> None:
        """Note a request: a first try."""
        self._forget()
        self._requests.append(self.monotonic())

    def take(self) -> bool:
        """Take one second try out of the budget, if there is one left."""
        self._forget()
        if len(self._retries) >= max(ALWAYS_ALLOWED, len(self._requests) // ONE_RETRY_PER):
            return False
        self._retries.append(self.monotonic())
        return True

    def _forget(self) -> None:
        oldest = self.monotonic() - WINDOW_S
        for moments in (self._requests, self._retries):
            while moments and moments[0] <= oldest:
                moments.popleft()
