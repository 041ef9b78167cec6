"""What makes an export in a test: a log in memory, a key, and a list of what was written down about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from hub_world import PlainVault
from joserfc.jwk import ECKey
from whole_logs import MemoryLog

from adapters.exports.audit_export import AuditExport, Order, Seal
from adapters.exports.audit_manifest import Edition
from adapters.exports.audit_state import State
from adapters.identity.signer import KeySigner
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.export_log import ExportLog, Operator
from hub.audit.events import AuditRecord
from hub.errors import BadInput

BY = Operator(by="operator-7", reason="yearly audit", trace_id="1" * 32)
NOVEMBER = Order(first=date(2026, 11, 1), last=date(2026, 11, 30))
ALL = Order(first=date(2026, 1, 1), last=date(2026, 12, 31))
KEY = ECKey.generate_key("P-256", {"kid": "hub-2026"})
SIGNER = KeySigner(_key=KEY)
EDITION = Edition(code="1.2.3", register="sha256:register", rules="1" * 64, sdl="2" * 64)


class Noon:
    """Always the same moment."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def today(self) -> date:
        return self.now().date()


@dataclass
class Account:
    """Keeps the lines that are written; knows nobody. Implements `OwnLines` and `Store`."""

    lines: list[AuditRecord] = field(default_factory=list)

    async def append(self, line: AuditRecord) -> None:
        self.lines.append(line)

    def transaction(self, _subject: str) -> Any:
        raise BadInput("person.unknown", "There is no such person here.")

    @property
    def outcomes(self) -> list[Mapping[str, str | int]]:
        return [line.outcome for line in self.lines]


@dataclass
class Exporting:
    """Exports into one folder."""

    log: MemoryLog
    folder: Path
    account: Account = field(default_factory=Account)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def export(self) -> AuditExport:
        account = ExportLog(own=self.account, store=self.account, clock=Noon())
        return AuditExport(
            log=self.log,
            account=account,
            disclose=DiscloseReceipts(own=self.account, store=self.account, vault=PlainVault(), clock=Noon()),
            edition=EDITION,
            seal=Seal(sign=SIGNER.sign_detached, keys=SIGNER.published(), now=Noon().now),
            policy="quorum 0\n",
            new_id=lambda: f"export-{next(self.numbers)}",
        )

    async def take(self, order: Order = ALL, **how: Any) -> State:
        return await self.export(self.folder, order, BY, **how)

    def read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_bytes())

    @property
    def names(self) -> set[str]:
        return {file.name for file in self.folder.iterdir()}


def formed(*formats: str, order: Order = ALL) -> Order:
    return replace(order, formats=frozenset(formats))
