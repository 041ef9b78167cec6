"""What of an arrangement stood in files for banks, inside a transaction about its person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hub.actions.living import Alive, Living
from hub.audit import canonical
from hub.errors import Unavailable
from hub.life.bank_files import KeptEntry
from hub.life.collection import Collected, Rejected
from hub.life.payout import PaidOut

LABEL: Final = "bank_file_entry.sealed"
"""What the sealed bytes are; part of what the seal protects."""


Stood = Collected | PaidOut | Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What stood in a file, opened: by the file's name, and the moment at which it was made."""

    file: str
    at: datetime
    what: Stood


def still_out(stood: Iterable[Filed]) -> tuple[tuple[str, Collected], ...]:
    """Give what was to be collected, by the file's name, without what the bank refused of it; oldest first."""
    entries = tuple(stood)
    gone = {(each.file, each.debit.due_on) for each in rejected(entries)}
    return tuple(
        (
            each.file,
            replace(each.what, debits=tuple(one for one in each.what.debits if (each.file, one.due_on) not in gone)),
        )
        for each in entries
        if isinstance(each.what, Collected)
    )


def rejected(stood: Iterable[Filed]) -> tuple[Rejected, ...]:
    """Give what the bank refused, oldest first."""
    return tuple(each.what for each in stood if isinstance(each.what, Rejected))


async def filed(alive: Alive, living: Living) -> tuple[Filed, ...]:
    """Read what stood in files, oldest first."""
    kept = await living.transaction.bank_files.of(alive.kept.id)
    return tuple(Filed(file=each.file, at=each.at, what=_opened(each, living)) for each in kept)


async def file_away(stands: Filed, alive: Alive, living: Living) -> None:
    """Write down that it stands in a file: no later one has it again."""
    sealed = living.key.seal(LABEL, canonical.dumps(stands.what))
    await living.transaction.bank_files.add(alive.kept.id, KeptEntry(file=stands.file, at=stands.at, sealed=sealed))


def _opened(kept: KeptEntry, living: Living) -> Stood:
    """Open it. What cannot be read may have been collected: nothing of the arrangement is, and a person looks."""
    try:
        what: Stood = canonical.loads(Stood, living.key.open(LABEL, kept.sealed))
    except ValueError:
        raise Unavailable("arrangement.unreadable", "What stood in files for banks cannot be read.") from None
    return what
