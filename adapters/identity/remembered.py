"""What is remembered for a short while, and never more than so much of it."""

from collections import OrderedDict
from datetime import datetime
from typing import Final, Generic, TypeVar

T = TypeVar("T")

LONGEST_SECONDS: Final = 30
"""Half of the minute within which a revoked token must fall out."""

MOST: Final = 10_000
"""Entries of one memory; beyond that the one that was used longest ago goes."""


class Remembered(Generic[T]):
    """Values by a digest, none older than `LONGEST_SECONDS`."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, tuple[datetime, T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, digest: bytes, now: datetime) -> T | None:
        """Give what is remembered; None where it is too old, or from the future because a clock was set back."""
        kept = self._kept.get(digest)
        if kept is None or not 0 <= (now - kept[0]).total_seconds() < LONGEST_SECONDS:
            self._kept.pop(digest, None)
            return None
        self._kept.move_to_end(digest)
        return kept[1]

    def put(self, digest: bytes, value: T, now: datetime) -> None:
        self._kept[digest] = (now, value)
        self._kept.move_to_end(digest)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
