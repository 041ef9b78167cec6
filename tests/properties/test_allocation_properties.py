"""Allocating in runs comes to what every instalment by itself comes to, as the rule says it: each receipt anew."""

from collections.abc import Sequence
from datetime import date, timedelta

from builders import AGENCIES, OWN_KIND, a_claim, a_policy
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from consent.parties import AgencyCode
from hub.arrange.allocate import allocate
from hub.arrange.schedule import by_amount, by_months
from hub.domain.arrangement import Allocation
from hub.domain.claim import Claim, Component, total_open
from hub.domain.money import Cents, split_by_weight, times_alike
from hub.rules.policy import Policy


def rank(claim: Claim, component: Component, policy: Policy) -> tuple[int, date, str, int]:
    order, place = policy.allocation_order(claim.owner).value, list(Component).index(component)
    kinds = [number for number, group in enumerate(order.get("kinds", ())) if claim.kind in group]
    category = (*kinds, len(order.get("kinds", ())))[0] if order["by"] == "kind" else place
    return (category, claim.imposed_on, claim.key.reference, place)


def each_receipt_anew(
    claims: Sequence[Claim], amounts: Sequence[Cents], order: Sequence[AgencyCode], policy: Policy
) -> list[tuple[Allocation, ...]]:
    """The rule as it reads, with nothing kept from one instalment to the next but what is still open."""
    parts = [(claim, *part) for claim in claims for part in claim.open.parts()]
    parts.sort(key=lambda part: (order.index(part[0].owner), rank(part[0], part[1], policy)))
    left = {(claim.key, component): amount for claim, component, amount in parts}
    laid = []
    for amount in amounts:
        owed = [Cents(sum(cents for (key, _), cents in left.items() if key.owner == owner)) for owner in order]
        lines = []
        for owner, rest in zip(order, split_by_weight(amount, owed), strict=True):
            for (key, component), cents in [item for item in left.items() if item[0][0].owner == owner]:
                paid = min(rest, cents)
                rest = Cents(rest - paid)  # noqa: PLW2901 what of the share is left for the next part
                left[key, component] = Cents(cents - paid)
                lines += [Allocation(key, component, paid)] if paid else []
        laid.append(tuple(lines))
    return laid


@st.composite
def owed(draw: st.DrawFn) -> list[Claim]:
    cents = st.integers(0, draw(st.sampled_from((9, 900, 90_000, 3_000_000))))
    return [
        a_claim(
            draw(cents) + 1,
            owner=(owner := draw(st.sampled_from(AGENCIES))),
            collector=owner,
            reference=f"R-{number}",
            kind=draw(st.sampled_from((OWN_KIND[owner], "criminal_fine" if owner == "cjib" else OWN_KIND[owner]))),
            imposed_on=date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 3))),
            costs=draw(cents),
            interest=draw(cents),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@tried(500)
@given(owed(), st.data())
def test_every_instalment_is_allocated_as_if_it_were_the_only_one(claims, data):
    total, policy = total_open(claims), a_policy()
    amounts = by_months(total, data.draw(st.integers(1, 120)))
    if data.draw(st.booleans()):
        amounts = by_amount(total, Cents(max(total // data.draw(st.integers(1, 60)), 1)))
    amounts = amounts[: data.draw(st.integers(1, len(amounts)))]

    laid = allocate(claims, amounts=amounts, order=AGENCIES, policy=policy)

    assert laid == each_receipt_anew(claims, amounts, AGENCIES, policy)
    assert [sum(line.amount for line in lines) for lines in laid] == list(amounts)


@tried(500)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=6).filter(any), st.data())
def test_shares_stay_alike_as_long_as_is_said(weights, data):
    amount = data.draw(st.integers(1, sum(weights)))
    first = split_by_weight(amount, weights)
    left, times = list(weights), 0
    while sum(left) >= amount and split_by_weight(amount, left) == first:
        left = [weight - share for weight, share in zip(left, first, strict=True)]
        times += 1

    said = times_alike(amount, weights, first)

    assert 1 <= min(said, sum(weights) // amount) <= times
