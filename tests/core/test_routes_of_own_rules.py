"""Benefits, study finance and care by their own rules, and the joined plans that are no law."""

from datetime import date

import pytest
from asking import a_reclaim, a_tax, amounts, codes
from builders import NO, YES, a_claim, a_situation, decided, told

from hub.domain.arrangement import Choice, DecidedBy, NeedsHuman, Proposal, Refusal, Route
from hub.domain.facts import Fact, FactName
from hub.domain.situation import Assets
from hub.errors import BadInput


def by_tax(*claims, **more):
    return decided(told(*claims), scheme="belastingdienst", **more)


def by_benefits(*claims, scheme="toeslagen", **more):
    return decided(told(*claims), scheme=scheme, **more)


# ── benefits: per reclaim (R3-20 to R3-22, readings 21) ──


@pytest.mark.parametrize(
    ("cents", "months", "first", "last"),
    [
        (48000, 24, 2000, 2000),
        (60600, 24, 2525, 2525),
        (20000, 10, 2000, 2000),
        (21000, 11, 2000, 1000),
        (48001, 24, 2000, 2001),
        (1500, 1, 1500, 1500),
    ],
    ids=["480 euros (E7)", "606 euros (E8)", "200 euros (E9)", "210 euros", "a cent above 480", "15 euros"],
)
def test_a_reclaim_is_repaid_at_20_euros_or_in_24_months(cents, months, first, last):
    outcome = by_benefits(a_reclaim(cents))

    assert (outcome.months, amounts(outcome)[0], amounts(outcome)[-1]) == (months, first, last)
    assert outcome.decided_by is DecidedBy.RULE


def test_each_reclaim_has_a_plan_of_its_own_and_the_answer_says_so():
    outcome = by_benefits(a_reclaim(20000), a_reclaim(60600, reference="T-2"))

    assert outcome.arrangements == 2
    assert {"plan.per_claim", "term.raised", "instalment.varies"} <= set(codes(outcome.reasons))
    assert amounts(outcome) == [4525] * 10 + [2525] * 14


def test_one_plan_for_all_reclaims_is_a_what_if():
    outcome = by_benefits(a_reclaim(20000), a_reclaim(60600, reference="T-2"), scheme="toeslagen-samen")

    assert (outcome.arrangements, outcome.months) == (1, 24)
    assert "plan.together" in codes(outcome.reasons)
    assert "scheme.not_law" in codes(outcome.blocked_by)


def test_months_are_what_is_left_until_24_months_after_the_due_date():
    late = by_benefits(a_reclaim(48000, due_on=date(2025, 12, 15)))

    assert (late.months, amounts(late)[0]) == (12, 4000)
    assert late.instalments[-1].due_on == date(2027, 12, 1)


def test_after_a_breach_24_months_begin_again():
    # From the day of the decision: the first instalment is due on 1 January 2027, the last before 23 November 2028.
    again = by_benefits(a_reclaim(48000, due_on=date(2025, 12, 15), said={FactName.BREACHED: YES}))
    assert (again.months, again.instalments[-1].due_on) == (23, date(2028, 11, 1))


@pytest.mark.parametrize(
    ("due_on", "code"),
    [(None, "claim.due_date_unknown"), (date(2024, 1, 1), "term.over")],
    ids=["no due date", "two years ago"],
)
def test_a_reclaim_without_months_left_is_for_a_person(due_on, code):
    assert codes(by_benefits(a_reclaim(48000, due_on=due_on)).reasons) == [code]


def test_no_plan_outlasts_the_recovery():
    # No benefit claim ends while a plan runs; a fine of a criminal court does, wherever it is collected.
    ends = a_claim(
        48000, owner="duo", collector="duo", kind="travel_product_fine", said={FactName.LIMITATION: Fact(answer=NO)}
    )
    assert decided(told(ends), scheme="duo").months == 11


def test_two_reclaims_are_paid_in_chosen_months_and_an_amount_for_both_says_nothing():
    two = (a_reclaim(20000), a_reclaim(60600, reference="T-2"))

    assert codes(by_benefits(*two, choice=Choice(amount=10000)).reasons) == ["choice.amount_per_claim"]
    assert by_benefits(*two, choice=Choice(months=8)).months == 8
    assert by_benefits(*two, choice=Choice(months=12)).months == 12
    assert codes(by_benefits(*two, choice=Choice(months=25)).reasons) == ["choice.longer_than_rule"]


