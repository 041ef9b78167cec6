"""What was done with a person's data: the audit log about them, to the person and to an auditor."""

from dataclasses import dataclass
from datetime import datetime

from consent.parties import Requester, Role, SubjectRef
from consent.verdict import Ground
from hub.actions import reading
from hub.actions.acting import may_view
from hub.audit.events import Event, Trace, record
from hub.errors import BadInput
from hub.ports import AuditLine, Clock, Store

SCOPE = "ldv.read"
"""An auditor that is registered with this scope may read what was done with the data of a person it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProcessing:
    """Reading of the log about one person. Reading is written down too, so that the person sees who read it."""

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
        """Give every line about the person between two moments, oldest first, as it was before this reading.

        Raises BadInput where those are more than one call reads: a part would look like the whole.
        """
        is_auditor = requester.role is Role.AUDITOR and SCOPE in requester.scopes
        if not is_auditor and not requester.is_subject(subject):
            return Ground.NOT_THEIR_OWN
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = None if is_auditor else await may_view(requester, subject, transaction, at)
            if isinstance(found, Ground):
                return found
            written = await transaction.audit_lines(at_most=reading.MOST + 1, since=since, until=until)
            mandate = found.id if found else None
            await transaction.append_audit(
                record(Event.ACCESSES_READ, requester=requester, subject=subject, at=at, trace=trace, mandate=mandate)
            )
        if len(written) > reading.MOST:
            told = f"More than {reading.MOST} lines of the log lie in this time."
            raise BadInput("log.too_long", told, "Ask for a shorter time with startTime and endTime.")
        return await reading.readable(sorted(written, key=lambda line: line.seq))
