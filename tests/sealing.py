"""A log that is sealed: somebody who signs without keys, witnesses who say what a test wants, and lines to seal."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kept import NOON, a_person, a_record, audit_log
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.audit.asking import Asking
from adapters.audit.sealing import Sealing
from adapters.audit.watch import Watch
from adapters.audit.witnesses import ProofFrom, Reason, Said
from adapters.store.audit_log import SqlAuditLog
from adapters.store.store import SqlStore
from consent.parties import SubjectRef
from hub.audit.entry import entry
from hub.audit.merkle import completed as completed_nodes
from hub.audit.merkle import cover, leaf_hash, root
from hub.audit.note import Note
from hub.audit.sealed import Enough

ORIGIN = "hub.example/log"
NOBODY = Enough()


@dataclass
class PlainSigner:
    """Puts its name under a checkpoint: enough to see who signed what."""

    origin: str = ORIGIN
    key: str = "c2lnbmVkIQ=="

    def sign(self, size: int, root: bytes) -> str:
        return f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n\n{self._mark}"

    def read(self, note: str) -> tuple[int, bytes]:
        origin, size, digest, _, mark = note.split("\n", maxsplit=4)
        if (origin, mark) != (self.origin, self._mark):
            raise ValueError("not mine")
        return int(size), base64.b64decode(digest)

    @property
    def _mark(self) -> str:
        return f"— {self.origin} {self.key}\n"


@dataclass
class StandingWitnesses:
    """Witnesses who sign, except those who are `away` for a reason; what they were asked is kept."""

    names: tuple[str, ...] = ("auditor", "partner")
    away: set[str] = field(default_factory=set)
    reason: Reason = Reason.TIMED_OUT
    fault: Exception | None = None
    asked: list[tuple[str, Mapping[str, int], Sequence[bytes]]] = field(default_factory=list)

    async def ask(
        self, note: Note, *, proof_from: ProofFrom, signed: Mapping[str, int] | None = None
    ) -> Sequence[Said]:
        old = min((signed or {}).values(), default=0)
        self.asked.append((note.written, signed or {}, await proof_from(old) if old else []))
        if self.fault is not None:
            raise self.fault
        return [
            Said(witness=name, reason=self.reason)
            if name in self.away
            else Said(witness=name, lines=f"— {name} c2lnbmVk\n", at=1)
            for name in self.names
        ]


@dataclass
class Moments:
    """A clock that a test moves, of the hub's calendar and of the machine alike."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Sealed:
    """A database whose log is sealed, with everything that does it."""

    engine: AsyncEngine
    signer: PlainSigner = field(default_factory=PlainSigner)
    witnesses: StandingWitnesses = field(default_factory=lambda: StandingWitnesses(names=()))
    quorum: int = 0
    wall: Moments = field(default_factory=Moments)
    now: Moments | None = None

    def __post_init__(self) -> None:
        self.log = SqlAuditLog(self.engine)
        self.enough = Enough(witnesses=self.witnesses.names, quorum=self.quorum)
        self.watch = Watch(
            self.log, self.enough, behind_after=timedelta(hours=1), now=self.now or self.wall, wall=self.wall
        )
        self.asking = Asking(
            log=self.log,
            watch=self.watch,
            witnesses=self.witnesses,
            enough=self.enough,
            again_after=timedelta(minutes=1),
            wall=self.wall,
        )
        self.sealing = Sealing(
            log=self.log,
            watch=self.watch,
            origin=self.signer.origin,
            signer=self.signer,
            asking=self.asking,
            checkpoint_every=timedelta(minutes=1),
            wall=self.wall,
        )
        self.store = SqlStore(self.engine, watch=self.watch)

    async def once(self) -> None:
        """Seal, sign and ask, and wait until all of it is over."""
        await self.sealing.once()
        await self.asking.ended()


async def write_lines(store: SqlStore, person: SubjectRef, count: int, at: datetime = NOON) -> None:
    for number in range(count):
        async with store.transaction(person) as tx:
            await tx.append_audit(a_record(person, at=at, outcome={"claims": number}))


async def some_lines(store: SqlStore, engine: AsyncEngine, count: int, at: datetime = NOON) -> SubjectRef:
    """Add somebody, and write so many lines about them."""
    person = await a_person(engine)
    await write_lines(store, person, count, at)
    return person


async def root_by_hand(engine: AsyncEngine, size: int | None = None) -> bytes:
    """Give the root over the first lines, or all of them, as they stand in the table; the kept nodes are not asked."""
    lines = [(seq, record.encode()) for seq, _, record in await audit_log(engine)]
    leaves = [leaf_hash(entry(ORIGIN, seq, line)) for seq, line in lines][:size]
    return root(len(leaves), completed_nodes(0, leaves, {}))


async def root_as_kept(log: SqlAuditLog) -> bytes:
    size = (await log.standing(NOBODY)).size
    return root(size, await log.nodes(cover(0, size)))
