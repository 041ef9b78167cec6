"""What stood in files for banks, as it is kept: under the name of the file, sealed by the person's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from consent.arrangements import ArrangementId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """What stood of one arrangement in a file; `at` is when the file was made."""

    file: str
    at: datetime
    sealed: bytes


class BankFiles(Protocol):
    """What stood in files of one person's arrangements, inside a transaction about them."""

    async def of(self, arrangement: ArrangementId) -> Sequence[KeptEntry]:
        """All that stood in files of one of theirs, oldest first."""
        ...

    async def add(self, arrangement: ArrangementId, entry: KeptEntry) -> None:
        """Write down that it stands in a file; it is never changed."""
        ...
