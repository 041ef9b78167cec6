"""The same facts under every variant, side by side: what each agency gets, and what that means for the household."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from consent.parties import AgencyCode
from hub.domain.arrangement import Allocation, Outcome, Proposal
from hub.domain.calendar import Month, by_month
from hub.domain.capacity import Room
from hub.domain.claim import Claim, ClaimKey
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Confidence, Reason
from hub.domain.scheme import Reform, SchemeCode


class Measured(StrEnum):
    """How a variant treats one agency's claims, measured against that agency's own rules of today.

    Less in the agency's dearest calendar month is better, more is worse; at the same amount an earlier end is better.
    Unknown: some of it cannot be told, or the joint plan of the variant was refused.
    """

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NEEDS_POLICY_CHANGE = "needs_policy_change"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One plan of a variant: the scheme, whether it joins agencies, what came out, and the interest forecast by claim.

    `claims` are what it plans, or would once a person has looked. A joint plan that was refused plans nothing: what it
    would have held is paid by its own rules, in the other parts. `interest` None: it cannot be told.
    """

    scheme: SchemeCode
    joint: bool
    outcome: Outcome
    claims: tuple[ClaimKey, ...]
    interest: Mapping[ClaimKey, Cents | None] = field(default_factory=dict)

    @cached_property
    def owners(self) -> frozenset[AgencyCode]:
        """The agencies that imposed what it plans."""
        return frozenset(key.owner for key in self.claims)

    @cached_property
    def months(self) -> Mapping[Month, int]:
        """What is paid in each calendar month, by year and month; nothing where no plan came about."""
        if not isinstance(self.outcome, Proposal):
            return {}
        return by_month((one.due_on, one.amount) for one in self.outcome.instalments)

    @cached_property
    def payments(self) -> Mapping[AgencyCode, Sequence[tuple[date, Cents]]]:
        """What reaches each agency on which day, in the order of the days; nothing where no plan came about."""
        found: dict[AgencyCode, list[tuple[date, Cents]]] = defaultdict(list)
        if isinstance(self.outcome, Proposal):
            for lines, alike in groupby(self.outcome.instalments, attrgetter("allocations")):
                days = [one.due_on for one in alike]
                for owner, share in _shares(lines):
                    found[owner] += [(day, share) for day in days]
        return found


def _shares(lines: Sequence[Allocation]) -> list[tuple[AgencyCode, Cents]]:
    """What reaches each agency of one instalment."""
    found: dict[AgencyCode, Cents] = {}
    for line in lines:
        owner = line.key.owner
        found[owner] = Cents(found.get(owner, NOTHING) + line.amount)
    return [*found.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A claim that is in no plan of a variant although something is to be paid, and why: it is never nothing.

    A claim that waits (frozen), that lapsed, that is in an arrangement already or of which nothing is open is none.
    """

    claim: Claim
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """What a variant means for the claims of one agency, the one that imposed them.

    Amounts are cents. `monthly` is what is paid to it on the first day on which it is paid, `heaviest` its dearest
    calendar month (by which it is measured), `months` the number of payments, `is_even` whether all but a last rest
    are as the first (the contract does not show it), `left_open` what these do not pay, `interest` the forecast
    (None: it cannot be told). `open` and `costs` are what is open, in a plan or in none. `letters` counts its own
    arrangements, one each; reminders and changes cannot be forecast. None in an amount: a person must look before
    anybody can say. `reasons` say why it could not be told, or why a measure was given.
    """

    agency: AgencyCode
    monthly: Cents | None
    heaviest: Cents | None
    months: int | None
    is_even: bool | None
    ends_on: date | None
    left_open: Cents | None
    open: Cents
    interest: Cents | None
    costs: Cents
    letters: int
    measured: Measured
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant as a whole.

    `monthly` is what is paid in the first calendar month in which anything is, `heaviest` in the dearest one;
    `room_left` what is left of the room then, None where nothing is known of the household. `left_open` is what is
    still open after the last payment: looked at again, or not collected. A sum and the end are None where some of
    it cannot be told. The `known_` sums are those of the plans that can: the dearest month and the interest are at
    least that; the first month is that of these plans alone, as another may begin earlier. `letters` counts the
    arrangements, one each; reminders and changes cannot be forecast. `in_no_plan` are the claims that nobody's
    rules pay. `reform` is the one under which alone its joint plan can be.
    """

    code: str
    is_law: bool
    reform: Reform | None
    rows: tuple[AgencyRow, ...]
    parts: tuple[Part, ...]
    in_no_plan: tuple[Unplanned, ...]
    monthly: Cents | None
    heaviest: Cents | None
    ends_on: date | None
    left_open: Cents | None
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
class LumpSum:
    """A sum that would be paid at once, before any variant begins: who gets how much of it, and by which rule.

    `left` is what of it nobody is owed. Nobody can agree to it here: it is a what-if.
    """

    amount: Cents
    left: Cents
    shares: tuple[tuple[AgencyCode, Cents], ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All variants on the same facts, the room that was found, and where the rules contradict each other.

    With `lump_sum` the variants are laid out on what is open after it.
    """

    on: date
    variants: tuple[Variant, ...]
    room: Room | None
    conflicts: tuple[Conflict, ...]
    lump_sum: LumpSum | None = None
