"""The personal plan of the benefits rules: by tax capacity, for a fixed time, then no collection (R3-24 to R3-26).

At or above the standard amount the standard plan stays; below it the capacity is asked for the same time, with a look
in between; with no capacity at all nothing is collected (R3-44, R3-45).
"""

from hub.arrange.case import Case
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import by_amount, dates
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.calendar import months_after
from hub.domain.capacity import TaxCapacity
from hub.domain.exact import percent
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.means.tax_capacity import tax_capacity, text_missing


def is_known(case: Case) -> bool:
    """Say whether the rules have a personal plan and the household was told about."""
    return case.situation is not None and case.policy.find(f"{case.rules}.personal_months") is not None


def instead(case: Case, standard: Proposal | NeedsHuman) -> Outcome:
    """Give the standard plan where it can be paid from the tax capacity, otherwise the personal one."""
    budget = case.situation.budget if case.situation else None
    beside = standard if isinstance(standard, Proposal) else None
    if missing := text_missing(case.policy):
        return case.human(missing, alternative=beside)
    if budget is None:
        return case.human(case.policy.reason("capacity.income_unknown", "harmonised.unknown_fact"), alternative=beside)
    found = tax_capacity(budget, case.policy)
    amount = Cents(int(percent_of(case, f"{case.rules}.personal_percentage", found.month)))
    fits = isinstance(standard, Proposal) and max(one.amount for one in standard.instalments) <= amount
    if fits and case.choice.route is not Route.PERSONAL:
        return standard
    return _personal(case, found, amount, standard)


def percent_of(case: Case, name: str, amount: Cents) -> Cents:
    """A percentage of the book of an amount, rounded down to the cent."""
    return Cents(int(percent(case.policy.get(name).value) * amount))


def _personal(case: Case, found: TaxCapacity, amount: Cents, standard: Proposal | NeedsHuman) -> Outcome:
    beside = standard if isinstance(standard, Proposal) else None
    months_name = f"{case.rules}.personal_months"
    burdensome = bool(case.situation and case.situation.assets and case.situation.assets.burdensome_to_sell)
    if found.assets >= case.total and not burdensome:
        reason = case.policy.reason(
            "assets.cover_debt", months_name, "uitvoeringsregeling_iw1990.car_exempt", assets=Money(cents=found.assets)
        )
        return case.human(reason, alternative=beside)
    if amount == 0:
        after = f"{case.rules}.set_off_after_years"
        reason = case.policy.reason("capacity.no_collection", after, years=case.policy.get(after).value)
        return case.human(reason, *found.reasons, alternative=beside)
    return _laid_out(case, found, amount, beside, extra=burdensome and found.assets > 0)


def _laid_out(case: Case, found: TaxCapacity, amount: Cents, beside: Proposal | None, *, extra: bool) -> Proposal:
    names = [f"{case.rules}.personal_months", f"{case.rules}.personal_percentage"]
    months = case.policy.get(names[0]).value
    if extra:
        names.append(f"{case.rules}.assets_extra_months")
        months += case.policy.get(names[-1]).value
    amounts = by_amount(Cents(min(case.total, amount * months)), amount)
    left = Cents(case.total - sum(amounts))
    review = f"{case.rules}.personal_review_months"
    code = "term.personal_assets" if extra else "term.personal"
    reason = case.policy.reason(code, *names, amount=Money(cents=amount), months=months)
    layout = Layout(
        route=Route.PERSONAL,
        decided_by=DecidedBy.PERSON,
        due_dates=dates(case, len(amounts)),
        amounts=amounts,
        reasons=(*found.reasons, reason, *_after(case, left)),
        review_on=months_after(case.on, case.policy.get(review).value),
        conditions=(case.policy.reason("accept.agency_must_grant", "harmonised.tailor_made"),),
    )
    return propose(case, layout, alternatives=(beside,) if beside else ())


def _after(case: Case, left: Cents) -> tuple[Reason, ...]:
    """What stays open after the plan is not collected any more, only set off for some years (R3-45)."""
    if not left:
        return ()
    name = f"{case.rules}.set_off_after_years"
    years = case.policy.get(name).value
    return (case.policy.reason("plan.rest_not_collected", name, left=Money(cents=left), years=years),)
