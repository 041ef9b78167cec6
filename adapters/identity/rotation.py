"""Everybody changes over to the keys in use, a few at a time, while the hub serves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from adapters.identity import envelope
from adapters.identity.bsn import Bsn
from adapters.identity.directory import BSN_LABEL, SubjectRow
from adapters.identity.keys import KeyRing
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

BATCH: Final = 100
"""People changed in one transaction: some milliseconds in which SQLite lets nobody else write."""

DROPPED_AT_ONCE: Final = 1000

ROUNDS: Final = 5
"""Who is at work is left out and met again in the next round; who always is, in the next run."""


class KeyRows(Protocol):
    """What is needed of the store: what stands on which key, and rows that change over."""

    async def behind(
        self, *, wrap_id: str, index_id: str, after: SubjectRef | None, limit: int
    ) -> Sequence[SubjectRow]: ...

    async def renew(
        self, people: Mapping[SubjectRef, tuple[bytes, bytes, bytes]], *, wrap_id: str, index_id: str
    ) -> int: ...

    async def by_wrap(self) -> Mapping[str, int]: ...

    async def by_index(self) -> Mapping[str, int]: ...

    async def without(self, index_id: str) -> int: ...

    async def drop_index(self, index_id: str, *, limit: int) -> int: ...


State = Literal["in use", "may go", "needed", "not configured"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """How many people stand on one key, and whether it may go."""

    use: Literal["wrap", "index"]
    id: str
    people: int
    state: State


class Rotation:
    """Wraps people's keys with the key in use and writes their index under it. Any number may run at once."""

    def __init__(self, rows: KeyRows, keys: KeyRing) -> None:
        self._rows = rows
        self._keys = keys

    async def run(self, told: Callable[[int], None]) -> int:
        """Change everybody over who can be; give how many rows changed. Ended halfway, the next run goes on."""
        changed = 0
        for _ in range(ROUNDS):
            before = changed
            after: SubjectRef | None = None
            while page := await self._rows.behind(
                wrap_id=self._keys.wrap_id, index_id=self._keys.index_id, after=after, limit=BATCH
            ):
                after = page[-1].ref
                changed += await self._rows.renew(
                    dict(filter(None, map(self._renewed, page))),
                    wrap_id=self._keys.wrap_id,
                    index_id=self._keys.index_id,
                )
                told(changed)
            if changed == before:
                break
        return changed

    async def standing(self) -> tuple[KeyUse, ...]:
        """Say of every key, configured or met in the rows, who stands on it."""
        wraps, indexes = await self._rows.by_wrap(), await self._rows.by_index()
        missing = await self._rows.without(self._keys.index_id)
        own = self._keys
        state: State
        found = [KeyUse(use="wrap", id=own.wrap_id, people=wraps.get(own.wrap_id, 0), state="in use")]
        for name in _names(own.other_wrap_ids, wraps, but=own.wrap_id):
            people = wraps.get(name, 0)
            state = "not configured" if name not in own.other_wrap_ids else "needed" if people else "may go"
            found.append(KeyUse(use="wrap", id=name, people=people, state=state))
        found.append(KeyUse(use="index", id=own.index_id, people=indexes.get(own.index_id, 0), state="in use"))
        for name in _names(own.other_index_ids, indexes, but=own.index_id):
            state = "may go" if not missing else "needed" if name in own.other_index_ids else "not configured"
            found.append(KeyUse(use="index", id=name, people=indexes.get(name, 0), state=state))
        return tuple(found)

    async def drop(self, index_id: str) -> int:
        """Remove the rows of an index key that nobody needs; give how many. Raises BadInput where somebody may."""
        if index_id in (self._keys.index_id, *self._keys.other_index_ids):
            raise BadInput(
                "keys.listed",
                f"The configuration lists the index key {index_id}: workers still look people up by it.",
                "Take it out of keys.retired, restart every worker, then drop it.",
            )
        if await self._rows.without(self._keys.index_id):
            raise BadInput("keys.needed", "Not everybody stands under the index key in use.", "Rotate the keys first.")
        gone = 0
        while batch := await self._rows.drop_index(index_id, limit=DROPPED_AT_ONCE):
            gone += batch
        return gone

    def _renewed(self, row: SubjectRow) -> tuple[SubjectRef, tuple[bytes, bytes, bytes]] | None:
        """Give what to write for a person; None where their key or number does not open: they stay as they are."""
        if row.key_wrapped is None or row.bsn_sealed is None:
            return None
        try:
            key = self._keys.unwrap(row.ref, row.wrap_id, row.key_wrapped)
            bsn = Bsn(envelope.unseal(key, row.bsn_sealed, BSN_LABEL, row.ref).decode())
        except Unavailable:
            return None
        is_current = row.wrap_id == self._keys.wrap_id
        becomes = row.key_wrapped if is_current else self._keys.wrap(row.ref, key)
        return row.ref, (row.key_wrapped, becomes, self._keys.bsn_indexes(bsn)[self._keys.index_id])


def _names(configured: Sequence[str], met: Mapping[str, int], *, but: str) -> list[str]:
    """Name the keys beside the one in use, the configured ones first."""
    return [*configured, *sorted(set(met) - {but, *configured})]
