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
    """Values by a digest, none older than `LONGEST_SECONDS`: what is older is not only unsaid but gone."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, tuple[datetime, T]] = OrderedDict()
        """The oldest first."""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, digest: bytes, now: datetime) -> T | None:
        """Give what is remembered; None where it is too old, or from the future because a clock was set back."""
        kept = self._kept.get(digest)
        if kept is None or not _holds(kept[0], now):
            self._kept.pop(digest, None)
            return None
        return kept[1]

    def put(self, digest: bytes, value: T, now: datetime) -> None:
        self._kept[digest] = (now, value)
        self._kept.move_to_end(digest)
        while len(self._kept) > self._most or not _holds(self._oldest(), now):
            self._kept.popitem(last=False)

    def _oldest(self) -> datetime:
        return next(iter(self._kept.values()))[0]


def _holds(since: datetime, now: datetime) -> bool:
    return 0 <= (now - since).total_seconds() < LONGEST_SECONDS
