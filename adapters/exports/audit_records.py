"""Write the lines that an export discloses, and hashes over all others, piece by piece."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.exports.audit_state import MOST_MISSING, RECORDS, TREE, State
from adapters.exports.growing_file import GrowingFile
from hub.audit.entry import entry
from hub.audit.extract import Filter, Gaps, Sample, is_line
from hub.audit.merkle import Node
from hub.audit.whole_log import Numbered, Sealed, WholeLog
from hub.errors import Unavailable

NODES_AT_ONCE: Final = 5_000
"""Hashes that are asked for at once."""

Tick = Callable[[int], None]
"""Told how many lines were looked at by now."""


async def sampled(log: WholeLog, sealed: Sealed, wanted: Filter, sample: Sample, tick: Tick) -> frozenset[int]:
    """Look through the log for the lines of a sample; to be looked through again, since they come in no order."""
    async for piece in log.lines(1, sealed.size):
        for seq, written in piece:
            if _fits(wanted, written):
                sample.look_at(seq)
        tick(piece[-1][0] if piece else 0)
        await asyncio.sleep(0)
    return sample.chosen


@dataclass(kw_only=True)
class Records:
    """Writes the two files. `among` are the only lines that may be disclosed; None: all that fit."""

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
        ):
            self._records, self._tree = records, tree
            async for piece in self.log.lines(self.state.looked_at + 1, self.sealed.size):
                await self._piece(piece)
                self._stand()
                await asyncio.sleep(0)
            self._lost(self.state.looked_at + 1, self.sealed.size + 1)
            gaps = Gaps(covered=self.state.covered)
            await self._cover([gaps.rest(self.sealed.size)])
            self.state.looked_at = self.state.covered = self.sealed.size
            self._stand()

    async def _piece(self, piece: Sequence[Numbered]) -> None:
        gaps, between, entries = Gaps(covered=self.state.covered), list[list[Node]](), list[bytes]()
        for seq, written in piece:
            self._lost(self.state.looked_at + 1, seq)
            self.state.looked_at = seq
            if (self.among is None or seq in self.among) and _fits(self.wanted, written):
                between.append(gaps.before(seq))
                entries.append(entry(self.sealed.origin, seq, written) + b"\n")
                self.state.first = self.state.first or seq
                self.state.last = seq
        await self._cover(between)
        self._records.write(b"".join(entries))
        self.state.records += len(entries)
        self.state.covered = gaps.covered

    async def _cover(self, between: Sequence[Sequence[Node]]) -> None:
        names = [name for gap in between for name in gap]
        for start in range(0, len(names), NODES_AT_ONCE):
            some = names[start : start + NODES_AT_ONCE]
            found = await self.log.nodes(some)
            if any(name not in found for name in some):
                raise Unavailable("audit.tree_incomplete", "Hashes of the tree over the log are missing.")
            self._tree.write(b"".join(_node(name, found[name]) for name in some))
            self.state.nodes += len(some)

    def _lost(self, first: int, until: int) -> None:
        """Note lines that the log no longer has: their hashes are in its tree, and nothing may hide that."""
        self.state.lost += until - first
        self.state.missing += [*range(first, min(until, first + MOST_MISSING - len(self.state.missing)))]

    def _stand(self) -> None:
        self.state.files = {RECORDS: self._records.stands(), TREE: self._tree.stands()}
        self.state.save(self.folder)
        self.tick(self.state.looked_at)


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
