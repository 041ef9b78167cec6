"""The personal plan of the benefits rules: by tax capacity, for a fixed time, then no collection (R3-24 to R3-26).

At or above the standard amount the standard plan stays; below it the capacity is asked for the same time, with a look
in between; with no capacity at all nothing is collected (R3-44, R3-45). Where owning something gives more time, that
time is there to pay its value, and no more (R3-26).
"""

from consent.months import months_after
from hub.arrange.case import Case
from hub.arrange.floor import needs_situation
from hub.arrange.plan import Layout, granted, propose
from hub.arrange.schedule import by_amount, dates
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.capacity import TaxCapacity
from hub.domain.exact import part_of
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.means.tax_capacity import tax_capacity, text_missing


def has_rules(case: Case) -> bool:
    """Say whether the rules have a personal plan, and one is asked for or the household was told about."""
    has_plan = case.policy.find(f"{case.rules}.personal_months") is not None
    return has_plan and (case.situation is not None or case.choice.route is Route.PERSONAL)


def instead(case: Case, standard: Proposal | NeedsHuman) -> Outcome:
    """Give the standard plan where the tax capacity can pay it, or it was asked for; otherwise the personal one."""
    beside = standard if isinstance(standard, Proposal) else None
    if case.situation is None:
        return case.human(needs_situation(case), alternative=beside)
    if case.choice.route is Route.STANDARD:
        return standard
    if missing := text_missing(case.policy):
        return case.human(missing, alternative=beside)
    budget = case.situation.budget
    if budget is None:
        return case.human(case.policy.reason("capacity.income_unknown", "harmonised.unknown_fact"), alternative=beside)
    found = case.known_room.tax if case.known_room else tax_capacity(budget, case.policy)
    amount = part_of(found.month, case.policy.get(f"{case.rules}.personal_percentage").value)
    fits = beside is not None and max(one.amount for one in beside.instalments) <= amount
    if beside is not None and fits and case.choice.route is not Route.PERSONAL:
        return beside
    return _personal(case, found, amount, beside)


def _personal(case: Case, found: TaxCapacity, amount: Cents, beside: Proposal | None) -> Outcome:
    if found.assets >= case.total and not case.burdensome_to_sell:
        reason = case.policy.reason("assets.cover_debt", f"{case.rules}.assets", assets=Money(cents=found.assets))
        return case.human(reason, alternative=beside)
    if amount == 0:
        after = f"{case.rules}.set_off_after_years"
        reason = case.policy.reason("capacity.no_collection", after, years=case.policy.get(after).value)
        return case.human(reason, *found.reasons, alternative=beside)
    return _laid_out(case, found, amount, beside, value=found.assets if case.burdensome_to_sell else Cents(0))


def _laid_out(case: Case, found: TaxCapacity, amount: Cents, beside: Proposal | None, *, value: Cents) -> Proposal:
    """The ordinary months at capacity, and in the months after them no more than the value that they are given for."""
    names = [f"{case.rules}.personal_months", f"{case.rules}.personal_percentage"]
    months = case.policy.get(names[0]).value
    paying = amount * months
    if value:
        names.append(f"{case.rules}.assets_extra_months")
        extra = case.policy.get(names[-1]).value
        months, paying = months + extra, paying + min(value, amount * extra)
    amounts = by_amount(Cents(min(case.total, paying)), amount)
    left = Cents(case.total - sum(amounts))
    code = "term.personal_assets" if value else "term.personal"
    reason = case.policy.reason(code, *names, amount=Money(cents=amount), months=months)
    review = months_after(case.on, case.policy.get(f"{case.rules}.personal_review_months").value)
    layout = Layout(
        route=Route.PERSONAL,
        decided_by=DecidedBy.PERSON,
        due_dates=dates(case, len(amounts)),
        amounts=amounts,
        reasons=(*found.reasons, reason, *_after(case, left)),
        review_on=review if left else None,
        conditions=(granted(case),),
    )
    return propose(case, layout, alternatives=(beside,) if beside else ())


def _after(case: Case, left: Cents) -> tuple[Reason, ...]:
    """What stays open after the plan is not collected any more, only set off for some years (R3-45)."""
    if not left:
        return ()
    name = f"{case.rules}.set_off_after_years"
    years = case.policy.get(name).value
    return (case.policy.reason("plan.rest_not_collected", name, left=Money(cents=left), years=years),)
