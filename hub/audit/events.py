"""The closed list of what is written down before anything is released. No amounts, no case numbers, no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from consent.parties import Requester, SubjectRef
from consent.purposes import Purpose


class Event(StrEnum):
    """What happened; grammar `noun.verb`, stable for ever."""

    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_READ = "consent.read"
    CLAIMS_RELEASED = "claims.released"
    PROPOSAL_KEPT = "proposal.kept"
    PROPOSAL_READ = "proposal.read"
    CAPACITY_COMPUTED = "capacity.computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One line of the audit log, about one person.

    `grounds` says per agency on which basis it was asked or why it was not; `outcome` holds statuses and counts only.
    `seq` is given by the store's one sequencer and is not part of what a caller writes.
    """

    at: datetime
    event: Event
    subject: SubjectRef
    client: str
    role: str
    recipient: str
    trace_id: str
    purpose: str | None = None
    grounds: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, str | int] = field(default_factory=dict)


def record(  # noqa: PLR0913 a line of the log has as many parts as it has
    event: Event,
    *,
    requester: Requester,
    subject: SubjectRef,
    at: datetime,
    trace_id: str,
    recipient: str | None = None,
    purpose: Purpose | None = None,
    grounds: Mapping[str, str] | None = None,
    outcome: Mapping[str, str | int] | None = None,
) -> AuditRecord:
    """Write down what a requester did. The recipient is the requester unless another one is named."""
    return AuditRecord(
        at=at,
        event=event,
        subject=subject,
        client=requester.client,
        role=requester.role.value,
        recipient=recipient or requester.recipient,
        trace_id=trace_id,
        purpose=purpose.value if purpose else None,
        grounds=grounds or {},
        outcome=outcome or {},
    )
