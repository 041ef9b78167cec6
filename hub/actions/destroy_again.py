"""A restored backup brought keys back that were destroyed: they are destroyed again, before anybody is served."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from consent.parties import SubjectRef
from hub.actions.erase_person import forget_sealed
from hub.audit.events import Event, by_itself
from hub.life.kept import WorkKind
from hub.ports import Clock, Store, Vault

MOOT: Final[Collection[WorkKind]] = frozenset(WorkKind) - {WorkKind.EVENT, WorkKind.FORGET_EXPIRED}
"""What can be done for nobody any more. An event says nothing sealed, and what is kept for a time still goes."""


class BroughtBack(Protocol):
    """Who is there though their key was destroyed."""

    async def people(self) -> Sequence[SubjectRef]:
        """Give them. Raises BadInput where the list of destroyed keys is missing or cannot be read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyAgain:
    """Destroying again. Whatever the copy says of a person since, their erasure was decided and done when it was due.

    `trace` makes a trace id.
    """

    back: BroughtBack
    store: Store
    vault: Vault
    clock: Clock
    trace: Callable[[], str]

    async def __call__(self) -> int:
        """Destroy the keys of all of them; give how many there were. Run twice, or by two at once, it counts once."""
        done = 0
        for subject in await self.back.people():
            done += await self._destroyed(subject)
        return done

    async def _destroyed(self, subject: SubjectRef) -> bool:
        async with self.store.transaction(subject) as transaction:
            if not await self.vault.destroy(subject):
                return False
            await forget_sealed(transaction)
            await transaction.arrangements.drop_all_work(MOOT)
            await transaction.append_audit(
                by_itself(
                    Event.KEY_DESTROYED_AGAIN,
                    subject=subject,
                    at=self.clock.now(),
                    trace_id=self.trace(),
                    outcome={},
                )
            )
        return True