def test_a_due_date_far_ahead_is_for_a_person():
    far = by_benefits(a_reclaim(48000, due_on=date(2100, 6, 1)))
    assert codes(far.reasons) == ["claim.due_date_far_ahead"]


def test_a_reclaim_may_be_paid_faster_and_not_slower():
    debt = a_reclaim(48000)

    assert amounts(by_benefits(debt, choice=Choice(months=12))) == [4000] * 12
    assert by_benefits(debt, choice=Choice(amount=10000)).months == 5
    assert codes(by_benefits(debt, choice=Choice(months=25)).reasons) == ["choice.longer_than_rule"]
    assert codes(by_benefits(debt, choice=Choice(amount=1000)).reasons) == ["choice.less_than_rule"]


# ── benefits: personal (R3-24 to R3-26, R3-44, R3-45) ──


def test_capacity_above_the_standard_amount_keeps_the_standard_plan():
    outcome = by_benefits(a_reclaim(60600), situation=a_situation(150000))
    assert (outcome.route, outcome.months) == (Route.STANDARD, 24)


def test_less_capacity_is_paid_for_24_months_and_the_rest_is_not_collected():
    outcome = by_benefits(a_reclaim(120000), situation=a_situation(127751 + 2000, taxable=1500000))

    assert (outcome.route, outcome.decided_by) == (Route.PERSONAL, DecidedBy.PERSON)
    assert amounts(outcome) == [2000] * 24
    assert outcome.open_after_review == 72000
    assert outcome.review_on == date(2027, 11, 23)
    assert "plan.rest_not_collected" in codes(outcome.reasons)
    assert outcome.alternatives[0].route is Route.STANDARD


def test_without_capacity_nothing_is_collected():
    outcome = by_benefits(a_reclaim(60600), situation=a_situation(127751))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons)[0] == "capacity.no_collection"


def test_assets_that_cover_the_debt_bar_a_personal_plan_unless_burdensome_to_sell():
    owning = a_situation(129751, assets=Assets(other=200000))
    burdened = a_situation(129751, assets=Assets(other=200000, burdensome_to_sell=True))

    assert codes(by_benefits(a_reclaim(120000), situation=owning).reasons) == ["assets.cover_debt"]
    assert by_benefits(a_reclaim(120000), situation=burdened).months == 60


def test_a_personal_plan_may_be_asked_for():
    asked = Choice(route=Route.PERSONAL)
    without_facts = by_benefits(a_reclaim(48000), choice=asked)

    assert by_benefits(a_reclaim(60600), choice=asked, situation=a_situation(260000)).route is Route.PERSONAL
    assert codes(without_facts.reasons) == ["route.needs_situation"]
    assert without_facts.alternative.route is Route.STANDARD


def test_the_standard_plan_may_be_asked_for_by_who_can_pay_less_and_is_held_against_the_floor():
    outcome = by_benefits(a_reclaim(60600), choice=Choice(route=Route.STANDARD), situation=a_situation(127751 + 2000))

    assert codes(outcome.reasons)[0] == "floor.below_by_the_rules"
    assert outcome.alternative.route is Route.STANDARD


@pytest.mark.parametrize("choice", [Choice(route=Route.PERSONAL, months=3), Choice(route=Route.PERSONAL, amount=5000)])
def test_months_and_amount_of_a_personal_plan_follow_from_the_facts(choice):
    with pytest.raises(BadInput, match=r"choice\.follows_from_route"):
        by_benefits(a_reclaim(60600), choice=choice, situation=a_situation(180000))


def test_a_personal_plan_can_take_the_place_of_one_that_is_over():
    outcome = by_benefits(a_reclaim(60600, due_on=date(2024, 1, 1)), situation=a_situation(260000))

    assert outcome.route is Route.PERSONAL
    assert outcome.alternatives == ()


# ── bundled (readings 22) ──


def test_tax_and_benefits_bundled_take_at_least_20_euros_and_at_most_24_months():
    outcome = decided(told(a_tax(), a_reclaim(20000)), scheme="bundled")

    assert (outcome.months, amounts(outcome)[0]) == (24, 4666)
    assert "scheme.not_law" in codes(outcome.blocked_by)
    assert decided(told(a_tax(20000), a_reclaim(10000)), scheme="bundled").months == 15


