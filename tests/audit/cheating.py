"""A log in a real database, signed by real keys and witnessed by two real witnesses, and what its owner can do to it.

Whoever owns a database can drop its triggers and write what they like. Some have the keys of the log too; nobody has
those of the witnesses, or the memory of an auditor.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import postgres
from audit.growing import ORIGIN, a_served_witness, log_signer
from hub_world import PlainVault
from kept import NOON, as_owner, audit_log
from sealing import Moments, some_lines, write_lines
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from taking_out import ALL, BY, EDITION, SIGNER, Account, Noon

from adapters.audit.asking import Asking
from adapters.audit.sealing import Sealing
from adapters.audit.signers import LogSigner
from adapters.audit.signing import CheckpointSigner
from adapters.audit.watch import Watch
from adapters.audit.witnesses import Witnesses, WitnessPlace
from adapters.exports import verify_export
from adapters.exports.audit_export import AuditExport, Order, Seal
from adapters.store.audit_log import SqlAuditLog
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.whole_log import SqlWholeLog
from consent.parties import SubjectRef
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.export_log import ExportLog
from hub.audit import merkle
from hub.audit.entry import entry
from hub.audit.note import Checkpoint
from hub.audit.policy import Policy, Witness
from hub.audit.sealed import Enough
from hub.errors import HubError

TABLES = ("audit_event", "audit_head", "audit_tree", "audit_node", "audit_checkpoint", "audit_cosignature")
SEEN, LINES = 12, 17
"""Lines that the log had when an auditor took it home, and that it has by now."""


@dataclass(kw_only=True)
class Operator:
    """A hub on a database, as far as its log goes. `quorum` is how many witnesses must sign before it counts here."""

    url: str
    engine: AsyncEngine
    places: Sequence[WitnessPlace]
    quorum: int = 2
    wall: Moments = field(default_factory=Moments)
    signer: LogSigner = field(default_factory=log_signer)

    def __post_init__(self) -> None:
        self.log = SqlAuditLog(self.engine)
        self.enough = Enough(witnesses=tuple(each.name for each in self.places), quorum=self.quorum)
        self.watch = Watch(self.log, self.enough, behind_after=timedelta(hours=1), now=lambda: NOON, wall=self.wall)
        self.asked = Witnesses(self.places)
        self.asking = Asking(
            log=self.log,
            watch=self.watch,
            witnesses=self.asked,
            enough=self.enough,
            again_after=timedelta(minutes=1),
            wall=self.wall,
        )
        self.sealing = Sealing(
            log=self.log,
            watch=self.watch,
            origin=ORIGIN,
            signer=CheckpointSigner(self.signer),
            asking=self.asking,
            checkpoint_every=timedelta(minutes=1),
            wall=self.wall,
        )
        self.store = SqlStore(self.engine, watch=self.watch)

    async def goes_on(self) -> str:
        """Seal, sign and ask, as each turn of the loop does; give the state of the log as this hub sees it then."""
        self.wall.forward(minutes=2)
        try:
            await self.sealing.once()
            await self.asking.ended()
        except HubError as fault:
            self.watch.alarm(fault)
        return str(self.watch.state()["state"])

    async def export(self, folder: Path, order: Order = ALL) -> Path:
        """Take the log out. That it was taken is not written into this log: it may be closed."""
        account = Account()
        seal = Seal(sign=SIGNER.sign_detached, keys=SIGNER.published(), now=Noon().now)
        await AuditExport(
            log=SqlWholeLog(self.log, self.enough),
            account=ExportLog(own=account, store=account, clock=Noon()),
            disclose=DiscloseReceipts(own=account, store=account, vault=PlainVault(), clock=Noon()),
            edition=EDITION,
            seal=seal,
            policy=a_policy(self.places),
            new_id=lambda: "export-1",
        )(folder, order, BY)
        return folder


def a_policy(places: Sequence[WitnessPlace]) -> str:
    """Whom the auditor believes: the log's keys, and two witnesses whom they asked themselves."""
    named = tuple(Witness(name=each.name, key=each.key) for each in places)
    return Policy(log=log_signer().keys, witnesses=named, quorum=len(named)).written


@dataclass(kw_only=True)
class Auditor:
    """Somebody with a policy of their own, published keys, and the checkpoints that they took home before."""

    home: Path
    places: Sequence[WitnessPlace]

    def __post_init__(self) -> None:
        (self.home / "policy").write_text(a_policy(self.places), encoding="utf-8")
        (self.home / "jwks.json").write_text(json.dumps(SIGNER.published()), encoding="utf-8")

    def finds(
        self, export: Path, *, since: Path | None = None, since_policy: Path | None = None
    ) -> list[tuple[str, int | None]]:
        """Check an export; give the faults by code, and the number of the line that each names."""
        report = verify_export.check(
            export,
            policy=self.home / "policy",
            keys=self.home / "jwks.json",
            since=since and since / "checkpoint",
            since_policy=since_policy,
        )
        return [(fault["code"], fault.get("seq")) for fault in report.told()["faults"]]


