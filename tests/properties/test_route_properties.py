"""What holds for every route, whoever owes what to whom, whatever there is room for and whatever was chosen."""

from datetime import date, timedelta

import pytest
from builders import AGENCIES, ON, a_claim, a_policy, a_situation, decided, told
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.arrange.limits import last_day
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, Floor, Proposal, Refusal, Route
from hub.domain.claim import Claim
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.household import Household
from hub.errors import BadInput

KINDS = {
    "cjib": ("traffic_fine", "criminal_fine", "compensation_order"),
    "belastingdienst": ("income_tax", "zvw_contribution", "motor_vehicle_tax"),
    "toeslagen": ("benefit_reclaim", "benefit_fine"),
    "duo": ("travel_product_fine", "study_debt"),
    "cak": ("uninsured_fine", "administrative_premium", "care_contribution"),
}
SCHEMES = (
    "rijk-2025",
    "rijk-wide",
    "cjib",
    "bundled",
    "belastingdienst",
    "toeslagen",
    "toeslagen-samen",
    "duo",
    "cak",
)
ANSWERS = (Answer.YES, Answer.NO, Answer.NO, Answer.NO, Answer.UNKNOWN)
FULL_REPAYMENT = {Route.STANDARD, Route.TAILOR_MADE, Route.SHORT_POSTPONEMENT}


@st.composite
def claims(draw: st.DrawFn, *, calm: bool = False) -> list[Claim]:
    made = []
    for number in range(draw(st.integers(1, 8))):
        owner = draw(st.sampled_from(AGENCIES))
        ends = draw(st.none() | st.integers(0, 3000))
        said: dict[FactName, Answer | Fact] = {
            FactName.LIMITATION: Fact(answer=Answer.YES, on=ON + timedelta(days=ends))
            if ends is not None and not calm
            else Fact(answer=Answer.NO),
            FactName.ADVANCE_PAID: Answer.YES,
        }
        if not calm:
            said[FactName.BAILIFF] = draw(st.sampled_from(ANSWERS))
            said[FactName.WRIT] = draw(st.sampled_from(ANSWERS[1:]))
            said[FactName.OBJECTION] = draw(st.sampled_from(ANSWERS[1:]))
        made.append(
            a_claim(
                draw(st.integers(1, 800_000)),
                owner=owner,
                collector=draw(st.sampled_from(("cjib", owner))),
                reference=f"R-{number}",
                kind=draw(st.sampled_from(KINDS[owner])),
                imposed_on=date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 60)) * 16 + number),
                due_on=draw(st.none() | st.dates(date(2025, 6, 1), date(2027, 3, 1))),
                costs=draw(st.integers(0, 5_000)),
                said=said,
            )
        )
    return made


choices = st.one_of(
    st.just(Choice()),
    st.builds(Choice, months=st.integers(1, 80), payment_day=st.integers(1, 31)),
    st.builds(Choice, amount=st.integers(500, 100_000)),
    st.builds(Choice, route=st.sampled_from(list(Route))),
)
situations = st.none() | st.builds(
    a_situation,
    st.none() | st.integers(0, 400_000),
    household=st.sampled_from(list(Household)),
    taken=st.none() | st.integers(0, 60_000),
)


def outcome_of(owed, scheme, choice, situation):
    try:
        return decided(told(*owed), scheme=scheme, choice=choice, situation=situation)
    except BadInput as fault:
        if fault.code != "choice.route_unknown":
            raise
        return None


@pytest.mark.timeout(600)  # two thousand decisions: half a minute, or several on a busy machine
@tried(2000)
@given(claims(), st.sampled_from(SCHEMES), choices, situations)
def test_every_plan_keeps_what_is_promised_of_plans(owed, scheme, choice, situation):
    outcome = outcome_of(owed, scheme, choice, situation)
    if not isinstance(outcome, Proposal):
        assert outcome is None or outcome.reasons
        return

    policy = a_policy()
    paid = sum(one.amount for one in outcome.instalments)
    assert paid + outcome.open_after_review == sum(claim.open.total for claim in outcome.considered.included)
    assert outcome.route not in FULL_REPAYMENT or outcome.open_after_review == 0
    assert all(one.amount > 0 for one in outcome.instalments)
    assert all(sum(line.amount for line in one.allocations) == one.amount for one in outcome.instalments)
    dates = [one.due_on for one in outcome.instalments]
    assert dates == sorted(set(dates))
    assert all(due >= ON + timedelta(days=14) for due in dates)
    assert outcome.months <= 72 or scheme == "duo"
    ends = [day for claim in outcome.considered.included if (day := last_day(claim, policy))]
    last = outcome.review_on if outcome.route is Route.PAUSE else max(dates, default=None)
    assert not last or not ends or last <= min(ends)


