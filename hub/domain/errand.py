"""What the hub brings to an agency about an arrangement, and what the agency says to it (decision 37)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consent.parties import AgencyCode
from hub.domain.claim import ClaimKey
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode


class ErrandKind(StrEnum):
    """What is asked or told: a request to the agency that carries it out, or a notice to an owner of claims."""

    REQUEST = "request"
    SUSPEND = "suspend"
    AMEND = "amend"
    PAUSE = "pause"
    RESUME_COLLECTION = "resume_collection"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTerm:
    """An amount in cents, and the day on which it must be in."""

    due_on: date
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClaim:
    """A claim in the arrangement, by its owner's case reference, with what is open of it in cents."""

    key: ClaimKey
    open: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One errand to one agency.

    `key` names it for ever: brought twice under one key, it counts once. `arrangement` names what it is about, the
    same for every agency. Claims and terms are those that this agency needs: all of them for the one that carries it
    out, its own claims and no terms for an owner. `ends_on`: until when a pause lasts, or collection stays suspended.
    """

    key: str
    arrangement: str
    kind: ErrandKind
    agency: AgencyCode
    executes: AgencyCode
    scheme: SchemeCode
    claims: tuple[PlannedClaim, ...]
    terms: tuple[PlannedTerm, ...] = ()
    article: str | None = None
    ends_on: date | None = None
    reform: str | None = None


class Reply(StrEnum):
    """What an agency says. RECEIVED and UNREACHABLE are no end: it is asked again."""

    RECEIVED = "received"
    GRANTED = "granted"
    GRANTED_OTHERWISE = "granted_otherwise"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An agency's answer to an errand.

    `reason` is a stable code, where it refused or could not be reached; `article` is the one it names; `terms` are the
    other terms that it grants. `decided_on` is its own date. `may_retry`: asking again may help.
    """

    reply: Reply
    reason: str | None = None
    article: str | None = None
    terms: tuple[PlannedTerm, ...] = ()
    decided_on: date | None = None
    may_retry: bool = False

    @property
    def is_final(self) -> bool:
        """Say whether nothing more comes of asking again."""
        return self.reply not in (Reply.RECEIVED, Reply.UNREACHABLE)