@dataclass(kw_only=True)
class Case:
    """A log of so many lines, all of it witnessed; an auditor who was there before; and a copy from that time."""

    operator: Operator
    auditor: Auditor
    person: SubjectRef
    first: Path
    """What the auditor took home when the log had `SEEN` lines."""
    second: Path
    """What they took home later: all `LINES`."""
    copy_url: str
    folder: Path
    role: str | None

    @asynccontextmanager
    async def on_the_copy(self) -> AsyncIterator[Operator]:
        """Run a hub on the copy of the database that was made before the last lines."""
        engine = open_engine(self.copy_url, role=self.role)
        try:
            wall = Moments(self.operator.wall())
            yield Operator(url=self.copy_url, engine=engine, places=self.operator.places, wall=wall)
        finally:
            await engine.dispose()

    async def export(self, name: str, operator: Operator | None = None, order: Order = ALL) -> Path:
        return await (operator or self.operator).export(self.folder / name, order)


@asynccontextmanager
async def a_case(url: str, engine: AsyncEngine, folder: Path, *, role: str | None, server: str) -> AsyncIterator[Case]:
    """Let a log grow, be witnessed, be taken home and be copied, and grow again."""
    async with AsyncExitStack() as stack:
        places = [
            (await stack.enter_async_context(a_served_witness(folder / f"{name}.json", name=name)))[0]
            for name in ("one", "two")
        ]
        (folder / "home").mkdir()
        auditor = Auditor(home=folder / "home", places=places)
        begun = Operator(url=url, engine=engine, places=places)
        person = await some_lines(begun.store, engine, SEEN)
        assert await begun.goes_on() == "ok"
        first = await begun.export(folder / "first")
        await engine.dispose()
        copy_url = await _copied(url, folder / "copy.db", server)
        later = Operator(url=url, engine=engine, places=places, wall=begun.wall)
        await write_lines(later.store, person, LINES - SEEN)
        assert await later.goes_on() == "ok"
        second = await later.export(folder / "second")
        operator = Operator(url=url, engine=engine, places=places, wall=begun.wall)
        case = Case(
            operator=operator,
            auditor=auditor,
            person=person,
            first=first,
            second=second,
            copy_url=copy_url,
            folder=folder,
            role=role,
        )
        try:
            yield case
        finally:
            if server:
                await postgres.drop(server, copy_url)


async def by_force(engine: AsyncEngine, *statements: str | tuple[str, Any], **values: Any) -> None:
    """Change what nobody may change, as somebody can who owns the database: whatever guards it is taken away first."""
    async with as_owner(engine) as connection:
        if engine.dialect.name == "postgresql":
            for table in TABLES:
                await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            names = await connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
            for (name,) in names.all():
                await connection.execute(text(f'DROP TRIGGER "{name}"'))
        for statement in statements:
            told, many = (statement, values) if isinstance(statement, str) else statement
            await connection.execute(text(told), many)


async def rebuilt(engine: AsyncEngine) -> bytes:
    """Build the tree anew over the lines as they stand now, and give its root: nothing of the old one is left."""
    lines = [record.encode() for _, _, record in await audit_log(engine)]
    leaves = [merkle.leaf_hash(entry(ORIGIN, seq, line)) for seq, line in enumerate(lines, start=1)]
    nodes = merkle.completed(0, leaves, {})
    rows = [{"level": level, "place": place, "hash": found} for (level, place), found in nodes.items()]
    await by_force(
        engine,
        "DELETE FROM audit_node",
        ("INSERT INTO audit_node (level, place, hash) VALUES (:level, :place, :hash)", rows),
        ("UPDATE audit_tree SET size = :size", {"size": len(lines)}),
    )
    return merkle.root(len(lines), nodes)


async def signed_anew(engine: AsyncEngine, *, keeps_cosignatures: bool = False) -> None:
    """Put one checkpoint over the tree as it is now in the place of all others, as only who has the keys can."""
    root = await rebuilt(engine)
    size = len(await audit_log(engine))
    note = log_signer().sign(Checkpoint(origin=ORIGIN, size=size, root=root)).written
    if keeps_cosignatures:
        await by_force(engine, "UPDATE audit_checkpoint SET note = :note WHERE size = :size", note=note, size=size)
        return
    await by_force(engine, "DELETE FROM audit_cosignature", "DELETE FROM audit_checkpoint")
    await SqlAuditLog(engine).put_checkpoint(size, note, NOON)


async def record_of(engine: AsyncEngine, seq: int) -> str:
    return {number: record for number, _, record in await audit_log(engine)}[seq]


def names_of(faults: Sequence[tuple[str, int | None]]) -> set[str]:
    return {code for code, _ in faults}


async def _copied(url: str, file: Path, server: str) -> str:
    """Make a backup."""
    if server:
        return await postgres.create(server, postgres.name_of(url))
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    return f"sqlite:///{file}"
