"""The auditors' door, really served on loopback over a small hub whose log is in a tree."""

import io
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from doors.beside import AUDITOR as READER
from doors.beside import Beside, doors_beside
from hub_world import PlainVault, World
from ports.test_whole_log import sealed
from taking_out import EDITION, SIGNER, Noon

from adapters.exports.audit_export import AuditExport, Seal
from adapters.services import taking
from adapters.store.audit_log import SqlAuditLog
from adapters.store.own_lines import SqlOwnLines
from adapters.store.whole_log import SqlWholeLog
from adapters.tripwire import trips
from adapters.web.admission import AtDoor
from adapters.web.audit_exports import AuditDoor
from consent.parties import Requester
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.export_log import SCOPE, ExportLog
from hub.audit.sealed import Enough

PATH = "/v1/audit/exports"
AUDITOR = replace(READER, scopes=frozenset({SCOPE}))
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


@dataclass
class Auditing:
    """The door, what stands behind it, and a client."""

    beside: Beside
    door: AuditDoor

    @property
    def world(self) -> World:
        return self.beside.door.desk.world

    async def post(self, content: Any, **headers: str) -> Any:
        return await self.beside.post(PATH, content, **headers)

    async def events(self) -> list[str]:
        return [event for _, event, _ in await self.world.audit()]


def unpacked(answer: Any, path: Path) -> Path:
    """What an auditor finds when the answer is unpacked."""
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as tar:
        tar.extractall(path, filter="data")
    return path / "audit-export"


@asynccontextmanager
async def an_audit_door(*, requester: Requester = AUDITOR, looks: int = 3) -> AsyncIterator[Auditing]:
    """Serve it. Somebody looked at their overview so many times, and all of that is sealed."""
    async with doors_beside() as beside:
        world = beside.door.desk.world
        for _ in range(looks):
            await world.collect(world.question())
        if looks:
            await sealed(world.engine)
        door = _door(beside)
        beside.door.app.routes.router.routes.extend(door.routes())
        beside.come_as(requester)
        yield Auditing(beside=beside, door=door)


def _door(beside: Beside) -> AuditDoor:
    world = beside.door.desk.world
    own = SqlOwnLines(world.engine)
    account = ExportLog(own=own, store=world.store, clock=world.clock)
    disclose = DiscloseReceipts(own=own, store=world.store, vault=PlainVault(), clock=world.clock)
    export = AuditExport(
        log=SqlWholeLog(SqlAuditLog(world.engine), Enough()),
        account=account,
        disclose=disclose,
        edition=EDITION,
        seal=Seal(sign=SIGNER.sign_detached, keys=SIGNER.published(), now=Noon().now),
        policy="quorum 0\n",
        new_id=lambda: "export-1",
    )
    at_door = AtDoor(
        authenticate=beside.door.gate,
        crowd=beside.door.graphql.crowd,
        budgets=beside.door.graphql.budgets,
        new_trace=lambda: "1" * 32,
        report=_report(beside),
    )
    return AuditDoor(
        take=taking(export, {"cjib": "00000099000000103000", "duo": "00000099000000002000"}),
        account=account,
        disclose=disclose,
        agencies=frozenset({"cjib", "duo"}),
        trips=trips,
        at_door=at_door,
    )


def _report(beside: Beside) -> Any:
    def report(fault: BaseException) -> str:
        beside.wrong.append(fault)
        return f"incident-{len(beside.wrong)}"

    return report
