"""What a variant means for each agency, and how that compares with the agency's own rules of today."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from consent.parties import AgencyCode
from hub.domain.arrangement import Instalment, Outcome, Proposal
from hub.domain.comparison import AgencyRow, Measured, Part
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.domain.scheme import Participant, Standing


def measure_nothing(parts: tuple[Part, ...]) -> tuple[AgencyRow, ...]:
    """The rows of the variant that the others are measured against: it is what it is."""
    return tuple(_row(owner, parts) for owner in _owners(parts))


def measure(parts: tuple[Part, ...], today: tuple[AgencyRow, ...]) -> tuple[AgencyRow, ...]:
    """The rows of a variant, each measured against the same agency's row of today."""
    before = {row.agency: row for row in today}
    found = (_row(owner, parts) for owner in _owners(parts))
    return tuple(_measured(row, before.get(row.agency), parts) for row in found)


def _owners(parts: Iterable[Part]) -> tuple[AgencyCode, ...]:
    """The agencies with a claim in any plan, in a fixed order."""
    return tuple(sorted({key.owner for part in parts for key in part.claims}))


def _row(owner: AgencyCode, parts: tuple[Part, ...]) -> AgencyRow:
    mine = [part for part in parts if any(key.owner == owner for key in part.claims)]
    plans = [part.outcome for part in mine if isinstance(part.outcome, Proposal)]
    claims = [claim for part in mine for claim in part.outcome.considered.included if claim.owner == owner]
    complete = len(plans) == len(mine)
    paid = [(one.due_on, _share(one, owner)) for plan in plans for one in plan.instalments]
    dates = sorted({due for due, amount in paid if amount})
    first = dates[:1]
    return AgencyRow(
        agency=owner,
        monthly=Cents(sum(amount for due, amount in paid if due in first)) if complete else None,
        months=len(dates) if complete else None,
        ends_on=dates[-1] if complete and dates else None,
        open=Cents(sum(claim.open.total for claim in claims)),
        interest=_interest(owner, mine) if complete else None,
        costs=Cents(sum(claim.open.costs for claim in claims)),
        letters=sum(plan.arrangements for plan in plans if not _is_joint(plan, mine)),
        measured=Measured.SAME if complete else Measured.UNKNOWN,
        reasons=() if complete else _why_not(part.outcome for part in mine),
    )


def _share(instalment: Instalment, owner: AgencyCode) -> int:
    return sum(line.amount for line in instalment.allocations if line.key.owner == owner)


def _is_joint(plan: Proposal, parts: Iterable[Part]) -> bool:
    """Say whether a plan is the joint one: its letter is the executing agency's, and counted once for the variant."""
    return any(part.joint and part.outcome is plan for part in parts)


def _why_not(outcomes: Iterable[Outcome]) -> tuple[Reason, ...]:
    return tuple(reason for outcome in outcomes if not isinstance(outcome, Proposal) for reason in outcome.reasons)


def _interest(owner: AgencyCode, parts: Iterable[Part]) -> Cents | None:
    told = [claim.amount for part in parts for claim in part.interest if claim.key.owner == owner]
    return None if None in told else Cents(sum(amount or 0 for amount in told))


# ── measuring ──


def _measured(row: AgencyRow, today: AgencyRow | None, parts: tuple[Part, ...]) -> AgencyRow:
    """Needs a change of policy, or is better, the same or worse for the person than the agency's own rules."""
    change = next((who for part in parts if part.joint and row.open for who in _changes(part, row.agency)), None)
    if change and any(key.owner == row.agency for part in parts if part.joint for key in part.claims):
        reason = Reason(code="variant.needs_change", article=change.article, values={"change": change.change or ""})
        return replace(row, measured=Measured.NEEDS_POLICY_CHANGE, reasons=(*row.reasons, reason))
    if row.monthly is None or today is None or today.monthly is None or row.open != today.open:
        return replace(row, measured=Measured.UNKNOWN)
    return replace(row, measured=_against(row.monthly, row.ends_on, today.monthly, today.ends_on))


def _changes(part: Part, agency: AgencyCode) -> Iterable[Participant]:
    return (
        who
        for who in part.outcome.considered.participants
        if who.agency == agency and who.standing is Standing.NEEDS_POLICY_CHANGE
    )


def _against(monthly: Cents, ends_on: date | None, before: Cents, ended_on: date | None) -> Measured:
    """Less a month is better, more is worse; at the same amount an earlier end is better."""
    if monthly != before:
        return Measured.BETTER if monthly < before else Measured.WORSE
    if ends_on == ended_on or ends_on is None or ended_on is None:
        return Measured.SAME
    return Measured.BETTER if ends_on < ended_on else Measured.WORSE
