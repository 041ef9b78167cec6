"""The tax rules: a short postponement without a means test, or a plan by tax capacity (R2-16 to R2-28, readings 23)."""

from hub.arrange import beside, short, wanted
from hub.arrange.case import Case
from hub.arrange.floor import needs_situation
from hub.arrange.limits import dates_in_time
from hub.arrange.plan import Layout, granted, propose
from hub.arrange.schedule import by_months
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.capacity import TaxCapacity
from hub.domain.exact import part_of
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.means.tax_capacity import remission, tax_capacity, text_missing


def plan(case: Case) -> Outcome:
    """Without household facts the short postponement; with facts a plan by capacity. A choice may ask for either."""
    if case.choice.route is Route.SHORT_POSTPONEMENT:
        return short.plan(case)
    if case.situation is not None:
        return _by_capacity(case)
    postponed = short.plan(case)
    if case.choice.route is not Route.CAPACITY:
        return postponed
    reason = needs_situation(case)
    return case.human(reason, alternative=postponed if isinstance(postponed, Proposal) else None)


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
    found = tax_capacity(budget, case.policy, actual_housing=f"{case.rules}.actual_housing_months")
    usable = part_of(found.month, case.policy.get(f"{case.rules}.capacity_percentage").value)
    if found.assets and not case.burdensome_to_sell:
        name = f"{case.rules}.assets_bar"
        return case.human(case.policy.reason("assets.can_be_sold", name, assets=Money(cents=found.assets)))
    months = _months(case, usable, longer=case.burdensome_to_sell and found.assets > 0)
    if months is None:
        return _as_remission(case, found)
    return _laid_out(case, found, usable, months)


def _without_excluded(case: Case) -> Outcome | None:
    """Motor-vehicle tax gets a short postponement only; the plan for the others stands beside it (25.4.2)."""
    name = f"{case.rules}.no_arrangement_kinds"
    kinds = case.policy.get(name).value
    excluded = tuple(claim for claim in case.included if claim.kind in kinds)
    if len(excluded) == len(case.included):
        return short.plan(case)
    if not excluded:
        return None
    reason = case.policy.reason("claim.short_postponement_only", name, count=len(excluded))
    return case.human(reason, alternative=beside.without(case, excluded, reason, plan))


def _months(case: Case, usable: Cents, *, longer: bool) -> int | None:
    """The months of the plan: the ordinary ones where the capacity is enough for them; None: never enough."""
    ordinary = case.policy.get(f"{case.rules}.capacity_months").value
    most = case.policy.get(f"{case.rules}.assets_months").value if longer else ordinary
    return next((months for months in range(ordinary, most + 1) if by_months(case.total, months)[-1] <= usable), None)


def _laid_out(case: Case, found: TaxCapacity, usable: Cents, months: int) -> Outcome:
    names = [f"{case.rules}.capacity_months", f"{case.rules}.capacity_percentage"]
    if months > case.policy.get(names[0]).value:
        names.insert(0, f"{case.rules}.assets_months")
    amounts = wanted.amounts(case, by_months(case.total, months), names[0])
    if isinstance(amounts, Reason):
        return case.human(amounts)
    due = dates_in_time(case, len(amounts))
    if isinstance(due, Reason):
        return case.human(due)
    reason = case.policy.reason("term.tax_capacity", *names, usable=Money(cents=usable), months=len(amounts))
    layout = Layout(
        route=Route.CAPACITY,
        decided_by=DecidedBy.PERSON,
        due_dates=due,
        amounts=amounts,
        reasons=(*found.reasons, reason),
        conditions=(
            granted(case),
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
