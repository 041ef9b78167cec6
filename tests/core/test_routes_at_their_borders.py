"""The exact cent and the exact day at which a plan becomes another one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import codes
from builders import BOOK, ON, YES, a_claim, a_policy, a_situation, decided, told

from hub.arrange import compute, ways
from hub.domain.arrangement import Choice, NeedsHuman, OptIn, Proposal, Route
from hub.domain.facts import Fact, FactName
from hub.domain.situation import Assets
from hub.errors import BadInput
from hub.rules.edition import KeptBook
from hub.rules.policy import Policy

ROOM_100 = 144849
AT_NORM = 127751
"""Income of a single person at the living-cost norm: no tax capacity at all."""


def tax(cents, **more):
    given = {"due_on": date(2026, 11, 1), "kind": "income_tax"} | more
    return a_claim(cents, owner="belastingdienst", collector="belastingdienst", reference="B-1", **given)


def reclaim(cents, **more):
    given = {"due_on": date(2026, 12, 20), "reference": "T-1"} | more
    return a_claim(cents, owner="toeslagen", collector="toeslagen", kind="benefit_reclaim", **given)


def by_benefits(claim, **more):
    return decided(told(claim), scheme="toeslagen", **more)


# ── the exact cent ──


@pytest.mark.parametrize(("capacity", "route"), [(2525, Route.STANDARD), (2524, Route.PERSONAL)])
def test_capacity_of_exactly_the_standard_amount_keeps_the_standard_plan(capacity, route):
    outcome = by_benefits(reclaim(60600), situation=a_situation(AT_NORM + capacity, taxable=1500000))
    assert outcome.route is route


@pytest.mark.parametrize(("assets", "kind"), [(60600, NeedsHuman), (60599, Proposal)])
def test_assets_of_exactly_the_debt_bar_a_personal_plan(assets, kind):
    owning = a_situation(AT_NORM + 1000, assets=Assets(other=assets))

    outcome = by_benefits(reclaim(60600), situation=owning)

    assert isinstance(outcome, kind)
    assert isinstance(outcome, Proposal) or outcome.alternative.total == 60600


def test_who_owns_nothing_gets_no_longer_time_for_it():
    nothing = a_situation(AT_NORM + 1000, assets=Assets(burdensome_to_sell=True))
    one_cent = a_situation(AT_NORM + 1000, assets=Assets(other=1, burdensome_to_sell=True))

    assert by_benefits(reclaim(60600), situation=nothing).months == 24
    assert by_benefits(reclaim(60600), situation=one_cent).months == 25
    assert by_benefits(reclaim(60600), situation=a_situation(AT_NORM + 1000, assets=Assets(other=1))).months == 24


def test_what_a_personal_plan_leaves_open_is_the_total_less_what_it_pays():
    outcome = by_benefits(reclaim(60600), situation=a_situation(AT_NORM + 1000))

    assert outcome.open_after_review == 60600 - 24 * 1000
    rest = next(reason for reason in outcome.reasons if reason.code == "plan.rest_not_collected")
    assert rest.values["left"].cents == outcome.open_after_review


@pytest.mark.parametrize(("assets", "human"), [(300000, True), (299999, False)])
def test_assets_of_exactly_the_total_are_for_a_person(assets, human):
    debts = told(a_claim(200000), a_claim(100000, owner="duo", reference="D-1"))
    outcome = decided(debts, situation=a_situation(ROOM_100, assets=Assets(other=assets)))

    assert isinstance(outcome, NeedsHuman) is human
    assert outcome.room.amount == 10000


def test_a_choice_of_exactly_the_rules_months_or_amount_is_the_rules_plan():
    standard = by_benefits(reclaim(48000))

    assert by_benefits(reclaim(48000), choice=Choice(months=24)).instalments == standard.instalments
    assert by_benefits(reclaim(48000), choice=Choice(amount=2000)).instalments == standard.instalments
    assert codes(by_benefits(reclaim(1500), choice=Choice(amount=500)).reasons) == ["choice.less_than_rule"]
    assert codes(by_benefits(reclaim(3000), choice=Choice(amount=1999)).reasons)[0] == "choice.less_than_rule"


def test_a_care_plan_of_exactly_the_rules_months_or_amount_is_the_rules_plan():
    debt = told(a_claim(60000, owner="cak", collector="cak", kind="care_contribution"))
    standard = decided(debt, scheme="cak")

    assert decided(debt, scheme="cak", choice=Choice(months=12)).instalments == standard.instalments
    assert decided(debt, scheme="cak", choice=Choice(amount=5000)).instalments == standard.instalments


def test_a_care_contribution_too_small_for_two_instalments_is_one():
    rules = with_rule("cak_regelingen.smallest_total", {"cents": 1, "itself": "allowed", "counts": "everything"})
    debt = told(a_claim(9000, owner="cak", collector="cak", kind="care_contribution"))

    assert asked(debt, "cak", rules).months == 1


# ── the exact day ──


def test_the_first_term_of_a_reclaim_may_fall_on_its_due_date():
    outcome = by_benefits(reclaim(48000, due_on=date(2027, 2, 1)))

    assert outcome.instalments[0].due_on == date(2027, 2, 1)
    assert outcome.months == 24


def test_no_term_of_a_reclaim_comes_before_its_due_date():
    assert by_benefits(reclaim(48000, due_on=date(2027, 3, 2))).instalments[0].due_on == date(2027, 4, 1)


@pytest.mark.parametrize(("breached_on", "human"), [(date(2026, 5, 23), True), (date(2026, 5, 22), False)])
def test_a_breach_counts_up_to_the_very_day(breached_on, human):
    said = {FactName.BREACHED: Fact(answer=YES, on=breached_on)}
    outcome = decided(told(a_claim(200000, said=said), a_claim(100000, owner="duo", reference="D-1")))

    assert isinstance(outcome, NeedsHuman) is human


# ── what holds whatever the book says of it ──


def with_rule(name, value):
    """The book with another value for one rule."""
    parameter = BOOK[name]
    return KeptBook({**BOOK, name: replace(parameter, values=(replace(parameter.values[-1], value=value),))})


def asked(given, scheme, book, *, situation=None):
    policy = Policy(on=ON, known_on=date(2026, 12, 31), book=book)
    return compute.arrange(answers=given, scheme=scheme, policy=policy, on=ON, choice=Choice(), situation=situation)


@pytest.mark.parametrize(
    ("scheme", "claim", "regime", "situation", "reason"),
    [
        ("toeslagen", reclaim(48000, until=date(2026, 12, 31)), "awir", None, "term.over"),
        (
            "cak",
            a_claim(60000, owner="cak", collector="cak", kind="care_contribution", until=date(2027, 6, 1)),
            "wlz_wmo",
            None,
            "term.limitation",
        ),
        ("belastingdienst", tax(92000, until=date(2027, 6, 1)), "iw1990", a_situation(250000), "term.limitation"),
    ],
    ids=["benefits", "care", "tax"],
)
def test_were_recovery_to_end_while_a_plan_runs_no_plan_would_outlast_it(scheme, claim, regime, situation, reason):
    book = with_rule(f"verjaring.{regime}", {"extends": "no", "years": 5})

    outcome = asked(told(claim), scheme, book, situation=situation)

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons)[-1] == reason
    assert isinstance(decided(told(claim), scheme=scheme, situation=situation), Proposal)


def test_a_reclaim_is_paid_in_the_months_until_its_recovery_would_end():
    book = with_rule("verjaring.awir", {"extends": "no", "years": 5})
    outcome = asked(told(reclaim(48000, until=date(2027, 6, 30))), "toeslagen", book)

    assert [one.amount for one in outcome.instalments] == [8000] * 6


def test_an_end_of_recovery_on_the_last_day_of_a_plan_does_not_shorten_it():
    book = with_rule("verjaring.wlz_wmo", {"extends": "no", "years": 5})
    debt = a_claim(60000, owner="cak", collector="cak", kind="care_contribution", until=date(2027, 12, 1))

    assert asked(told(debt), "cak", book).months == 12


# ── values below `verified` (decision 35) ──


def unconfirmed(confirmed):
    policy = Policy(on=ON, known_on=date(2026, 12, 31), book=BOOK, confirmed=confirmed)
    debts = told(a_claim(200000), a_claim(100000, owner="duo", reference="D-1"))
    return compute.arrange(answers=debts, scheme="rijk-2025", policy=policy, on=ON, choice=Choice())


def test_where_nobody_asks_values_below_verified_are_named_and_block_nothing():
    outcome = unconfirmed(None)

    assert "instalment_table.months" not in outcome.unconfirmed
    assert "harmonised.payment_day" in outcome.unconfirmed
    assert (outcome.acceptable, outcome.indicative) == (True, False)


def test_where_the_operator_must_have_values_confirmed_those_that_are_not_block():
    outcome = unconfirmed(frozenset({"harmonised.payment_day"}))
    (reason,) = outcome.blocked_by

    assert "harmonised.payment_day" not in outcome.unconfirmed
    assert (reason.code, reason.parameters) == ("rule.unconfirmed", outcome.unconfirmed)
    assert reason.values["count"] == len(outcome.unconfirmed)
    assert (outcome.acceptable, outcome.indicative) == (False, True)


def test_once_every_value_is_confirmed_nothing_blocks():
    outcome = unconfirmed(frozenset(unconfirmed(None).unconfirmed))

    assert outcome.unconfirmed == ()
    assert (outcome.acceptable, outcome.indicative) == (True, False)


def test_the_policy_of_a_test_asks_for_no_confirmation():
    assert a_policy().confirmed is None


def test_an_end_of_recovery_after_the_review_does_not_shorten_a_plan_by_capacity():
    debts = told(
        a_claim(900000, kind="criminal_fine", until=date(2027, 12, 1)), a_claim(10000, owner="duo", reference="D-1")
    )
    assert decided(debts, situation=a_situation(ROOM_100)).months == 12


# ── the table's own borders ──


def debts(*, first=200000, kind="traffic_fine", until=date(2040, 1, 1), said=None):
    return told(
        a_claim(first, kind=kind, until=until, said=said),
        a_claim(100000, owner="duo", reference="D-1", until=date(2040, 1, 1)),
    )


def test_as_many_months_as_the_table_gives_are_the_standard_plan_and_one_more_is_not():
    assert decided(debts(), choice=Choice(months=30)).route is Route.STANDARD
    assert decided(debts(), choice=Choice(months=31)).route is Route.TAILOR_MADE


def test_72_months_may_be_chosen_and_73_may_not():
    assert decided(debts(), choice=Choice(months=72)).months == 72
    assert codes(decided(debts(), choice=Choice(months=73)).reasons) == ["term.unreasonable"]


@pytest.mark.parametrize(("room", "code"), [(0, "capacity.none"), (1, None)])
def test_one_cent_of_room_is_room(room, code):
    outcome = decided(debts(), situation=a_situation(ROOM_100, taken=10000 - room))

    if code:
        assert codes(outcome.reasons)[0] == code
        assert outcome.reasons[0].values["room"].cents == 0
    else:
        assert [one.amount for one in outcome.instalments] == [1] * 12


@pytest.mark.parametrize(
    ("choice", "last", "route"),
    [
        (Choice(amount=30000), date(2027, 10, 1), Route.STANDARD),
        (Choice(months=40), date(2030, 4, 1), Route.TAILOR_MADE),
    ],
    ids=["an amount", "more months"],
)
def test_a_chosen_plan_may_end_on_the_very_last_day_of_recovery(choice, last, route):
    in_time = decided(debts(kind="criminal_fine", until=last), choice=choice)
    too_late = decided(debts(kind="criminal_fine", until=last - timedelta(days=1)), choice=choice)

    assert (in_time.route, in_time.instalments[-1].due_on) == (route, last)
    assert codes(too_late.reasons)[0] == "term.limitation"
    assert too_late.alternative.route is Route.STANDARD


def test_beyond_72_months_a_writ_is_still_said_and_the_plan_without_it_stands_beside():
    writ = {FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}
    outcome = decided(debts(first=900000, said=writ), situation=a_situation(ROOM_100))

    assert outcome.route is Route.CAPACITY
    assert "route.writ_bars_standard" in codes(outcome.reasons)
    assert [plan.total for plan in outcome.alternatives] == [100000]


def test_what_fits_instead_keeps_the_payment_day_and_what_was_taken_in():
    objected = {FactName.OBJECTION: YES}
    given = told(a_claim(500000), a_claim(100000, owner="duo", reference="D-1", said=objected))
    taken_in = OptIn(owner="duo", reference="D-1", gives_up="bezwaar")
    wish = Choice(months=10, payment_day=25, opt_ins=(taken_in,))

    fitting = decided(given, choice=wish, situation=a_situation(ROOM_100)).alternative

    assert fitting.total == 600000
    assert {one.due_on.day for one in fitting.instalments} == {25}


def test_tax_assets_of_one_cent_that_are_a_burden_to_sell_give_more_time_and_none_give_none():
    one_cent = a_situation(AT_NORM + 1000, assets=Assets(other=1, burdensome_to_sell=True))
    nothing = a_situation(AT_NORM + 1000, assets=Assets(burdensome_to_sell=True))

    assert decided(told(tax(20000)), scheme="belastingdienst", situation=one_cent).months == 25
    assert "capacity.as_remission_request" in codes(
        decided(told(tax(20000)), scheme="belastingdienst", situation=nothing).reasons
    )


# ── what a mistake reads like ──

TAKEN_IN = told(a_claim(100000), a_claim(50000, owner="duo", reference="X", said={FactName.OBJECTION: YES}))


@pytest.mark.parametrize(
    ("choice", "reads"),
    [
        (
            Choice(route=Route.PERSONAL),
            "choice.route_unknown: The rules of this scheme know no such way. Choose another one.",
        ),
        (
            Choice(opt_ins=(OptIn(owner="duo", reference="Y", gives_up="bezwaar"),)),
            "opt_in.unknown_claim: There is no such claim. Name one of the claims shown.",
        ),
        (
            Choice(opt_ins=(OptIn(owner="duo", reference="X", gives_up="beroep"),)),
            (
                "opt_in.not_confirmed: The confirmation does not name what is lost. "
                "Repeat the remedy of the claim's legal route."
            ),
        ),
    ],
    ids=["a way", "a claim", "a confirmation"],
)
def test_a_mistake_is_said_in_a_sentence_that_says_what_to_do(choice, reads):
    with pytest.raises(BadInput) as fault:
        decided(TAKEN_IN, choice=choice)
    assert str(fault.value) == reads


@pytest.mark.parametrize(
    ("scheme", "known"),
    [
        ("rijk-2025", {Route.STANDARD, Route.TAILOR_MADE, Route.CAPACITY, Route.POSTPONEMENT, Route.PAUSE}),
        ("cjib", {Route.STANDARD, Route.TAILOR_MADE, Route.CAPACITY, Route.POSTPONEMENT, Route.PAUSE}),
        ("toeslagen", {Route.STANDARD, Route.PERSONAL}),
        ("bundled", {Route.STANDARD}),
        ("belastingdienst", {Route.SHORT_POSTPONEMENT, Route.CAPACITY}),
        ("cak", {Route.STANDARD}),
    ],
)
def test_each_set_of_rules_knows_its_own_ways(scheme, known):
    policy = a_policy()
    assert {route for route in Route if ways.knows(policy.scheme(scheme), route, policy)} == known


def test_a_pause_that_outlasts_the_recovery_is_for_a_person():
    # Four months from 23 November 2026 end on 23 March 2027.
    def paused(until):
        fine = a_claim(50000, kind="criminal_fine", until=until)
        return decided(told(fine, a_claim(10000, owner="duo", reference="D-1")), choice=Choice(route=Route.PAUSE))

    assert paused(date(2027, 3, 23)).review_on == date(2027, 3, 23)
    assert codes(paused(date(2027, 3, 22)).reasons) == ["term.limitation"]


def test_chosen_months_that_outlast_the_recovery_are_for_a_person_with_the_standard_plan_beside_them():
    fine = a_claim(50000, kind="criminal_fine", until=date(2027, 3, 1))
    outcome = decided(told(fine, a_claim(10000, owner="duo", reference="D-1")), choice=Choice(months=6))

    assert codes(outcome.reasons) == ["term.limitation"]
    assert outcome.alternative.instalments[-1].due_on == date(2027, 3, 1)


def test_of_whom_nobody_knows_what_is_taken_no_agencys_own_plan_is_proposed():
    outcome = by_benefits(reclaim(20000), situation=a_situation(200000, taken=None))

    assert codes(outcome.reasons) == ["capacity.already_taken_unknown"]
    assert outcome.alternative.months == 10


def test_a_year_by_capacity_that_ends_before_the_recovery_does_is_not_cut():
    fine = a_claim(990000, kind="criminal_fine", until=date(2028, 6, 1))
    owed = told(fine, a_claim(10000, owner="duo", reference="D-1"))
    outcome = decided(owed, situation=a_situation(144849))

    assert (outcome.route, outcome.months) == (Route.CAPACITY, 12)
