"""One key per person; implements `hub.ports.Vault`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from adapters.identity import envelope
from adapters.identity.directory import SubjectRows
from adapters.identity.keys import KeyRing
from consent.parties import SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrappedKey:
    """A person's key, ready for use. Hold it for one request: it would outlive its own destruction."""

    subject: SubjectRef
    _key: bytes = field(repr=False)

    def seal(self, label: str, plain: bytes) -> bytes:
        return envelope.seal(self._key, plain, label, self.subject)

    def open(self, label: str, sealed: bytes) -> bytes:
        return envelope.unseal(self._key, sealed, label, self.subject)

    def tag(self, label: str, plain: bytes) -> str:
        return envelope.tag(self._key, plain, label, self.subject)


class KeyVault:
    """Gives out people's keys, fetched anew each time: a destroyed key is gone at once, everywhere."""

    def __init__(self, rows: SubjectRows, keys: KeyRing) -> None:
        self._rows = rows
        self._keys = keys

    async def key(self, subject: SubjectRef) -> UnwrappedKey:
        row = await self._rows.by_ref(subject)
        if row is None or row.key_wrapped is None:
            raise envelope.unreadable()
        return UnwrappedKey(subject=subject, _key=self._keys.unwrap(subject, row.wrap_id, row.key_wrapped))

    async def is_destroyed(self, subject: SubjectRef) -> bool:
        """Say whether this person's key was destroyed, by the list or by the row: a key that is away was not."""
        listed = self._keys.destroyed
        if listed is not None and listed.names(subject):
            return True
        row = await self._rows.by_ref(subject)
        return row is not None and row.key_wrapped is None

    async def destroy(self, subject: SubjectRef) -> bool:
        """Destroy the person's key: whatever it sealed, wherever it is kept, is unreadable from now on.

        First it is on the list outside the database, then it is gone in the database. A crash between the two leaves a
        key that may not be used, and is gone when the hub starts again: it was decided, and is done.
        """
        listed = self._keys.destroyed
        last: Callable[[], None] | None = None if listed is None else partial(listed.add, subject)
        return await self._rows.destroy_key(subject, last=last)
