"""Who looked: what the audit log says about a person, to that person (AVG art. 15)."""

from dataclasses import dataclass
from datetime import datetime

from consent.parties import Requester, SubjectRef
from consent.verdict import Ground
from hub.actions import reading
from hub.actions.acting import may_view_own, refused
from hub.audit.events import Event, Trace, record
from hub.ports import AuditLine, Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccesses:
    """Reading of the log about oneself. It is there as soon as the access was: the log is written first."""

    store: Store
    clock: Clock

    async def __call__(
        self,
        *,
        requester: Requester,
        subject: SubjectRef,
        trace: Trace,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[AuditLine, ...] | Ground:
        """Give the lines about the person, the latest first. Whoever acts for the person sees them on their mandate.

        At most the latest `reading.MOST` between two moments, both included; `until` reaches what is older.
        That an agency was about to be asked is no access yet: what was released is, refusals included.
        """
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = await may_view_own(requester, subject, transaction, at)
            if isinstance(found, Ground):
                await transaction.append_audit(refused(found, requester, subject, at, trace))
                return found
            written = await transaction.audit_lines(at_most=reading.MOST, since=since, until=until)
            await transaction.append_audit(
                record(
                    Event.ACCESSES_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    mandate=found.id if found else None,
                )
            )
        lines = await reading.readable(written)
        return tuple(line for line in lines if line.record.event is not Event.CLAIMS_ASKED)
