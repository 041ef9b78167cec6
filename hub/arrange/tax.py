"""The tax rules: a short postponement without a means test, or a plan by tax capacity (R2-16 to R2-28, readings 23)."""

from hub.arrange import gates
from hub.arrange.case import Case
from hub.arrange.limits import limit
from hub.arrange.personal import percent_of
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import by_amount, by_months, cut, dates, dates_between
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.calendar import months_after
from hub.domain.capacity import TaxCapacity
from hub.domain.facts import FactName, holds
from hub.domain.money import Cents
from hub.domain.reasons import Day, Money, Reason
from hub.means.tax_capacity import remission, tax_capacity, text_missing


def plan(case: Case) -> Outcome:
    """Without household facts the short postponement; with facts a plan by capacity. A choice may ask for either."""
    if case.situation is None or case.choice.route is Route.SHORT_POSTPONEMENT:
        return _short(case)
    return _by_capacity(case)


# ── short postponement (Leidraad 25.5.3) ──


def _short(case: Case) -> Proposal | NeedsHuman:
    """Equal terms up to the last allowed day: some months after the oldest assessment had to be paid."""
    if barring := _barring_short(case):
        return case.human(*barring)
    oldest = min(case.included, key=lambda claim: (claim.imposed_on, claim.key))
    name = f"{case.rules}.short_postponement_months"
    if oldest.due_on is None:
        return case.human(case.policy.reason("claim.due_date_unknown", name))
    last = months_after(oldest.due_on, case.policy.get(name).value)
    due = dates_between(case, earliest=None, latest=last, most=case.policy.get(name).value)
    wanted = case.choice.months or len(due)
    if not due or wanted > len(due):
        return case.human(
            case.policy.reason("route.short_postponement_over", name, last=Day(on=last)),
            case.policy.reason("route.needs_situation", "harmonised.floor"),
        )
    amounts = by_amount(case.total, case.choice.amount) if case.choice.amount else by_months(case.total, wanted)
    if len(amounts) > len(due):
        lowest = Money(cents=by_months(case.total, len(due))[-1])
        return case.human(case.policy.reason("choice.less_than_rule", name, amount=lowest))
    layout = Layout(
        route=Route.SHORT_POSTPONEMENT,
        decided_by=DecidedBy.RULE,
        due_dates=due[: len(amounts)],
        amounts=amounts,
        reasons=(case.policy.reason("term.short_postponement", name, last=Day(on=last), months=len(amounts)),),
    )
    return propose(case, layout)


def _barring_short(case: Case) -> tuple[Reason, ...]:
    """The debt must stay below a bound, and no writ may have been served."""
    below = f"{case.rules}.short_postponement_below"
    most = Cents(case.policy.get(below).value)
    too_much = case.policy.reason("route.short_postponement_too_much", below, most=Money(cents=most))
    writs = sum(holds(claim.fact(FactName.WRIT), on=case.on) for claim in case.included)
    served = case.policy.reason("route.short_postponement_writ", f"{case.rules}.short_postponement_months", count=writs)
    return tuple(reason for reason, is_so in ((too_much, case.total >= most), (served, writs > 0)) if is_so)


# ── plan by capacity (Leidraad 25.5.1, 25.5.6) ──


def _by_capacity(case: Case) -> Outcome:
    """So many months at a part of the tax capacity; assets bar it, unless selling them is unreasonably burdensome."""
    if outcome := _without_excluded(case):
        return outcome
    budget = case.situation.budget if case.situation else None
    if missing := text_missing(case.policy):
        return case.human(missing)
    if budget is None:
        return case.human(case.policy.reason("capacity.income_unknown", "harmonised.unknown_fact"))
    found = tax_capacity(budget, case.policy)
    usable = percent_of(case, f"{case.rules}.capacity_percentage", found.month)
    burdensome = bool(case.situation and case.situation.assets and case.situation.assets.burdensome_to_sell)
    if found.assets and not burdensome:
        name = f"{case.rules}.assets_bar"
        return case.human(case.policy.reason("assets.can_be_sold", name, assets=Money(cents=found.assets)))
    months = _months(case, usable, longer=burdensome and found.assets > 0)
    if months is None:
        return _as_remission(case, found)
    return _laid_out(case, found, usable, months)


def _without_excluded(case: Case) -> Outcome | None:
    """Motor-vehicle tax gets a short postponement only; the plan for the others stands beside it (25.4.2)."""
    name = f"{case.rules}.no_arrangement_kinds"
    kinds = case.policy.get(name).value
    excluded = tuple(claim for claim in case.included if claim.kind in kinds)
    if not excluded:
        return None
    reason = case.policy.reason("claim.short_postponement_only", name, count=len(excluded))
    other = case.without(excluded, reason)
    outcome = (gates.closed(other) or plan(other)) if other.included else None
    return case.human(reason, alternative=outcome if isinstance(outcome, Proposal) else None)


def _months(case: Case, usable: Cents, *, longer: bool) -> int | None:
    """The months of the plan: the ordinary ones where the capacity is enough for them; None: never enough."""
    ordinary = case.policy.get(f"{case.rules}.capacity_months").value
    most = case.policy.get(f"{case.rules}.assets_months").value if longer else ordinary
    if case.choice.months and case.choice.months < ordinary:
        ordinary = case.choice.months
    return next((months for months in range(ordinary, most + 1) if by_months(case.total, months)[-1] <= usable), None)


def _laid_out(case: Case, found: TaxCapacity, usable: Cents, months: int) -> Outcome:
    amounts, until = by_months(case.total, months), limit(case, case.included)
    due = cut(dates(case, len(amounts)), until.last_day if until else None)
    if until and len(due) < len(amounts):
        return case.human(until.reason)
    names = [f"{case.rules}.capacity_months", f"{case.rules}.capacity_percentage"]
    if months > case.policy.get(names[0]).value:
        names.insert(0, f"{case.rules}.assets_months")
    reason = case.policy.reason("term.tax_capacity", *names, usable=Money(cents=usable), months=months)
    layout = Layout(
        route=Route.CAPACITY,
        decided_by=DecidedBy.PERSON,
        due_dates=due,
        amounts=amounts,
        reasons=(*found.reasons, reason),
        conditions=(
            case.policy.reason("accept.agency_must_grant", "harmonised.tailor_made"),
            case.policy.reason("accept.new_debts_on_time", f"{case.rules}.new_debts_on_time"),
        ),
    )
    return propose(case, layout)


def _as_remission(case: Case, found: TaxCapacity) -> NeedsHuman:
    """Too little capacity: the agency treats the request as one for remission (R2-21); what that comes to is shown."""
    computed = remission(found, case.total, case.policy)
    reason = case.policy.reason(
        "capacity.as_remission_request",
        f"{case.rules}.capacity_months",
        f"{case.rules}.capacity_percentage",
        remission=Money(cents=computed.cents),
    )
    return case.human(*found.reasons, reason, *computed.reasons)
