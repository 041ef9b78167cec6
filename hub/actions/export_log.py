"""Take lines out of the log, across people: for auditors. That it was done stands in the log before anything leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from consent.parties import Requester, Role, SubjectRef
from consent.verdict import Ground
from hub.actions.accounted import Accounted
from hub.actions.acting import refused
from hub.audit.events import THE_LOG, AuditRecord, Event, Trace, by_itself, record
from hub.errors import BadInput
from hub.ports import Clock, Store

SCOPE = "audit.export"
"""An auditor that is registered with this scope may take lines out of the log, about whomever they are."""

Told = Mapping[str, str | int]


class OwnLines(Protocol):
    """The lines of the log about the log itself."""

    async def append(self, line: AuditRecord) -> None:
        """Write a line whose subject is `THE_LOG`, in a transaction without a person."""
        ...


class Stage(StrEnum):
    """How far an export came. What is only BEGUN may have been read in part."""

    BEGUN = "begun"
    RESUMED = "resumed"
    COMPLETE = "complete"


class TakenBy(Protocol):
    """Who takes it out."""

    def line(self, event: Event, subject: SubjectRef, at: datetime, outcome: Told) -> AuditRecord:
        """Write down what they did."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Accounted):
    """Somebody at the operator's, who says who they are and why."""

    trace_id: str

    def line(self, event: Event, subject: SubjectRef, at: datetime, outcome: Told) -> AuditRecord:
        """Write down what they did."""
        return self.signed(by_itself(event, subject=subject, at=at, trace_id=self.trace_id, outcome=outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """An auditor's client."""

    requester: Requester
    trace: Trace

    def line(self, event: Event, subject: SubjectRef, at: datetime, outcome: Told) -> AuditRecord:
        """Write down what they did."""
        return record(event, requester=self.requester, subject=subject, at=at, trace=self.trace, outcome=outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLog:
    """Writing down of exports. A person whose lines are asked for sees in their own log who took them."""

    own: OwnLines
    store: Store
    clock: Clock

    async def admit(self, auditor: Auditor) -> Ground | None:
        """Say why somebody may take out nothing; None: they may.

        The attempt of who may not is written down; that of a person in their own log too.
        """
        who = auditor.requester
        if who.role is Role.AUDITOR and SCOPE in who.scopes:
            return None
        ground, at = Ground.ROLE_HAS_NO_BASIS, self.clock.now()
        await self.own.append(refused(ground, who, THE_LOG, at, auditor.trace))
        if who.subject is not None:
            await tell(self.store, refused(ground, who, who.subject, at, auditor.trace))
        return ground

    async def write(self, by: TakenBy, stage: Stage, told: Told, *, about: str | None = None) -> None:
        """Write down how far an export came; `told` says what is taken, `about` names the person whose lines it is."""
        at = self.clock.now()
        outcome = {**told, "stage": stage.value, **({"about": "person"} if about else {})}
        await self.own.append(by.line(Event.LOG_EXPORTED, THE_LOG, at, outcome))
        if about and stage is not Stage.COMPLETE:
            await tell(self.store, by.line(Event.ACCESSES_READ, SubjectRef(about), at, told))


async def tell(store: Store, line: AuditRecord) -> None:
    """Write a line into the log of the person whom it is about. Of who is not here nobody is left to see it."""
    try:
        async with store.transaction(line.subject) as transaction:
            await transaction.append_audit(line)
    except BadInput as fault:
        if fault.code != "person.unknown":
            raise
