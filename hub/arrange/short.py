"""Short postponement of tax (kort uitstel): no means test, some months after the due date (R2-19, readings 23)."""

from consent.months import months_after
from hub.arrange import wanted
from hub.arrange.case import Case
from hub.arrange.floor import needs_situation
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import by_months, dates_between
from hub.domain.arrangement import DecidedBy, NeedsHuman, Proposal, Route
from hub.domain.facts import FactName, holds
from hub.domain.money import Cents
from hub.domain.reasons import Day, Money, Reason


def plan(case: Case) -> Proposal | NeedsHuman:
    """Equal terms up to the last allowed day, which the oldest assessment sets."""
    if barring := _barring(case):
        return case.human(*barring)
    oldest = min(case.included, key=lambda claim: (claim.imposed_on, claim.key))
    name = f"{case.rules}.short_postponement_months"
    if oldest.due_on is None:
        return case.human(case.policy.reason("claim.due_date_unknown", name))
    last = months_after(oldest.due_on, case.policy.get(name).value)
    due = dates_between(case, earliest=None, latest=last, most=case.policy.get(name).value)
    if not due:
        return case.human(
            case.policy.reason("route.short_postponement_over", name, last=Day(on=last)),
            needs_situation(case),
        )
    amounts = wanted.amounts(case, by_months(case.total, len(due)), name)
    if isinstance(amounts, Reason):
        return case.human(amounts)
    layout = Layout(
        route=Route.SHORT_POSTPONEMENT,
        decided_by=DecidedBy.RULE,
        due_dates=due[: len(amounts)],
        amounts=amounts,
        reasons=(case.policy.reason("term.short_postponement", name, last=Day(on=last), months=len(amounts)),),
        conditions=(case.policy.reason("accept.short_postponement", f"{case.rules}.short_postponement_bars"),),
    )
    return propose(case, layout)


def _barring(case: Case) -> tuple[Reason, ...]:
    """The debt must stay below a bound, no writ may have been served, and no other postponement be running."""
    below, bars = f"{case.rules}.short_postponement_below", f"{case.rules}.short_postponement_bars"
    most = Cents(case.policy.get(below).value)
    writs = _count(case, FactName.WRIT)
    others = _count(case, FactName.IN_ARRANGEMENT)
    grounds = (
        (case.total >= most, case.policy.reason("route.short_postponement_too_much", below, most=Money(cents=most))),
        (writs > 0, case.policy.reason("route.short_postponement_writ", bars, count=writs)),
        (others > 0, case.policy.reason("route.short_postponement_other", bars, count=others)),
    )
    return tuple(reason for is_so, reason in grounds if is_so)


def _count(case: Case, name: FactName) -> int:
    """How many claims of the scheme's owners are so, in the plan or not."""
    return sum(
        holds(item.claim.fact(name), on=case.on) for item in case.treated if item.claim.owner in case.scheme.order
    )
