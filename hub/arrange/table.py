"""Rules with an instalment table: standard, tailor-made, by capacity, or a pause (R1-13 to R1-16, R5-05 to R5-07).

The ladder of readings 28: the standard plan where it leaves enough to live on; otherwise as long as it takes at what
there is room for, up to the longest tailor-made term; otherwise a year at that room, and then the agency looks again.
"""

from hub.arrange import beside, pause, tailor
from hub.arrange.case import Case
from hub.arrange.limits import dates_in_time, limit
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import by_amount, by_months, cut, dates
from hub.arrange.term import standard_term
from hub.domain.arrangement import DecidedBy, Floor, NeedsHuman, Outcome, Proposal, Refusal, Route
from hub.domain.capacity import NoRoomKnown
from hub.domain.claim import Claim
from hub.domain.facts import FactName, holds
from hub.domain.money import Cents, ceiling_division
from hub.domain.reasons import Money, Reason


def plan(case: Case) -> Outcome:
    """Choose the way and lay out the plan."""
    if case.choice.route is Route.PAUSE:
        return pause.plan(case)
    if case.choice.route is Route.POSTPONEMENT:
        return pause.postponement(case)
    if isinstance(case.room, NoRoomKnown):
        return case.human(*case.room.reasons, alternative=_standard_or_none(case))
    if case.known_room and case.known_room.amount <= 0:
        return pause.no_room(case, case.known_room)
    if case.choice.months or case.choice.amount or case.choice.route:
        return _chosen(case)
    return _default(case)


# ── nothing chosen ──


def _default(case: Case) -> Outcome:
    """The standard plan where it can be; what there is room for where it cannot, the standard plan beside it."""
    if barred := _barred(case):
        return _barred_plan(case, *barred)
    standard = _standard(case)
    if not isinstance(standard, Proposal) or standard.floor is not Floor.BELOW:
        return standard
    return tailor.at_room(case, beside=standard)


def _barred(case: Case) -> tuple[tuple[Claim, ...], Reason] | None:
    """Find the claims with a writ that is being executed: they bar the plan that holds them (R1-13, R5-05)."""
    claims = tuple(claim for claim in case.included if holds(claim.fact(FactName.WRIT), on=case.on))
    if not claims:
        return None
    name = f"{case.rules}.writ_bars_standard"
    return claims, case.policy.reason("route.writ_bars_standard", name, count=len(claims))


def _barred_plan(case: Case, claims: tuple[Claim, ...], reason: Reason) -> Outcome:
    """A writ bars the standard way only: by what there is room for a tailor-made plan may do; a bailiff bars that too.

    Beside it stands the plan without those claims, under the rules that then apply (readings 12).
    """
    without = beside.without(case, claims, reason, plan)
    if case.known_room is None:
        return case.human(reason, alternative=without)
    return tailor.in_the_tables_months(case, beside=without, because=reason)


def _standard(case: Case) -> Proposal | NeedsHuman:
    """The longest standard plan (readings 19), cut where a claim can no longer be recovered (R1-12)."""
    return _in_months(case, standard_term(case).months)


def _standard_or_none(case: Case) -> Proposal | None:
    if _barred(case):
        return None
    standard = _standard(case)
    return standard if isinstance(standard, Proposal) else None


def _in_months(case: Case, months: int) -> Proposal | NeedsHuman:
    """A standard plan in so many months, the table's own or fewer."""
    table = standard_term(case)
    chosen = (case.policy.reason("term.chosen", "harmonised.choice", months=months),) if months < table.months else ()
    due, until = dates(case, months), limit(case, case.included)
    kept = cut(due, until.last_day if until else None)
    if until and not kept:
        return case.human(until.reason)
    if until and len(kept) < len(due) and case.choice.months:
        return case.human(until.reason, alternative=_standard_or_none(case.with_nothing_chosen()))
    cut_short = (until.reason,) if until and len(kept) < len(due) else ()
    amounts = by_months(case.total, len(kept))
    layout = Layout(
        route=Route.STANDARD,
        decided_by=DecidedBy.RULE,
        due_dates=kept[: len(amounts)],
        amounts=amounts,
        reasons=(*table.reasons, *chosen, *cut_short),
    )
    return propose(case, layout)


