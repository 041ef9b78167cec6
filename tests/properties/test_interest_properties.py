"""What holds for every forecast of interest, whoever owes what and pays when."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

from builders import BOOK, YES, a_claim, a_policy
from effort import tried
from hypothesis import given
from hypothesis import strategies as st
from plans import a_plan, in_parts

from hub.arrange.interest import forecast
from hub.domain.arrangement import Proposal
from hub.domain.claim import Claim
from hub.domain.facts import Fact, FactName
from hub.domain.interest import ClaimInterest
from hub.domain.reasons import Money

ON = date(2025, 10, 1)
KINDS = {"belastingdienst": "income_tax", "toeslagen": "benefit_reclaim", "cjib": "traffic_fine"}
Payments = list[tuple[int, int]]  # days after ON, cents


@st.composite
def payments(draw: st.DrawFn) -> Payments:
    days = draw(st.lists(st.integers(0, 1500), min_size=1, max_size=12, unique=True))
    return [(day, draw(st.integers(1, 500_000))) for day in sorted(days)]


@st.composite
def claims(draw: st.DrawFn, paid: Payments) -> Claim:
    owner = draw(st.sampled_from(sorted(KINDS)))
    paused = draw(st.none() | st.integers(1, 1500))
    said = {FactName.PAUSED: Fact(answer=YES, on=ON + timedelta(days=paused))} if paused else {}
    return a_claim(
        sum(cents for _, cents in paid) + draw(st.just(0) | st.integers(1, 10_000)),
        owner=owner,
        collector=owner,
        kind=KINDS[owner],
        due_on=ON + timedelta(days=draw(st.integers(-1000, 1600))),
        said=said,
    )


def plan(claim: Claim, paid: Payments) -> Proposal:
    lines = [(ON + timedelta(days=day), cents) for day, cents in paid]
    whole = sum(cents for _, cents in paid) == claim.open.total
    review = None if whole else ON + timedelta(days=1600)
    return a_plan(claim, on=ON, paid=in_parts(claim, *lines), review_on=review)


def forecasted(claim: Claim, paid: Payments) -> ClaimInterest:
    (found,) = forecast(plan(claim, paid), a_policy(ON))
    return found


def day_by_day(claim: Claim, paid: Payments) -> Fraction:
    """The same, written from the text: each day that the principal is open costs a 365th of the rate in force."""
    parameter = BOOK["rente.awir" if claim.owner == "toeslagen" else "rente.iw1990"]
    assert claim.due_on is not None
    ends = plan(claim, paid).review_on or ON + timedelta(days=paid[-1][0])
    summed, day = Fraction(0), max(ON, claim.due_on + timedelta(days=1))
    while day < ends:
        left = claim.open.principal - sum(cents for after, cents in paid if ON + timedelta(days=after) <= day)
        rate = [row.value for row in parameter.values if row.start <= day][-1]
        summed += Fraction(left, 100) * Fraction(str(rate)) / 100 / 365
        day += timedelta(days=1)
    return summed


@tried(300)
@given(st.data(), payments())
def test_the_sum_is_what_counting_day_by_day_gives(data, paid):
    claim = data.draw(claims(paid))
    found = forecasted(claim, paid)

    expected = Fraction(0) if claim.owner == "cjib" else day_by_day(claim, paid)
    assert sum(window.amount for window in found.windows) == expected
    assert found.amount == floor(expected * 100)


@tried(300)
@given(st.data(), payments())
def test_windows_adjoin_and_nothing_in_them_is_below_zero(data, paid):
    claim = data.draw(claims(paid))
    found = forecasted(claim, paid)

    assert found.amount is not None
    assert found.amount >= 0
    for window in found.windows:
        assert window.begins < window.ends
        assert window.days == (window.ends - window.begins).days
        assert window.base > 0
        assert window.amount >= 0
        assert window.reason.article
        assert window.reason.values["base"] == Money(cents=window.base)
    for earlier, later in pairwise(found.windows):
        assert earlier.ends == later.begins


@tried(300)
@given(st.data(), payments(), st.integers(0, 1500))
def test_paying_earlier_never_costs_more_interest(data, paid, sooner):
    claim = data.draw(claims(paid))
    earlier: dict[int, int] = {}
    for day, cents in paid:
        earlier[max(0, day - sooner)] = earlier.get(max(0, day - sooner), 0) + cents

    later, now = forecasted(claim, paid), forecasted(claim, sorted(earlier.items()))

    assert now.amount is not None
    assert later.amount is not None
    assert now.amount <= later.amount
