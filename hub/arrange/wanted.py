"""What the person chose within rules of their own: faster is always allowed, slower and less never."""

from hub.arrange.case import Case
from hub.arrange.schedule import by_amount, by_months
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason


def amounts(case: Case, standard: tuple[Cents, ...], rule: str) -> tuple[Cents, ...] | Reason:
    """The standard instalments, or the chosen ones where these take no longer; otherwise why not.

    `standard` are the longest that the rules allow, `rule` the parameter that says so.
    """
    total = Cents(sum(standard))
    if case.choice.months:
        if case.choice.months > len(standard):
            return case.policy.reason("choice.longer_than_rule", rule, months=len(standard))
        return by_months(total, case.choice.months)
    if case.choice.amount is None or case.choice.amount == standard[0]:
        return standard
    if case.choice.amount < standard[0]:
        return case.policy.reason("choice.less_than_rule", rule, amount=Money(cents=standard[0]))
    return by_amount(total, case.choice.amount)
