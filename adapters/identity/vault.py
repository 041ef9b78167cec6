"""One key per person; implements `hub.ports.Vault`."""

from adapters.identity import envelope
from adapters.identity.directory import SubjectRows
from adapters.identity.keys import KeyRing
from consent.parties import SubjectRef


class KeyVault:
    """Seals under a person's own key, which is fetched anew each time: a destroyed key is gone at once, everywhere."""

    def __init__(self, rows: SubjectRows, keys: KeyRing) -> None:
        self._rows = rows
        self._keys = keys

    async def seal(self, subject: SubjectRef, label: str, plain: bytes) -> bytes:
        return envelope.seal(await self._key(subject), plain, label, subject)

    async def open(self, subject: SubjectRef, label: str, sealed: bytes) -> bytes:
        return envelope.unseal(await self._key(subject), sealed, label, subject)

    async def destroy(self, subject: SubjectRef) -> None:
        """Destroy the person's key: whatever it sealed, wherever it is kept, is unreadable from now on."""
        await self._rows.destroy_key(subject)

    async def _key(self, subject: SubjectRef) -> bytes:
        row = await self._rows.by_ref(subject)
        if row is None or row.key_wrapped is None:
            raise envelope.unreadable()
        return self._keys.unwrap(subject, row.wrap_id, row.key_wrapped)
