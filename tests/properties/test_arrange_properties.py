"""What holds for every arrangement, whoever owes what to whom."""

import random
from datetime import date, timedelta

from builders import AGENCIES, OWN_KIND, a_claim, decided, told
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.audit import canonical
from hub.domain.arrangement import Outcome, Proposal, Refusal
from hub.domain.claim import Claim
from hub.domain.money import split_by_weight

KINDS = {
    "cjib": ("traffic_fine", "criminal_fine", "penalty_order", "compensation_order"),
    "belastingdienst": ("income_tax", "zvw_contribution"),
    "toeslagen": ("benefit_reclaim", "benefit_fine"),
    "duo": ("travel_product_fine", "study_debt"),
    "cak": ("uninsured_fine", "administrative_premium", "care_contribution"),
}


@st.composite
def claims(draw: st.DrawFn, *, smallest: int = 0) -> list[Claim]:
    made = []
    for number in range(draw(st.integers(smallest, 12))):
        owner = draw(st.sampled_from(AGENCIES))
        made.append(
            a_claim(
                draw(st.integers(1, 3_000_000)),
                owner=owner,
                collector=draw(st.sampled_from(("cjib", owner))),
                reference=f"R-{number}",
                kind=draw(st.sampled_from(KINDS[owner])),
                imposed_on=date(2020, 1, 1) + timedelta(days=draw(st.integers(0, 2000)) * 15 + number),
                costs=draw(st.integers(0, 50_000)),
                interest=draw(st.integers(0, 50_000)),
            )
        )
    return made


schemes = st.sampled_from(("rijk-2025", "rijk-wide", "cjib"))


def proposal(outcome: Outcome) -> Proposal | None:
    return outcome if isinstance(outcome, Proposal) else None


@tried(300)
@given(claims(), schemes, st.integers(1, 31))
def test_every_cent_that_is_owed_is_paid_once_and_to_whom_it_is_owed(owed, scheme, day):
    made = proposal(decided(told(*owed), scheme=scheme, payment_day=day))
    if made is None:
        return

    paid: dict[tuple[str, str], int] = {}
    for instalment in made.instalments:
        assert instalment.amount > 0
        assert sum(line.amount for line in instalment.allocations) == instalment.amount
        assert all(line.amount > 0 for line in instalment.allocations)
        for line in instalment.allocations:
            paid[line.key.reference, line.component] = paid.get((line.key.reference, line.component), 0) + line.amount
    due = {
        (claim.key.reference, component): amount
        for claim in made.considered.included
        for component, amount in claim.open.parts()
        if amount
    }
    assert paid == due
    assert sum(due.values()) == made.total


@tried(300)
@given(claims(), schemes, st.randoms(use_true_random=False))
def test_the_order_in_which_claims_are_told_does_not_matter(owed, scheme, shuffle: random.Random):
    mixed = list(owed)
    shuffle.shuffle(mixed)
    one, other = decided(told(*owed), scheme=scheme), decided(told(*mixed), scheme=scheme)
    assert canonical.dumps(one) == canonical.dumps(other)


@tried(300)
@given(claims(), schemes)
def test_no_plan_is_longer_than_the_longest_standard_term(owed, scheme):
    made = proposal(decided(told(*owed), scheme=scheme))
    if made is not None:
        assert 1 <= made.months <= 36
        dates = [instalment.due_on for instalment in made.instalments]
        assert dates == sorted(set(dates))


@tried(300)
@given(claims(), schemes, st.integers(1, 100_000))
def test_one_more_claim_never_lowers_the_total(owed, scheme, cents):
    extra = a_claim(cents, reference="extra", imposed_on=date(1999, 1, 1))
    less, more = decided(told(*owed), scheme=scheme), decided(told(*owed, extra), scheme=scheme)
    if isinstance(less, Proposal) and isinstance(more, Proposal):
        assert more.total == less.total + cents
    assert not (isinstance(less, Proposal) and isinstance(more, Refusal))


@tried(500)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any), st.integers(0, 10**6))
def test_a_split_is_fair_to_the_cent(weights, part):
    amount = min(part, sum(weights))
    shares = split_by_weight(amount, weights)

    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert share <= weight
        assert abs(share * sum(weights) - amount * weight) < sum(weights)


def test_every_agency_of_the_examples_has_a_kind():
    assert set(OWN_KIND) == set(KINDS) == set(AGENCIES)
