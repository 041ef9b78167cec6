"""From a number to a reference and back. The rest of the hub knows references only."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from secrets import token_bytes, token_urlsafe
from typing import Final, Protocol

from adapters.identity import envelope
from adapters.identity.bsn import Bsn
from adapters.identity.keys import OPAQUE_BYTES, KeyRing
from consent.parties import SubjectRef
from hub.errors import BadInput
from hub.ports import Clock

BSN_LABEL: Final = "subject/bsn"
"""What a sealed number is, in its encryption."""


class SubjectRow(Protocol):
    """One person as the store keeps them. The two secrets are None once their key was destroyed."""

    @property
    def ref(self) -> SubjectRef: ...
    @property
    def bsn_sealed(self) -> bytes | None: ...
    @property
    def key_wrapped(self) -> bytes | None: ...
    @property
    def wrap_id(self) -> str: ...


class SubjectRows(Protocol):
    """What is needed of the store: rows about people."""

    async def by_index(self, indexes: Mapping[str, bytes]) -> SubjectRow | None:
        """Find who stands under any of these, by the name of the index's key."""
        ...

    async def by_ref(self, ref: SubjectRef) -> SubjectRow | None: ...

    async def add(
        self,
        *,
        ref: SubjectRef,
        indexes: Mapping[str, bytes],
        bsn_sealed: bytes,
        key_wrapped: bytes,
        wrap_id: str,
        created_at: datetime,
    ) -> SubjectRef:
        """Add a person under all indexes unless they stand under any; give the reference that stands."""
        ...

    async def destroy_key(self, ref: SubjectRef, *, last: Callable[[], None] | None = None) -> bool:
        """Forget the key, the sealed number and every index, `last` done before; False where there was no key."""
        ...


class Directory:
    """Who stands behind a reference. The reference itself is random: nothing can be derived from it."""

    def __init__(self, rows: SubjectRows, keys: KeyRing, clock: Clock) -> None:
        self._rows = rows
        self._keys = keys
        self._clock = clock
        self._looking: dict[SubjectRef, asyncio.Future[str]] = {}

    async def find(self, bsn: Bsn) -> SubjectRef | None:
        row = await self._rows.by_index(self._keys.bsn_indexes(bsn))
        return None if row is None else row.ref

    async def ref_of(self, bsn: Bsn) -> SubjectRef:
        """Give the person's reference, and make one where there is none; many at once get the same."""
        return await self.find(bsn) or await self._add(bsn)

    async def bsn_of(self, ref: SubjectRef) -> str:
        """Give the number back. Raises BadInput for a person unknown or forgotten, Unavailable for changed bytes.

        All agencies of a question want it at once: they share one look. Whoever asks once it has begun looks anew, so
        that nobody is told what was true before they asked.
        """
        looking = self._looking.get(ref)
        if looking is None:
            looking = self._looking[ref] = asyncio.ensure_future(self._bsn(ref))
            looking.add_done_callback(_looked)
        return await asyncio.shield(looking)

    async def _bsn(self, ref: SubjectRef) -> str:
        self._looking.pop(ref, None)
        row = await self._rows.by_ref(ref)
        if row is None or row.key_wrapped is None or row.bsn_sealed is None:
            raise BadInput("person.unknown", "There is no such person here.", "Name the person again.")
        key = self._keys.unwrap(ref, row.wrap_id, row.key_wrapped)
        return envelope.unseal(key, row.bsn_sealed, BSN_LABEL, ref).decode()

    def pairwise(self, ref: SubjectRef, client: str) -> str:
        """Give the name under which this client knows the person."""
        return self._keys.pairwise(ref, client)

    async def from_pairwise(self, text: str, client: str) -> SubjectRef | None:
        """Give the person a client means; None for a guess, another client's name, or somebody forgotten since."""
        ref = self._keys.from_pairwise(text, client)
        row = None if ref is None else await self._rows.by_ref(ref)
        return None if row is None or row.key_wrapped is None else row.ref

    async def _add(self, bsn: Bsn) -> SubjectRef:
        ref = SubjectRef(token_urlsafe(OPAQUE_BYTES))
        key = token_bytes(envelope.KEY_BYTES)
        return await self._rows.add(
            ref=ref,
            indexes=self._keys.bsn_indexes(bsn),
            bsn_sealed=envelope.seal(key, bsn.digits.encode(), BSN_LABEL, ref),
            key_wrapped=self._keys.wrap(ref, key),
            wrap_id=self._keys.wrap_id,
            created_at=self._clock.now(),
        )


def _looked(looking: asyncio.Future[str]) -> None:
    """Take note of a fault: perhaps nobody waits for it any more."""
    if not looking.cancelled():
        looking.exception()
