"""What a variant means for each agency, and how that compares with the agency's own rules of today."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from consent.parties import AgencyCode
from hub.compare import months
from hub.domain.arrangement import Proposal, Refusal
from hub.domain.calendar import by_month
from hub.domain.claim import Claim
from hub.domain.comparison import AgencyRow, Measured, Part, Unplanned
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Reason
from hub.domain.scheme import Participant, Standing

Made = dict[tuple[AgencyCode, tuple[int, ...]], AgencyRow]
"""Rows that were made already, by the parts that they are of: most variants leave most claims to the same plans."""


def measure_nothing(parts: tuple[Part, ...], left: tuple[Unplanned, ...], made: Made) -> tuple[AgencyRow, ...]:
    """The rows of the variant that the others are measured against: it is what it is."""
    return tuple(_row(owner, parts, left, made) for owner in _owners(parts, left))


def measure(
    parts: tuple[Part, ...], left: tuple[Unplanned, ...], today: tuple[AgencyRow, ...], made: Made
) -> tuple[AgencyRow, ...]:
    """The rows of a variant, each measured against the same agency's row of today."""
    before = {row.agency: row for row in today}
    joint = tuple(part for part in parts if part.joint)
    found = (_row(owner, parts, left, made) for owner in _owners(parts, left))
    return tuple(_measured(row, before.get(row.agency), joint) for row in found)


def _owners(parts: Iterable[Part], left: Iterable[Unplanned]) -> tuple[AgencyCode, ...]:
    """The agencies with a claim in any plan or in none, in a fixed order."""
    planned = frozenset[AgencyCode]().union(*(part.owners for part in parts))
    return tuple(sorted(planned.union(one.claim.owner for one in left)))


def _row(owner: AgencyCode, parts: tuple[Part, ...], left: tuple[Unplanned, ...], made: Made) -> AgencyRow:
    mine = [part for part in parts if owner in part.owners]
    unplanned = [one for one in left if one.claim.owner == owner]
    if unplanned:
        return _made(owner, mine, unplanned)
    key = (owner, tuple(map(id, mine)))
    if key not in made:
        made[key] = _made(owner, mine, unplanned)
    return made[key]


def _made(owner: AgencyCode, mine: list[Part], unplanned: list[Unplanned]) -> AgencyRow:
    plans = [part.outcome for part in mine if isinstance(part.outcome, Proposal)]
    claims = [*_claims(owner, mine), *(one.claim for one in unplanned)]
    complete = len(plans) == len(mine) and not unplanned
    paid = [payment for part in mine for payment in part.payments.get(owner, ())]
    days = _by_day(paid) if len(mine) > 1 else dict(paid)
    owed = Cents(sum(claim.open.total for claim in claims))
    return AgencyRow(
        agency=owner,
        monthly=next(iter(days.values()), NOTHING) if complete else None,
        heaviest=months.dearest(by_month(paid)) if complete else None,
        months=len(days) if complete else None,
        is_even=months.is_even([*days.values()], len(claims)) if complete else None,
        ends_on=max(days) if complete and days else None,
        left_open=Cents(owed - sum(amount for _, amount in paid)) if complete else None,
        open=owed,
        interest=_interest(owner, mine) if complete else None,
        costs=Cents(sum(claim.open.costs for claim in claims)),
        letters=sum(plan.arrangements for plan in plans if not _is_joint(plan, mine)),
        measured=Measured.SAME if complete else Measured.UNKNOWN,
        reasons=_why_not(mine, unplanned),
    )


def _by_day(paid: Iterable[tuple[date, Cents]]) -> dict[date, Cents]:
    """What is paid on each day, in the order of the days."""
    found: dict[date, Cents] = {}
    for due, amount in sorted(paid):
        found[due] = Cents(found.get(due, NOTHING) + amount)
    return found


def _claims(owner: AgencyCode, parts: Iterable[Part]) -> Iterator[Claim]:
    """The owner's claims that these parts plan; a part may see more, where one may be the same debt."""
    for part in parts:
        included = part.outcome.considered.included
        yield from (claim for claim in included if claim.key.owner == owner and claim.key in part.claims)


def _is_joint(plan: Proposal, parts: Iterable[Part]) -> bool:
    """Say whether a plan is the joint one: its letter is the executing agency's, and counted once for the variant."""
    return any(part.joint and part.outcome is plan for part in parts)


def _why_not(parts: Iterable[Part], left: Iterable[Unplanned]) -> tuple[Reason, ...]:
    """Why amounts cannot be told: what has no plan yet, then what is in none; nothing where they can."""
    outcomes = (part.outcome for part in parts if not isinstance(part.outcome, Proposal))
    waiting = (reason for outcome in outcomes for reason in outcome.reasons)
    return (*waiting, *(reason for one in left for reason in one.reasons))


def _interest(owner: AgencyCode, parts: Iterable[Part]) -> Cents | None:
    told = [amount for part in parts for key, amount in part.interest.items() if key.owner == owner]
    return None if None in told else Cents(sum(amount or 0 for amount in told))


# ── measuring ──


def _measured(row: AgencyRow, today: AgencyRow | None, joint: tuple[Part, ...]) -> AgencyRow:
    """Needs a change of policy, or is better, the same or worse for the person than the agency's own rules."""
    if refused := _refused(row.agency, joint):
        return replace(row, measured=Measured.UNKNOWN, reasons=(*refused, *row.reasons))
    change = next((who for part in joint if row.open for who in _changes(part, row.agency)), None)
    if change and any(row.agency in part.owners for part in joint):
        reason = Reason(code="variant.needs_change", article=change.article, values={"change": change.change or ""})
        return replace(row, measured=Measured.NEEDS_POLICY_CHANGE, reasons=(*row.reasons, reason))
    if row.heaviest is None or today is None or today.heaviest is None or row.open != today.open:
        return replace(row, measured=Measured.UNKNOWN)
    measured = against(row.heaviest, row.ends_on, today.heaviest, today.ends_on)
    return row if measured is row.measured else replace(row, measured=measured)


def _refused(agency: AgencyCode, joint: Iterable[Part]) -> tuple[Reason, ...]:
    """Why the joint plan that would have held this agency's claims was refused; nothing where it was not."""
    return tuple(
        reason
        for part in joint
        if isinstance(part.outcome, Refusal)
        if any(claim.owner == agency for claim in part.outcome.considered.included)
        for reason in (Reason(code="variant.joint_refused"), *part.outcome.reasons)
    )


def _changes(part: Part, agency: AgencyCode) -> Iterable[Participant]:
    return (
        who
        for who in part.outcome.considered.participants
        if who.agency == agency and who.standing is not Standing.CURRENT_LAW
    )


def against(dearest: Cents, ends_on: date | None, before: Cents, ended_on: date | None) -> Measured:
    """Less in the dearest calendar month is better, more is worse; at the same amount an earlier end is better."""
    if dearest != before:
        return Measured.BETTER if dearest < before else Measured.WORSE
    if ends_on == ended_on or ends_on is None or ended_on is None:
        return Measured.SAME
    return Measured.BETTER if ends_on < ended_on else Measured.WORSE