# ── something chosen ──


def _chosen(case: Case) -> Outcome:
    """What the person chose, where the rules know it and it leaves enough to live on; otherwise a person looks."""
    months = _months_wanted(case)
    longest = case.policy.get(f"{case.rules}.tailor_made_months").value
    if months and months > longest:
        return _too_long(case, months, longest)
    outcome = _as_chosen(case, months)
    if isinstance(outcome, Proposal) and outcome.floor is Floor.BELOW:
        return _above_room(case, outcome)
    return outcome


def _months_wanted(case: Case) -> int | None:
    if case.choice.amount:
        return ceiling_division(case.total, case.choice.amount)
    return case.choice.months


def _as_chosen(case: Case, months: int | None) -> Outcome:
    route = case.choice.route
    if route is Route.CAPACITY:
        return _capacity_chosen(case)
    barred = _barred(case)
    standard = not barred and (months is None or months <= standard_term(case).months)
    if route is Route.TAILOR_MADE and months is None:
        return tailor.at_room(case, beside=_standard_or_none(case))
    if barred and route is Route.STANDARD:
        return case.human(barred[1], alternative=beside.without(case, *barred, plan))
    if standard and route is not Route.TAILOR_MADE:
        return _standard_as_chosen(case, months)
    if route is Route.STANDARD:
        name = f"{case.rules}.longest_standard"
        reason = case.policy.reason("choice.longer_than_standard", name, months=standard_term(case).months)
        return case.human(reason, alternative=_standard_or_none(case))
    return tailor.as_chosen(case, months or standard_term(case).months, beside=_standard_or_none(case))


def _capacity_chosen(case: Case) -> Outcome:
    """By capacity only where the ordinary tailor-made plan is impossible (R1-15); else that one stands beside it."""
    ordinary = tailor.at_room(case, beside=None)
    if not isinstance(ordinary, Proposal) or ordinary.route is Route.CAPACITY:
        return ordinary
    name = f"{case.rules}.by_capacity"
    return case.human(case.policy.reason("route.capacity_not_needed", name), alternative=ordinary)


def _standard_as_chosen(case: Case, months: int | None) -> Proposal | NeedsHuman:
    if case.choice.amount is None:
        return _in_months(case, months or standard_term(case).months)
    amounts = by_amount(case.total, case.choice.amount)
    due = dates_in_time(case, len(amounts))
    if isinstance(due, Reason):
        return case.human(due, alternative=_standard_or_none(case))
    chosen = case.policy.reason("term.chosen_amount", "harmonised.choice", amount=Money(cents=case.choice.amount))
    layout = Layout(
        route=Route.STANDARD,
        decided_by=DecidedBy.RULE,
        due_dates=due,
        amounts=amounts,
        reasons=(*standard_term(case).reasons, chosen),
    )
    return propose(case, layout)


def _too_long(case: Case, months: int, longest: int) -> Refusal:
    """An unreasonable period must be refused; what is longer than the longest tailor-made plan is one (R1-07(c))."""
    names = (f"{case.rules}.unreasonable_term", f"{case.rules}.tailor_made_months")
    reason = case.policy.reason("term.unreasonable", *names, months=months, longest=longest)
    return Refusal(considered=case.considered, reasons=(reason,))


def _above_room(case: Case, chosen: Proposal) -> NeedsHuman:
    """What was chosen leaves too little to live on: the plan that does not stands beside it (R8-03)."""
    room = case.known_room
    largest = max(instalment.amount for instalment in chosen.instalments)
    reason = case.policy.reason(
        "choice.above_room",
        "harmonised.joint_capacity",
        amount=Money(cents=largest),
        room=Money(cents=room.amount if room else Cents(0)),
    )
    fitting = _default(case.with_nothing_chosen())
    return case.human(reason, alternative=fitting if isinstance(fitting, Proposal) else None)
