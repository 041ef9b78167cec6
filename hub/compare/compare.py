"""The variants side by side. Read this file as the table of contents of a comparison."""

from collections.abc import Collection, Iterable
from datetime import date

from hub.compare import conflicts, leftover, lump_sum, months, rows, variants
from hub.domain.arrangement import Choice, Proposal
from hub.domain.capacity import Room
from hub.domain.comparison import AgencyRow, Comparison, Part, Unplanned, Variant
from hub.domain.money import Cents
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.means.room import room
from hub.rules.policy import Policy

_TODAY = "separate"
"""The variant that the others are measured against: each agency by its own rules."""


def compare(
    *,
    answers: Answers,
    policy: Policy,
    on: date,
    choice: Choice,
    situation: Situation | None = None,
    at_once: Cents | None = None,
    only: Collection[str] | None = None,
) -> Comparison:
    """Put the variants of the book side by side on the same facts. Pure, like `arrange`; raises what it raises.

    `at_once`: what if that much were paid first. `situation` is the household as it is after that. `only` names the
    variants that are wanted; the one that they are measured against is always among them.
    """
    policy.get(f"variants.{_TODAY}")  # On a day without it there is nothing to measure against, and it says so.
    found = room(situation, policy) if situation else None
    facts = variants.facts(answers=answers, policy=policy, on=on, choice=choice, situation=situation, found=found)
    paid = None
    if at_once is not None:
        paid, facts = lump_sum.paid_first(at_once, facts, variants.parts(_TODAY, facts))
    wanted = [code for code in variants.codes(policy) if only is None or code == _TODAY or code in only]
    plans = {code: variants.parts(code, facts) for code in wanted}
    left = {code: leftover.unplanned(parts, facts.claims) for code, parts in plans.items()}
    rowed: rows.Made = {}
    today = rows.measure_nothing(plans[_TODAY], left[_TODAY], rowed)
    known = found if isinstance(found, Room) else None
    return Comparison(
        on=on,
        variants=tuple(
            _variant(code, parts, left[code], rows.measure(parts, left[code], today, rowed), known, policy)
            for code, parts in plans.items()
        ),
        room=known,
        conflicts=conflicts.between(plans, policy),
        lump_sum=paid,
    )


def _variant(
    code: str,
    parts: tuple[Part, ...],
    left: tuple[Unplanned, ...],
    per_agency: tuple[AgencyRow, ...],
    found: Room | None,
    policy: Policy,
) -> Variant:
    laid = [part.outcome for part in parts if isinstance(part.outcome, Proposal)]
    paid = months.together(part.months for part in parts)
    first, dearest = months.first(paid), months.dearest(paid)
    # A part in which every claim waits plans nothing: it leaves nothing untold.
    complete = not left and all(isinstance(part.outcome, Proposal) for part in parts if part.claims)
    return Variant(
        code=code,
        is_law=variants.is_law(code, policy),
        reform=variants.reform(code, policy),
        rows=per_agency,
        parts=parts,
        in_no_plan=left,
        monthly=first if complete else None,
        heaviest=dearest if complete else None,
        ends_on=max((plan.instalments[-1].due_on for plan in laid if plan.instalments), default=None)
        if complete
        else None,
        left_open=_together(row.left_open for row in per_agency),
        interest=_together(row.interest for row in per_agency),
        known_monthly=first,
        known_heaviest=dearest,
        known_interest=Cents(sum(row.interest or 0 for row in per_agency)),
        letters=sum(outcome.arrangements for outcome in laid),
        room_left=Cents(found.amount - dearest) if found and complete else None,
    )


def _together(amounts: Iterable[Cents | None]) -> Cents | None:
    """Add amounts up; one that cannot be told makes the sum untold."""
    told = list(amounts)
    return None if None in told else Cents(sum(amount or 0 for amount in told))