def test_an_unknown_income_is_for_a_person_with_every_rule_of_capacity():
    nobody_knows = a_situation(None)

    assert codes(by_tax(a_tax(), situation=nobody_knows).reasons) == ["capacity.income_unknown"]
    assert codes(by_benefits(a_reclaim(20000), situation=nobody_knows).reasons) == ["capacity.income_unknown"]
    assert by_benefits(a_reclaim(20000), situation=nobody_knows).alternative.total == 20000


# ── study finance and care by their own rules (readings 24, 25) ──


def test_a_travel_product_fine_is_paid_at_45_euros_a_month():
    fine = a_claim(17520, owner="duo", collector="duo")
    assert amounts(decided(told(fine), scheme="duo")) == [4500, 4500, 4500, 4020]


def test_other_debts_of_study_finance_are_for_a_person_beside_the_fine():
    fine = a_claim(17520, owner="duo", collector="duo")
    arrears = a_claim(50000, owner="duo", collector="duo", kind="study_debt", reference="D-2")

    both, alone = decided(told(fine, arrears), scheme="duo"), decided(told(arrears), scheme="duo")

    assert codes(both.reasons) == codes(alone.reasons) == ["owner.plan_unknown"]
    assert both.alternative.total == 17520
    assert alone.alternative is None


@pytest.mark.parametrize(
    ("cents", "months"),
    [(10000, 2), (17520, 3), (60000, 12), (240000, 12), (240001, 24), (9000000, 24)],
)
def test_care_contributions_take_a_month_for_each_least_amount_up_to_the_cap(cents, months):
    contribution = a_claim(cents, owner="cak", collector="cak", kind="care_contribution")
    assert decided(told(contribution), scheme="cak").months == months


def test_care_contributions_below_100_euros_have_no_plan_and_premiums_go_to_a_person():
    small = a_claim(9999, owner="cak", collector="cak", kind="care_contribution")
    premium = a_claim(50000, owner="cak", collector="cak", kind="administrative_premium")

    assert isinstance(decided(told(small), scheme="cak"), Refusal)
    assert codes(decided(told(premium), scheme="cak").reasons) == ["owner.plan_unknown"]


def test_the_amount_of_a_care_plan_can_go_up_and_not_down():
    contribution = told(a_claim(60000, owner="cak", collector="cak", kind="care_contribution"))

    assert decided(contribution, scheme="cak", choice=Choice(amount=20000)).months == 3
    assert decided(contribution, scheme="cak", choice=Choice(months=6)).months == 6
    assert codes(decided(contribution, scheme="cak", choice=Choice(months=13)).reasons) == ["choice.longer_than_rule"]
    assert codes(decided(contribution, scheme="cak", choice=Choice(amount=1000)).reasons) == ["choice.less_than_rule"]


@pytest.mark.parametrize("scheme", ["belastingdienst", "toeslagen", "cak"])
def test_a_way_of_other_rules_is_a_mistake(scheme):
    claims = told(a_tax(), a_reclaim(20000), a_claim(60000, owner="cak", collector="cak", kind="care_contribution"))
    with pytest.raises(BadInput, match=r"choice\.route_unknown"):
        decided(claims, scheme=scheme, choice=Choice(route=Route.PAUSE))


def test_rules_without_a_smallest_total_refuse_nothing_but_nothing():
    assert isinstance(by_benefits(a_reclaim(100)), Proposal)
    assert codes(by_benefits().reasons) == ["total.nothing"]


@pytest.mark.parametrize(
    ("scheme", "claim", "beside"),
    [("belastingdienst", a_tax(), False), ("toeslagen", a_reclaim(20000), True), ("rijk-2025", a_claim(20000), True)],
)
def test_on_a_date_whose_text_is_not_at_hand_a_person_looks_and_nothing_is_guessed(scheme, claim, beside):
    outcome = decided(told(claim), scheme=scheme, on=date(2025, 12, 31), situation=a_situation())

    assert codes(outcome.reasons) == ["rule.text_missing"]
    assert (outcome.alternative is not None) == beside
