"""Tailor-made plans: as long as it takes at what there is room for, or a year at that room and then a review.

The agency decides on each of them (readings 29); none is possible once a bailiff is engaged (R1-14).
"""

from hub.arrange.case import Case
from hub.arrange.floor import needs_situation
from hub.arrange.limits import dates_in_time
from hub.arrange.plan import Layout, granted, propose
from hub.arrange.schedule import by_amount, by_months, dates
from hub.arrange.term import standard_term
from hub.domain.arrangement import DecidedBy, NeedsHuman, Proposal, Route
from hub.domain.capacity import Room
from hub.domain.facts import Answer, FactName
from hub.domain.money import Cents, ceiling_division
from hub.domain.reasons import Day, Money, Reason

Outcome = Proposal | NeedsHuman


def at_room(case: Case, *, beside: Proposal | None, because: Reason | None = None) -> Outcome:
    """Pay what there is room for, as long as it takes (readings 20, 28); beyond the longest term by capacity."""
    room = case.known_room
    if room is None:
        return case.human(needs_situation(case), alternative=beside)
    longest = case.policy.get(f"{case.rules}.tailor_made_months").value
    months = ceiling_division(case.total, room.amount)
    if months > longest:
        return _by_capacity(case, room, beside=beside, because=because)
    name = f"{case.rules}.tailor_made_months"
    found = case.policy.reason(
        "term.at_room", name, "harmonised.by_amount", room=Money(cents=room.amount), months=months, longest=longest
    )
    reasons = (because, found) if because else (found,)
    return _tailor_made(case, by_amount(case.total, room.amount), reasons, beside, at_most=room)


def in_the_tables_months(case: Case, *, beside: Proposal | None, because: Reason) -> Outcome:
    """Where a rule bars the standard way, its term as a tailor-made one if there is room; else by room (R1-14)."""
    table = standard_term(case)
    amounts = by_months(case.total, table.months)
    if case.known_room is None or max(amounts) > case.known_room.amount:
        return at_room(case, beside=beside, because=because)
    return _tailor_made(case, amounts, (because, *table.reasons), beside)


def as_chosen(case: Case, months: int, *, beside: Proposal | None) -> Outcome:
    """Pay in as many months, or with the amount, that the person chose, beyond the standard term."""
    name = f"{case.rules}.tailor_made_months"
    if case.choice.amount:
        wanted = Money(cents=case.choice.amount)
        reason = case.policy.reason("term.chosen_amount", name, "harmonised.choice", amount=wanted)
        return _tailor_made(case, by_amount(case.total, case.choice.amount), (reason,), beside)
    reason = case.policy.reason("term.chosen", name, "harmonised.choice", months=months)
    return _tailor_made(case, by_months(case.total, months), (reason,), beside)


def _by_capacity(case: Case, room: Room, *, beside: Proposal | None, because: Reason | None) -> Outcome:
    """A year at what there is room for; what is then open the agency looks at again (R1-15, readings 30)."""
    if barring := _barring(case):
        return case.human(*barring, alternative=beside)
    name = f"{case.rules}.capacity_review_months"
    months = case.policy.get(name).value
    paying = _up_to(case, room, months)
    due = dates_in_time(case, len(paying))
    if isinstance(due, Reason):
        return case.human(due, alternative=beside)
    left = Cents(case.total - sum(paying))
    review = dates(case, months + 1)[-1]
    rule, paid = (name, "harmonised.by_amount"), Money(cents=room.amount)
    found = (
        case.policy.reason(
            "term.by_capacity", *rule, room=paid, months=len(paying), left=Money(cents=left), review=Day(on=review)
        )
        if left
        else case.policy.reason("term.by_capacity_whole", *rule, room=paid, months=len(paying))
    )
    layout = Layout(
        route=Route.CAPACITY,
        decided_by=DecidedBy.PERSON,
        due_dates=due,
        amounts=paying,
        reasons=(because, found) if because else (found,),
        review_on=review if left else None,
        conditions=(granted(case),),
    )
    return propose(case, layout, alternatives=(beside,) if beside else ())


def _up_to(case: Case, room: Room, months: int) -> tuple[Cents, ...]:
    """The instalments of the time until the review."""
    return by_amount(Cents(min(case.total, room.amount * months)), room.amount)


def _tailor_made(
    case: Case,
    amounts: tuple[Cents, ...],
    reasons: tuple[Reason, ...],
    beside: Proposal | None,
    *,
    at_most: Room | None = None,
) -> Outcome:
    if barring := _barring(case):
        return case.human(*barring, alternative=beside)
    due = dates_in_time(case, len(amounts))
    if isinstance(due, Reason):
        above = (case.policy.reason("term.limitation_above_room", *due.parameters),) if at_most else ()
        return case.human(due, *above, alternative=beside)
    layout = Layout(
        route=Route.TAILOR_MADE,
        decided_by=DecidedBy.PERSON,
        due_dates=due,
        amounts=amounts,
        reasons=reasons,
        conditions=(granted(case),),
    )
    return propose(case, layout, alternatives=(beside,) if beside else ())


def _barring(case: Case) -> tuple[Reason, ...]:
    """A bailiff bars what is tailor-made (R1-14); whether one is engaged must be known (readings 11, 12)."""
    answers = [claim.fact(FactName.BAILIFF).answer for claim in case.included]
    if engaged := answers.count(Answer.YES):
        return (case.policy.reason("route.bailiff_bars", f"{case.rules}.bailiff_bars_tailor_made", count=engaged),)
    if unknown := answers.count(Answer.UNKNOWN):
        fact = FactName.BAILIFF.value
        return (case.policy.reason("claim.fact_unknown", "harmonised.unknown_fact", fact=fact, count=unknown),)
    return ()
