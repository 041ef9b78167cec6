"""What is remembered for a short while, and never more than so much of it."""

from collections import OrderedDict
from datetime import datetime
from typing import Final, Generic, TypeVar

T = TypeVar("T")

LONGEST_SECONDS: Final = 30
"""Half of the minute within which a revoked token must fall out."""

MOST: Final = 10_000
"""Entries of one memory; beyond that the oldest goes."""


class Remembered(Generic[T]):
    """Values by a digest, none older than `LONGEST_SECONDS`: what is older is gone as soon as anything is asked."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, tuple[datetime, T]] = OrderedDict()
        """The oldest first."""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, digest: bytes, now: datetime) -> T | None:
        """Give what is remembered; None where it is too old, or from the future because a clock was set back."""
        self._drop(now)
        kept = self._kept.get(digest)
        return kept[1] if kept is not None and kept[0] <= now else None

    def put(self, digest: bytes, value: T, now: datetime) -> None:
        self._drop(now)
        self._kept[digest] = (now, value)
        self._kept.move_to_end(digest)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def _drop(self, now: datetime) -> None:
        """Forget what is too old: each is put once and dropped once, so that it costs nothing to do it each time."""
        while self._kept and (now - self._oldest()).total_seconds() >= LONGEST_SECONDS:
            self._kept.popitem(last=False)

    def _oldest(self) -> datetime:
        return next(iter(self._kept.values()))[0]
