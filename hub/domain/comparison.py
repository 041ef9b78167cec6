"""The same facts under every variant, side by side: what each agency gets, and what that means for the household."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consent.parties import AgencyCode
from hub.domain.arrangement import Outcome
from hub.domain.capacity import Room
from hub.domain.claim import ClaimKey
from hub.domain.interest import ClaimInterest
from hub.domain.money import Cents
from hub.domain.reasons import Confidence, Reason
from hub.domain.scheme import SchemeCode


class Measured(StrEnum):
    """How a variant treats one agency's claims, measured against that agency's own rules of today."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NEEDS_POLICY_CHANGE = "needs_policy_change"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One plan of a variant: the scheme, whether it joins agencies, what came out, and the interest forecast."""

    scheme: SchemeCode
    joint: bool
    outcome: Outcome
    claims: tuple[ClaimKey, ...]
    interest: tuple[ClaimInterest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """What a variant means for the claims of one agency, the one that imposed them.

    Amounts are cents. `monthly` is its share of the first payment, `months` the number of payments, `interest` the
    forecast (None: it cannot be told), `costs` the costs that are open, `letters` how many arrangements are its own.
    None in an amount: a person must look before anybody can say. `reasons` say why a measure was given.
    """

    agency: AgencyCode
    monthly: Cents | None
    months: int | None
    ends_on: date | None
    open: Cents
    interest: Cents | None
    costs: Cents
    letters: int
    measured: Measured
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant as a whole.

    `monthly` is the first month's sum, `heaviest` the dearest month; `room_left` what is left of the room then, None
    where nothing is known of the household, or not every plan is. A sum is None where some of it cannot be told; the
    `known_` one beside it is what can, so that the whole is at least that.
    """

    code: str
    is_law: bool
    rows: tuple[AgencyRow, ...]
    parts: tuple[Part, ...]
    monthly: Cents | None
    heaviest: Cents | None
    ends_on: date | None
    interest: Cents | None
    known_monthly: Cents
    known_heaviest: Cents
    known_interest: Cents
    letters: int
    room_left: Cents | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What one set of rules says about a topic."""

    parameter: str
    value: str
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Rules that contradict each other about one topic, for the claims at hand."""

    topic: str
    says: str
    norms: tuple[Norm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All variants on the same facts, the room that was found, and where the rules contradict each other."""

    on: date
    variants: tuple[Variant, ...]
    room: Room | None
    conflicts: tuple[Conflict, ...]
