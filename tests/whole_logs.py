"""A whole log in memory with a tree over it, and what an auditor does with an export of it."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from consent.parties import SubjectRef
from hub.audit import canonical, merkle
from hub.audit.entry import entry
from hub.audit.events import AuditRecord, Decided, Event
from hub.audit.merkle import Node
from hub.audit.whole_log import Numbered, Sealed

ORIGIN = "log.hub.example/demo"
FIRST = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
"""Half an hour before November begins in the Netherlands."""

YES = Decided(permitted=True, activity="overview-self:1", basis="consent", categories=("claims",))
NO = Decided(permitted=False, activity="casework:1", ground="consent.missing")


def a_line(**changes: Any) -> AuditRecord:
    line = AuditRecord(
        at=FIRST,
        event=Event.CLAIMS_RELEASED,
        subject=SubjectRef("person-1"),
        client="portal",
        role="citizen",
        recipient="self",
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
    )
    return replace(line, **changes)


def some_lines(count: int) -> list[AuditRecord]:
    """Lines an hour apart, about three persons and two agencies in turn."""
    return [
        a_line(
            at=FIRST + timedelta(hours=number),
            subject=SubjectRef(f"person-{number % 3}"),
            decided={"cjib": YES} if number % 2 else {"duo": NO},
        )
        for number in range(count)
    ]


@dataclass
class MemoryLog:
    """Implements `hub.audit.whole_log.WholeLog`. `read` counts the lines that were read."""

    written: list[bytes | None]
    piece: int = 7
    origin: str = ORIGIN
    sign: Callable[[int, bytes], str] | None = None
    is_sealed: bool = True
    read: int = 0
    tree: dict[Node, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = merkle.completed(0, [merkle.leaf_hash(each) for each in self.entries()], {})

    @classmethod
    def of(cls, lines: Sequence[AuditRecord], **how: Any) -> "MemoryLog":
        return cls([canonical.dumps(line) for line in lines], **how)

    def entries(self) -> list[bytes]:
        return [entry(self.origin, seq, line or b"{}") for seq, line in enumerate(self.written, start=1)]

    async def sealed(self) -> Sealed | None:
        size = len(self.written)
        if self.sign is not None:
            return Sealed.of(self.sign(size, merkle.root(size, self.tree)))
        root = base64.b64encode(merkle.root(size, self.tree)).decode()
        note = f"{ORIGIN}\n{size}\n{root}\n\n— {ORIGIN} c2lnbmVk\n"
        return Sealed.of(note) if self.is_sealed else None

    async def lines(self, first: int, last: int) -> AsyncIterator[Sequence[Numbered]]:
        for start in range(first, last + 1, self.piece):
            until = min(start + self.piece, last + 1)
            some = [(seq, line) for seq in range(start, until) if (line := self.written[seq - 1]) is not None]
            self.read += len(some)
            if some:
                yield some

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        return {name: self.tree[name] for name in names if name in self.tree}


def root_of(folder: Path) -> str:
    """Compute the root from what an export discloses and what covers the rest, as anybody can."""
    size = int((folder / "checkpoint").read_text(encoding="utf-8").split("\n")[1])
    found: dict[int, tuple[int, bytes]] = {}
    for line in (folder / "records.ndjson").read_bytes().splitlines():
        found[json.loads(line)["seq"] - 1] = (1, merkle.leaf_hash(line))
    for line in (folder / "tree.ndjson").read_bytes().splitlines():
        node = json.loads(line)
        start, width = node["place"] << node["level"], 1 << node["level"]
        assert start not in found, "a leaf is covered twice"
        found[start] = (width, bytes.fromhex(node["hash"]))
    nodes, place = dict[Node, bytes](), 0
    while place < size:
        width, told = found.pop(place)
        level = width.bit_length() - 1
        nodes[level, place >> level] = told
        while (place >> level) & 1:
            left = nodes[level, (place >> level) - 1]
            told, place, width, level = merkle.node_hash(left, told), place - (1 << level), 2 << level, level + 1
            nodes[level, place >> level] = told
        place += width
    assert found == {}, "something stands beyond the end"
    return base64.b64encode(merkle.root(size, nodes)).decode()


def seqs(folder: Path) -> list[int]:
    """The numbers of the lines that an export discloses."""
    return [json.loads(line)["seq"] for line in (folder / "records.ndjson").read_bytes().splitlines()]
