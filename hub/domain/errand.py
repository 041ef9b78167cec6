"""What the hub brings to an agency about an arrangement, and what the agency says to it (decision 37)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from string import ascii_letters, digits

from consent.parties import AgencyCode
from hub.domain.claim import ClaimKey
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.domain.written import LATER

LONGEST_KEY = 100
_KEY_SIGNS = frozenset(f"{ascii_letters}{digits}_-")


class ErrandKind(StrEnum):
    """What is asked or told: a request to the agency that carries it out, or a notice to an owner of claims.

    CHANGE: the person asks for other terms. AMEND: other terms are counted on; without any: money went back after it
    was over, and that much is open of the claims. RESUME_COLLECTION: it is over, and each owner may collect again from
    `starts_on`. CLOSE: it is over, and nobody collects because of this notice: all is paid, or the law keeps collection
    away.
    """

    REQUEST = "request"
    SUSPEND = "suspend"
    CHANGE = "change"
    AMEND = "amend"
    PAUSE = "pause"
    RESUME_COLLECTION = "resume_collection"
    CLOSE = "close"
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
class Condition:
    """What the person keeps to while it runs: a stable code, and the article that asks it."""

    code: str
    article: str


def is_key(key: str) -> bool:
    """Say whether this can be an errand's key: letters, digits, `-` and `_`, and not too many."""
    return 0 < len(key) <= LONGEST_KEY and _KEY_SIGNS.issuperset(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One errand to one agency.

    `key` names it for ever: brought twice under one key, it counts once. It stands in addresses, so it holds nothing
    that changes one (`is_key`) and says nothing about anybody. `arrangement` names what the errand is about, the same
    for every agency. Claims and terms are those that this agency needs: all of them for the one that carries it out,
    its own claims and no terms for an owner. `starts_on`: from which day it is asked, or an owner may collect again.
    `ends_on`: until when a pause lasts, or collection stays suspended. `ground`: why it is over, a change is asked for,
    or something is open again; a stable code. `article`: on what the errand rests. `reform`: the name of the reform
    under which alone the arrangement can be, where there is one (decision 26). `trace_id` and `parent_span_id` tie it
    to the request that caused it, where that is another one than the arrangement began with; no agency is told more of
    it than the trace of a call.
    """

    key: str
    arrangement: str
    kind: ErrandKind
    agency: AgencyCode
    executes: AgencyCode
    scheme: SchemeCode
    claims: tuple[PlannedClaim, ...]
    terms: tuple[PlannedTerm, ...] = ()
    conditions: tuple[Condition, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    ground: str | None = None
    article: str | None = None
    reform: str | None = None
    trace_id: str | None = field(default=None, metadata=LATER)
    parent_span_id: str | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        """Hold what must always hold: the key can stand in an address."""
        if not is_key(self.key):
            message = "a key is made of letters, digits, - and _"
            raise ValueError(message)


class Reply(StrEnum):
    """What an agency says. RECEIVED and UNREACHABLE are no end."""

    RECEIVED = "received"
    GRANTED = "granted"
    GRANTED_OTHERWISE = "granted_otherwise"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An agency's answer to an errand.

    `reason` is a stable code, where it refused or could not be reached; `article` is the one it names; `terms` are the
    other terms that it grants. `decided_on` is its own date. After RECEIVED the agency is asked again how it stands.
    After UNREACHABLE the same errand is brought again under its key, whatever became of it the first time: where
    `may_retry` says that this may help, and not before `after`, where the agency said so.
    """

    reply: Reply
    reason: str | None = None
    article: str | None = None
    terms: tuple[PlannedTerm, ...] = ()
    decided_on: date | None = None
    may_retry: bool = False
    after: timedelta | None = None

    @property
    def is_final(self) -> bool:
        """Say whether nothing more comes of asking again."""
        return self.reply not in (Reply.RECEIVED, Reply.UNREACHABLE)
