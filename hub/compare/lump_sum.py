"""What if a sum were paid at once: it is spread first, and every variant is laid out on what is open after that.

No law spreads a payment over agencies that collect by themselves: whoever pays says what for. So this is our choice,
by the measure that the law has for each receipt under a joint arrangement (R1-21), and a comparison is all it is for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from consent.parties import AgencyCode
from hub.arrange.allocate import allocate
from hub.compare.variants import Facts
from hub.domain.arrangement import Allocation
from hub.domain.claim import Amounts, Claim, ClaimKey, Component, total_open
from hub.domain.comparison import LumpSum, Part
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.errors import BadInput
from hub.rules.policy import Policy

_SPREAD = "harmonised.lump_sum"


def paid_first(amount: Cents, facts: Facts, today: Sequence[Part]) -> tuple[LumpSum, Facts]:
    """Spread a sum over the claims that `today`, each agency's own rules, has paid; give it and the facts after it.

    What waits and what is in no plan gets nothing: paying a disputed claim can cost the remedy (readings 13). What is
    more than is open is left. Raises BadInput (`lump_sum.not_positive`).
    """
    if amount < 1:
        raise BadInput("lump_sum.not_positive", "The sum is not above zero.", "Ask with at least one cent.")
    keys = {key for part in today for key in part.claims}
    claims = [claim for claim in facts.claims if claim.key in keys]
    spent = Cents(min(amount, total_open(claims)))
    order = tuple(dict.fromkeys(owner for part in today for owner in facts.policy.scheme(part.scheme).order))
    (lines,) = allocate(claims, amounts=[spent], order=order, policy=facts.policy) if spent else ((),)
    shares: dict[AgencyCode, int] = defaultdict(int)
    for line in lines:
        shares[line.key.owner] += line.amount
    found = LumpSum(
        amount=amount,
        left=Cents(amount - spent),
        shares=tuple((owner, Cents(shares[owner])) for owner in order if owner in shares),
        reasons=_why(amount, spent, shares, facts.policy),
    )
    return found, _after(facts, lines)


def _why(amount: Cents, spent: Cents, owners: Iterable[AgencyCode], policy: Policy) -> tuple[Reason, ...]:
    """How it was spread, over the parties and inside each; and what of it nobody is owed."""
    orders = dict.fromkeys(policy.allocation_order(owner).id for owner in owners)
    spread = (
        policy.reason("lump_sum.spread", _SPREAD, amount=Money(cents=spent)),
        policy.reason("lump_sum.inside_party", *orders),
    )
    too_much = policy.reason("lump_sum.more_than_open", _SPREAD, left=Money(cents=Cents(amount - spent)))
    return (*(spread if spent else ()), *((too_much,) if amount > spent else ()))


def _after(facts: Facts, lines: Iterable[Allocation]) -> Facts:
    """The same facts with what was paid taken off; nothing that was laid out before holds for them."""
    paid: dict[ClaimKey, dict[Component, Cents]] = defaultdict(dict)
    for line in lines:
        paid[line.key][line.component] = line.amount
    reports = tuple(
        replace(report, claims=tuple(_less(claim, paid.get(claim.key, {})) for claim in report.claims))
        for report in facts.answers.reports
    )
    merged = replace(facts.merged, claims=tuple(_less(claim, paid.get(claim.key, {})) for claim in facts.merged.claims))
    return replace(facts, answers=replace(facts.answers, reports=reports), merged=merged, made={})


def _less(claim: Claim, paid: dict[Component, Cents]) -> Claim:
    left = {part.value: Cents(amount - paid.get(part, 0)) for part, amount in claim.open.parts()}
    return replace(claim, open=Amounts(**left))
