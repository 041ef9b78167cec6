"""The variants side by side. Read this file as the table of contents of a comparison."""

from collections.abc import Iterable
from datetime import date

from hub.compare import conflicts, rows, variants
from hub.compare.variants import Facts
from hub.domain.arrangement import Choice, Proposal
from hub.domain.capacity import Room
from hub.domain.comparison import AgencyRow, Comparison, Part, Variant
from hub.domain.money import Cents
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.means.room import room
from hub.rules.policy import Policy

_TODAY = "separate"
"""The variant that the others are measured against: each agency by its own rules."""


def compare(
    *, answers: Answers, policy: Policy, on: date, choice: Choice, situation: Situation | None = None
) -> Comparison:
    """Put every variant of the book side by side on the same facts. Pure, like `arrange`; raises what it raises."""
    facts = Facts(answers=answers, policy=policy, on=on, choice=choice, situation=situation)
    plans = {code: variants.parts(code, facts) for code in variants.codes(policy)}
    today = rows.measure_nothing(plans[_TODAY])
    found = room(situation, policy) if situation else None
    known = found if isinstance(found, Room) else None
    return Comparison(
        on=on,
        variants=tuple(_variant(code, plans[code], today, known, policy) for code in plans),
        room=known,
        conflicts=conflicts.between(plans, policy),
    )


def _variant(
    code: str, parts: tuple[Part, ...], today: tuple[AgencyRow, ...], found: Room | None, policy: Policy
) -> Variant:
    laid = [part.outcome for part in parts if isinstance(part.outcome, Proposal)]
    # A part in which every claim waits plans nothing: it leaves nothing untold.
    complete = all(isinstance(part.outcome, Proposal) for part in parts if part.claims)
    heaviest = _heaviest(laid)
    per_agency = rows.measure(parts, today)
    monthly = Cents(sum(row.monthly or 0 for row in per_agency))
    return Variant(
        code=code,
        is_law=variants.is_law(code, policy),
        rows=per_agency,
        parts=parts,
        monthly=monthly if complete else None,
        heaviest=heaviest if complete else None,
        ends_on=max((row.ends_on for row in per_agency if row.ends_on), default=None),
        interest=_together(row.interest for row in per_agency),
        known_monthly=monthly,
        known_heaviest=heaviest,
        known_interest=Cents(sum(row.interest or 0 for row in per_agency)),
        letters=sum(outcome.arrangements for outcome in laid),
        room_left=Cents(found.amount - heaviest) if found and complete else None,
    )


def _heaviest(plans: Iterable[Proposal]) -> Cents:
    """The dearest calendar month of all plans together."""
    months: dict[tuple[int, int], int] = {}
    for plan in plans:
        for one in plan.instalments:
            month = (one.due_on.year, one.due_on.month)
            months[month] = months.get(month, 0) + one.amount
    return Cents(max(months.values(), default=0))


def _together(amounts: Iterable[Cents | None]) -> Cents | None:
    """Add amounts up; one that cannot be told makes the sum untold."""
    told = list(amounts)
    return None if None in told else Cents(sum(amount or 0 for amount in told))
