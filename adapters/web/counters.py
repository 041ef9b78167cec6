"""What `limits` counts in: counters in memory that end by themselves, the first begun first.

Its own memory looks at every key again and again; with a counter for each person that would cost more than requests.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

WINDOW_SECONDS: Final = 60
"""Every window is equally long: so the first that began is the first that is over."""

MOST: Final = 50_000
"""Counters at once; beyond that the one that was begun longest ago is forgotten."""


def whole_seconds() -> int:
    """A clock that only goes forward."""
    return int(time.monotonic())


def limiter(clock_s: Callable[[], int]) -> FixedWindowRateLimiter:
    """Make what counts and refuses, with nothing counted yet."""
    return FixedWindowRateLimiter(Counters(clock_s))


class Counters(Storage):
    """Counters of one worker. Moments are those of the clock that it is given, in whole seconds."""

    STORAGE_SCHEME: list[str] | None = None

    def __init__(self, monotonic_s: Callable[[], int]) -> None:
        super().__init__()
        self._monotonic_s = monotonic_s
        self._kept: OrderedDict[str, tuple[int, int]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        ends_s, counted = self._standing(key) or (self._monotonic_s() + expiry, 0)
        self._kept[key] = (ends_s, counted + amount)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return counted + amount

    def get(self, key: str) -> int:
        standing = self._standing(key)
        return standing[1] if standing else 0

    def get_expiry(self, key: str) -> int:
        standing = self._standing(key)
        return standing[0] if standing else self._monotonic_s() + WINDOW_SECONDS

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        forgotten = len(self._kept)
        self._kept.clear()
        return forgotten

    def clear(self, key: str) -> None:
        self._kept.pop(key, None)

    def _standing(self, key: str) -> tuple[int, int] | None:
        """A counter that still runs; those that are over are dropped, oldest first."""
        now_s = self._monotonic_s()
        while self._kept and next(iter(self._kept.values()))[0] <= now_s:
            self._kept.popitem(last=False)
        return self._kept.get(key)