@tried(1000)
@given(claims(), st.sampled_from(SCHEMES), choices, situations)
def test_no_plan_that_can_be_accepted_goes_below_the_floor(owed, scheme, choice, situation):
    outcome = outcome_of(owed, scheme, choice, situation)
    if isinstance(outcome, Proposal) and outcome.room and outcome.acceptable:
        assert max((one.amount for one in outcome.instalments), default=0) <= max(outcome.room.amount, 0)
        assert outcome.floor in (Floor.GUARDED, Floor.PARTLY_CHECKED)
    assert not isinstance(outcome, Proposal) or outcome.floor is not Floor.BELOW


@tried(500)
@given(claims(calm=True), st.integers(135_000, 250_000), st.integers(1, 50_000))
def test_more_room_never_lengthens_a_plan(owed, income, more):
    less, richer = (
        decided(told(*owed), scheme="rijk-wide", situation=a_situation(one)) for one in (income, income + more)
    )
    if isinstance(less, Proposal):
        assert isinstance(richer, Proposal)
    if isinstance(less, Proposal) and isinstance(richer, Proposal) and less.route in FULL_REPAYMENT:
        assert richer.months <= less.months


@tried(500)
@given(claims(calm=True), st.sampled_from(SCHEMES), situations, st.integers(1, 100_000))
def test_one_more_claim_never_lowers_the_total(owed, scheme, situation, cents):
    extra = a_claim(cents, reference="extra", imposed_on=date(1999, 1, 1), said={FactName.LIMITATION: Answer.NO})
    less = decided(told(*owed), scheme=scheme, situation=situation)
    more = decided(told(*owed, extra), scheme=scheme, situation=situation)

    assert sum(c.open.total for c in more.considered.included) >= sum(c.open.total for c in less.considered.included)
    assert not (isinstance(less, Proposal) and isinstance(more, Refusal))


FACTS = (FactName.OBJECTION, FactName.WRIT, FactName.IN_ARRANGEMENT, FactName.BREACHED, FactName.LIMITATION)


@tried(500)
@given(claims(calm=True), st.sampled_from(SCHEMES), st.sampled_from(FACTS), situations)
def test_no_fact_that_is_unknown_ever_leads_to_a_plan_that_needed_it(owed, scheme, fact, situation):
    first, *others = owed
    unknown = Claim(
        **{name: getattr(first, name) for name in Claim.__dataclass_fields__ if name != "facts"},
        facts={name: said for name, said in first.facts.items() if name is not fact},
    )
    outcome = decided(told(unknown, *others), scheme=scheme, situation=situation)

    if unknown.key in {claim.key for claim in outcome.considered.included}:
        assert not isinstance(outcome, Proposal)


@tried(300)
@given(claims(), situations)
def test_every_variant_is_about_the_same_money(owed, situation):
    comparison = compare(answers=told(*owed), policy=a_policy(), on=ON, choice=Choice(), situation=situation)

    for variant in comparison.variants:
        seen = [key for part in variant.parts for key in part.claims]
        assert len(seen) == len(set(seen))
        for row in variant.rows:
            assert row.monthly is None or row.monthly <= row.open
        untold = [part for part in variant.parts if part.claims and not isinstance(part.outcome, Proposal)]
        assert (variant.heaviest is None) == bool(untold or variant.in_no_plan)
        assert {one.claim.key for one in variant.in_no_plan}.isdisjoint(seen)
        assert variant.heaviest in (None, variant.known_heaviest)
