"""The closed list of what is written down before anything is released. No amounts, no case numbers, no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from consent.parties import SubjectRef


class Event(StrEnum):
    """What happened; grammar `noun.verb`, stable for ever."""

    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_READ = "consent.read"
    CLAIMS_RELEASED = "claims.released"
    PROPOSAL_KEPT = "proposal.kept"
    PROPOSAL_READ = "proposal.read"


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
