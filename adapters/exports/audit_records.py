"""Write the lines that an export discloses, and hashes over all others, piece by piece."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.exports.audit_state import LEAVES, MOST_EARLIER, MOST_MISSING, RECORDS, TREE, State
from adapters.exports.growing_file import GrowingFile
from hub.audit.entry import entry
from hub.audit.events import Event
from hub.audit.extract import Filter, Gaps, Sample, is_line
from hub.audit.merkle import Node
from hub.audit.whole_log import Numbered, Sealed, WholeLog
from hub.errors import Unavailable

NODES_AT_ONCE: Final = 5_000
"""Hashes that are asked for at once."""

_EXPORTED: Final = b'"event":"%b"' % Event.LOG_EXPORTED.value.encode()

Tick = Callable[[int, int], None]
"""Told how many lines were looked at by now, and how many there are."""


async def sampled(log: WholeLog, sealed: Sealed, wanted: Filter, sample: Sample, tick: Tick) -> frozenset[int]:
    """Look through the log for the lines of a sample; to be looked through again, since they come in no order."""
    async for piece in log.lines(1, sealed.size):
        for seq, written in piece:
            if _fits(wanted, written):
                sample.look_at(seq)
        tick(piece[-1][0], sealed.size)
        await asyncio.sleep(0)
    return sample.chosen


@dataclass(kw_only=True)
class Records:
    """Writes the files. `among` are the only lines that may be disclosed; None: all that fit.

    With the hash that the tree has of each line, whoever checks can say which one is not what it was.
    """

    log: WholeLog
    sealed: Sealed
    wanted: Filter
    folder: Path
    state: State
    tick: Tick
    among: frozenset[int] | None = None

    async def write(self) -> None:
        """Go on from where it stands until every leaf of the tree is covered."""
        with (
            GrowingFile(self.folder / RECORDS, self.state.files[RECORDS]) as records,
            GrowingFile(self.folder / TREE, self.state.files[TREE]) as tree,
            GrowingFile(self.folder / LEAVES, self.state.files[LEAVES]) as leaves,
        ):
            self._records, self._tree, self._leaves = records, tree, leaves
            async for piece in self.log.lines(self.state.looked_at + 1, self.sealed.size):
                await self._piece(piece)
                self._stand()
                await asyncio.sleep(0)
            self._lost(self.state.looked_at + 1, self.sealed.size + 1)
            gaps = Gaps(covered=self.state.covered)
            await self._cover(gaps.rest(self.sealed.size))
            self.state.looked_at = self.state.covered = self.sealed.size
            self._stand()

    async def _piece(self, piece: Sequence[Numbered]) -> None:
        gaps, between, disclosed = Gaps(covered=self.state.covered), list[Node](), list[Numbered]()
        for seq, written in piece:
            self._lost(self.state.looked_at + 1, seq)
            self.state.looked_at = seq
            self._note_earlier(written)
            if (self.among is None or seq in self.among) and _fits(self.wanted, written):
                between += gaps.before(seq)
                disclosed.append((seq, written))
        await self._cover(between)
        await self._disclose(disclosed)
        self.state.covered = gaps.covered

    async def _disclose(self, lines: Sequence[Numbered]) -> None:
        if not lines:
            return
        hashes = await self._hashes([(0, seq - 1) for seq, _ in lines])
        self._leaves.write(b"".join(_leaf(place + 1, found) for (_, place), found in hashes))
        self._records.write(b"".join(entry(self.sealed.origin, seq, written) + b"\n" for seq, written in lines))
        self.state.records += len(lines)
        self.state.first, self.state.last = self.state.first or lines[0][0], lines[-1][0]

    async def _cover(self, names: Sequence[Node]) -> None:
        self._tree.write(b"".join(_node(name, found) for name, found in await self._hashes(names)))
        self.state.nodes += len(names)

    async def _hashes(self, names: Sequence[Node]) -> list[tuple[Node, bytes]]:
        return await nodes_of(self.log, names)

    def _note_earlier(self, written: bytes) -> None:
        """Note up to where an earlier export went, from the line about it: somebody has that checkpoint."""
        size = _size_of_export(written) if _EXPORTED in written else None
        if size is not None:
            self.state.earlier = sorted({*self.state.earlier, size})[-MOST_EARLIER:]

    def _lost(self, first: int, until: int) -> None:
        """Note lines that the log no longer has: their hashes are in its tree, and nothing may hide that."""
        self.state.lost += until - first
        self.state.missing += [*range(first, min(until, first + MOST_MISSING - len(self.state.missing)))]

    def _stand(self) -> None:
        self.state.files = {
            RECORDS: self._records.stands(),
            TREE: self._tree.stands(),
            LEAVES: self._leaves.stands(),
        }
        self.state.save(self.folder)
        self.tick(self.state.looked_at, self.sealed.size)


async def nodes_of(log: WholeLog, names: Sequence[Node]) -> list[tuple[Node, bytes]]:
    """Give the hashes of these nodes, in their order. Raises Unavailable (`audit.tree_incomplete`) where one is not."""
    found: dict[Node, bytes] = {}
    for start in range(0, len(names), NODES_AT_ONCE):
        found.update(await log.nodes(names[start : start + NODES_AT_ONCE]))
    if any(name not in found for name in names):
        raise Unavailable("audit.tree_incomplete", "Hashes of the tree over the log are missing.")
    return [(name, found[name]) for name in names]


def _size_of_export(written: bytes) -> int | None:
    """Read how far an export went; None where the line says nothing of the kind."""
    try:
        size = json.loads(written)["outcome"]["size"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return size if type(size) is int else None


def _fits(wanted: Filter, written: bytes) -> bool:
    """Say whether a line is wanted. One that is no line of the log any more is: whoever checks must see it."""
    try:
        line = json.loads(written)
    except (ValueError, RecursionError):
        return True
    return not is_line(line) or wanted.fits(line)


def _node(name: Node, found: bytes) -> bytes:
    level, place = name
    return b'{"hash":"%b","level":%d,"place":%d}\n' % (found.hex().encode(), level, place)


def _leaf(seq: int, found: bytes) -> bytes:
    return b'{"leaf":"%b","seq":%d}\n' % (found.hex().encode(), seq)
