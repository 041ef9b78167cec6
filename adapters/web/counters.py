"""What is counted within a minute: counters in memory that end by themselves, the first begun first."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

WINDOW_SECONDS: Final = 60
"""Every window is equally long: so the first that began is the first that is over."""

MOST: Final = 50_000
"""Counters at once; beyond that the one that was begun longest ago is forgotten."""


def whole_seconds() -> int:
    """A clock that only goes forward."""
    return int(time.monotonic())


class Counters:
    """Counters of one worker, each for one window. Moments are those of the clock it is given, in whole seconds."""

    def __init__(self, monotonic_s: Callable[[], int]) -> None:
        self._monotonic_s = monotonic_s
        self._kept: OrderedDict[Hashable, tuple[int, int]] = OrderedDict()

    def count(self, key: Hashable, *, most: int, by: int = 1) -> bool:
        """Count, unless that makes more than `most` within the window; say whether it was counted."""
        ends_s, counted = self.ends_s(key), self.counted(key)
        if counted + by > most:
            return False
        self._kept[key] = (ends_s, counted + by)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return True

    def counted(self, key: Hashable) -> int:
        """How much was counted in the window that runs."""
        standing = self._standing(key)
        return standing[1] if standing else 0

    def ends_s(self, key: Hashable) -> int:
        """When the window is over that runs, or that would begin now."""
        standing = self._standing(key)
        return standing[0] if standing else self._monotonic_s() + WINDOW_SECONDS

    def __len__(self) -> int:
        """How many there are, over or not."""
        return len(self._kept)

    def _standing(self, key: Hashable) -> tuple[int, int] | None:
        """A counter that still runs; those that are over are dropped, oldest first."""
        now_s = self._monotonic_s()
        while self._kept and next(iter(self._kept.values()))[0] <= now_s:
            self._kept.popitem(last=False)
        return self._kept.get(key)
