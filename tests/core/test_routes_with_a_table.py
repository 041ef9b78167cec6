"""Standard, tailor-made, by capacity, pause: the ladder of the rules that have an instalment table."""

from datetime import date

import pytest
from asking import amounts, codes
from builders import NO, UNKNOWN, YES, a_claim, a_report, a_situation, answers, decided, told

from hub.domain.arrangement import Choice, DecidedBy, Floor, NeedsHuman, OptIn, Proposal, Refusal, Route
from hub.domain.facts import Fact, FactName
from hub.domain.situation import Assets
from hub.errors import BadInput

ROOM_100 = 144849
"""Income of a single person that leaves exactly 100 euros above the beslagvrije voet on 23 November 2026."""


def over_two(total, *, said=None, until=date(2040, 1, 1)):
    """So much in all, over two parties, that no term of recovery is near."""
    return told(
        a_claim(total - 10000, said=said, until=until),
        a_claim(10000, owner="duo", reference="D-1", said=said, until=until),
    )


# ── the ladder (readings 28; rules.md §12) ──


def test_a_standard_plan_that_leaves_enough_says_that_the_floor_was_guarded():
    outcome = decided(over_two(300000), situation=a_situation(ROOM_100))

    assert (outcome.route, outcome.months, outcome.floor) == (Route.STANDARD, 30, Floor.GUARDED)
    assert outcome.decided_by is DecidedBy.RULE
    assert outcome.room.amount == 10000


def test_6000_euros_at_100_a_month_take_60_months_tailor_made():
    outcome = decided(over_two(600000), situation=a_situation(ROOM_100))

    assert (outcome.route, outcome.decided_by) == (Route.TAILOR_MADE, DecidedBy.PERSON)
    assert amounts(outcome) == [10000] * 60
    assert "accept.agency_must_grant" in codes(outcome.conditions)
    (beside,) = outcome.alternatives
    assert (beside.route, beside.months, beside.floor) == (Route.STANDARD, 36, Floor.BELOW)
    assert "floor.plan_below" in codes(beside.blocked_by)


def test_9000_euros_at_100_a_month_are_paid_for_a_year_and_then_looked_at():
    outcome = decided(over_two(900000), situation=a_situation(ROOM_100))

    assert outcome.route is Route.CAPACITY
    assert amounts(outcome) == [10000] * 12
    assert outcome.open_after_review == 780000
    assert outcome.review_on == date(2028, 1, 1)


def test_72_months_is_tailor_made_and_one_cent_more_is_by_capacity():
    assert decided(over_two(720000), situation=a_situation(ROOM_100)).months == 72
    assert decided(over_two(720001), situation=a_situation(ROOM_100)).route is Route.CAPACITY


def test_the_largest_term_is_what_is_tested_against_the_room():
    fits = decided(over_two(360000), situation=a_situation(ROOM_100 + 2000))
    over_by_the_rest = decided(over_two(360010), situation=a_situation(ROOM_100 + 2000))

    assert fits.route is Route.STANDARD
    assert over_by_the_rest.route is Route.TAILOR_MADE


def test_without_room_there_is_no_plan_but_a_pause_help_and_a_person():
    outcome = decided(over_two(300000), situation=a_situation(120000))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["capacity.none", "pause.offered", "refer.debt_help"]
    assert outcome.alternative.route is Route.PAUSE


def test_what_is_taken_already_lowers_the_room():
    outcome = decided(over_two(300000), situation=a_situation(ROOM_100, taken=5000))

    assert outcome.room.amount == 5000
    assert outcome.months == 60


def test_unknown_takings_leave_the_standard_plan_without_a_word_about_the_floor():
    outcome = decided(over_two(300000), situation=a_situation(ROOM_100, taken=None))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["capacity.already_taken_unknown"]
    assert outcome.alternative.floor is Floor.NOT_CHECKED


def test_an_incomplete_telling_is_never_said_to_be_guarded():
    outcome = decided(over_two(300000), situation=a_situation(ROOM_100, expenses=None))
    assert outcome.floor is Floor.PARTLY_CHECKED


# ── what bars ──


def test_a_bailiff_bars_what_is_tailor_made():
    outcome = decided(over_two(600000, said={FactName.BAILIFF: YES}), situation=a_situation(ROOM_100))

    assert codes(outcome.reasons) == ["route.bailiff_bars"]
    assert outcome.alternative.floor is Floor.BELOW


@pytest.mark.parametrize("total", [600000, 900000], ids=["tailor-made", "by capacity"])
def test_whether_a_bailiff_is_engaged_must_be_known(total):
    outcome = decided(over_two(total, said={FactName.BAILIFF: UNKNOWN}), situation=a_situation(ROOM_100))
    assert codes(outcome.reasons) == ["claim.fact_unknown"]


def test_the_standard_plan_needs_no_word_about_a_bailiff():
    assert isinstance(decided(over_two(300000, said={FactName.BAILIFF: UNKNOWN})), Proposal)


def test_a_writ_bars_the_standard_plan_and_leaves_a_tailor_made_one():
    claims = told(
        a_claim(200000, said={FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}, until=date(2040, 1, 1)),
        a_claim(100000, owner="duo", reference="D-1"),
    )

    outcome = decided(claims, situation=a_situation(ROOM_100))

    assert outcome.route is Route.TAILOR_MADE
    assert "route.writ_bars_standard" in codes(outcome.reasons)
    assert [plan.total for plan in outcome.alternatives] == [100000]


def test_limitation_that_pushes_terms_above_the_room_needs_a_person():
    claims = told(
        a_claim(300000, kind="criminal_fine", until=date(2027, 12, 31)), a_claim(10000, owner="duo", reference="D-1")
    )

    outcome = decided(claims, situation=a_situation(ROOM_100))

    assert codes(outcome.reasons) == ["term.limitation", "term.limitation_above_room"]


def test_limitation_ends_a_plan_by_capacity_too():
    claims = told(
        a_claim(990000, kind="criminal_fine", until=date(2027, 6, 1)), a_claim(10000, owner="duo", reference="D-1")
    )
    assert codes(decided(claims, situation=a_situation(ROOM_100)).reasons) == ["term.limitation"]


# ── what the person chooses (E03, readings 28) ──


def test_fewer_months_are_a_standard_plan_all_the_same():
    outcome = decided(over_two(300000), choice=Choice(months=10))

    assert (outcome.route, amounts(outcome)) == (Route.STANDARD, [30000] * 10)
    assert "term.chosen" in codes(outcome.reasons)


def test_an_amount_gives_the_months_and_a_smaller_last_one():
    outcome = decided(over_two(300001), choice=Choice(amount=20000))

    assert outcome.months == 16
    assert amounts(outcome)[-1] == 1


def test_more_months_than_the_table_are_for_a_person_to_grant():
    outcome = decided(over_two(300000), choice=Choice(months=48))

    assert (outcome.route, outcome.decided_by, outcome.months) == (Route.TAILOR_MADE, DecidedBy.PERSON, 48)


def test_a_low_amount_is_tailor_made():
    outcome = decided(over_two(300000), choice=Choice(amount=5000))
    assert (outcome.route, outcome.months) == (Route.TAILOR_MADE, 60)


def test_a_bailiff_bars_a_plan_by_capacity_that_was_asked_for():
    debts = over_two(900000, said={FactName.BAILIFF: YES})
    outcome = decided(debts, choice=Choice(route=Route.CAPACITY), situation=a_situation(ROOM_100))

    assert codes(outcome.reasons) == ["route.bailiff_bars"]


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_day_that_no_month_has_cannot_be_chosen(day):
    with pytest.raises(BadInput, match=r"choice\.no_such_day"):
        Choice(payment_day=day)


@pytest.mark.parametrize("choice", [Choice(months=73), Choice(amount=4000)], ids=["months", "amount"])
def test_a_period_beyond_the_longest_must_be_refused(choice):
    outcome = decided(over_two(300000), choice=choice)

    assert isinstance(outcome, Refusal)
    assert codes(outcome.reasons) == ["term.unreasonable"]


@pytest.mark.parametrize(
    "choice",
    [Choice(months=10), Choice(amount=20000), Choice(route=Route.STANDARD)],
    ids=["months", "amount", "standard"],
)
def test_a_choice_above_the_room_is_answered_with_what_fits(choice):
    outcome = decided(over_two(600000), choice=choice, situation=a_situation(ROOM_100))

    assert codes(outcome.reasons) == ["choice.above_room"]
    assert outcome.alternative.route is Route.TAILOR_MADE


def test_a_choice_within_the_room_is_taken():
    outcome = decided(over_two(300000), choice=Choice(months=40), situation=a_situation(ROOM_100))
    assert (outcome.route, outcome.floor, outcome.months) == (Route.TAILOR_MADE, Floor.GUARDED, 40)


def test_a_tailor_made_plan_may_be_asked_for_with_and_without_facts():
    asked = Choice(route=Route.TAILOR_MADE)

    assert decided(over_two(300000), choice=asked, situation=a_situation(ROOM_100)).months == 30
    assert codes(decided(over_two(300000), choice=asked).reasons) == ["route.needs_situation"]


def test_a_tailor_made_plan_of_chosen_months_may_be_shorter_than_the_table():
    outcome = decided(over_two(300000), choice=Choice(route=Route.TAILOR_MADE, months=10))
    assert (outcome.route, outcome.months) == (Route.TAILOR_MADE, 10)


def test_a_plan_by_capacity_may_be_asked_for_with_facts_only():
    asked = Choice(route=Route.CAPACITY)

    assert codes(decided(over_two(300000), choice=asked).reasons) == ["route.needs_situation"]
    assert decided(over_two(900000), choice=asked, situation=a_situation(ROOM_100)).route is Route.CAPACITY


def test_a_plan_by_capacity_is_not_needed_where_a_tailor_made_one_pays_everything():
    outcome = decided(over_two(90000), choice=Choice(route=Route.CAPACITY), situation=a_situation(ROOM_100))

    assert codes(outcome.reasons) == ["route.capacity_not_needed"]
    assert outcome.alternative.total == 90000


def test_the_standard_way_with_more_months_than_it_has_is_for_a_person():
    outcome = decided(over_two(300000), choice=Choice(route=Route.STANDARD, months=40))

    assert codes(outcome.reasons) == ["choice.longer_than_standard"]
    assert outcome.alternative.months == 30


def test_the_standard_way_stays_barred_by_a_writ():
    claims = told(
        a_claim(200000, said={FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}),
        a_claim(100000, owner="duo", reference="D-1"),
    )

    outcome = decided(claims, choice=Choice(route=Route.STANDARD))

    assert codes(outcome.reasons) == ["route.writ_bars_standard"]
    assert outcome.alternative.total == 100000


def test_an_amount_that_outlasts_the_recovery_is_for_a_person():
    claims = told(
        a_claim(20000, kind="criminal_fine", until=date(2027, 2, 1)), a_claim(10000, owner="duo", reference="D-1")
    )
    outcome = decided(claims, choice=Choice(amount=6000))

    assert codes(outcome.reasons) == ["term.limitation"]


def test_with_unknown_takings_and_a_writ_nothing_is_possible_meanwhile():
    claims = told(
        a_claim(200000, said={FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}),
        a_claim(100000, owner="duo", reference="D-1"),
    )
    assert decided(claims, situation=a_situation(taken=None)).alternative is None


def test_a_pause_takes_four_months_and_twelve_with_help():
    debts = over_two(300000)
    asked = Choice(route=Route.PAUSE)

    alone = decided(debts, choice=asked)
    helped = decided(
        answers(
            *(
                r if r.agency != "cjib" else a_report("cjib", *r.claims, person={FactName.DEBT_HELP: YES})
                for r in debts.reports
            )
        ),
        choice=asked,
    )

    assert (alone.route, alone.months, alone.review_on) == (Route.PAUSE, 0, date(2027, 3, 23))
    assert alone.open_after_review == alone.total == 300000
    assert helped.review_on == date(2027, 11, 23)


def test_postponement_has_no_period_in_the_text_and_goes_to_a_person():
    assert codes(decided(over_two(300000), choice=Choice(route=Route.POSTPONEMENT)).reasons) == [
        "postponement.by_person"
    ]


@pytest.mark.parametrize("route", [Route.SHORT_POSTPONEMENT, Route.PERSONAL])
def test_a_way_of_other_rules_is_a_mistake(route):
    with pytest.raises(BadInput, match=r"choice\.route_unknown"):
        decided(over_two(300000), choice=Choice(route=route))


def test_months_and_an_amount_cannot_both_be_chosen():
    with pytest.raises(BadInput, match=r"choice\.months_or_amount"):
        Choice(months=3, amount=100)


@pytest.mark.parametrize(
    "wish", [{"months": 0}, {"months": -1}, {"amount": 0}], ids=["0 months", "-1 months", "nothing"]
)
def test_nothing_a_month_and_no_months_cannot_be_chosen(wish):
    with pytest.raises(BadInput, match=r"choice\.not_positive"):
        Choice(**wish)


# ── refusals and grounds for a person (R1-07, R1-08) ──


@pytest.mark.parametrize(
    ("fact", "code"),
    [(FactName.NO_COOPERATION, "person.no_cooperation"), (FactName.WRONG_DATA, "person.wrong_data")],
)
def test_what_an_agency_states_about_the_person_must_be_refused(fact, code):
    debts = over_two(300000)
    reports = [r if r.agency != "cjib" else a_report("cjib", *r.claims, person={fact: YES}) for r in debts.reports]

    outcome = decided(answers(*reports))

    assert isinstance(outcome, Refusal)
    assert codes(outcome.reasons) == [code]


def test_who_can_pay_at_once_is_for_a_person():
    rich = a_situation(ROOM_100, assets=Assets(other=300000))
    assert codes(decided(over_two(300000), situation=rich).reasons) == ["person.can_pay_at_once"]


def test_structural_problems_are_for_a_person():
    debts = over_two(300000)
    reports = [
        r if r.agency != "cjib" else a_report("cjib", *r.claims, person={FactName.STRUCTURAL: YES})
        for r in debts.reports
    ]
    assert codes(decided(answers(*reports)).reasons) == ["person.structural_problems"]


# ── opting in (readings 13; R9-01, R9-02) ──


def disputed(kind, *, owner="duo", fact=FactName.OBJECTION, answer=YES):
    return told(a_claim(100000), a_claim(50000, owner=owner, reference="X", kind=kind, said={fact: answer}))


def test_a_disputed_claim_joins_on_a_confirmation_that_names_the_remedy():
    choice = Choice(opt_ins=(OptIn(owner="duo", reference="X", gives_up="bezwaar"),))
    outcome = decided(disputed("travel_product_fine"), choice=choice)

    joined = next(item for item in outcome.considered.claims if item.claim.key.reference == "X")
    assert outcome.total == 150000
    assert codes(joined.reasons) == ["claim.opted_in", "claim.gives_up"]


def test_a_penalty_order_that_is_not_final_joins_when_verzet_is_given_up():
    claims = disputed("penalty_order", owner="cjib", fact=FactName.IRREVOCABLE, answer=NO)
    choice = Choice(opt_ins=(OptIn(owner="cjib", reference="X", gives_up="verzet"),))

    assert decided(claims, scheme="cjib").total == 100000
    assert decided(claims, scheme="cjib", choice=choice).total == 150000


def test_a_claim_whose_rule_does_not_allow_it_keeps_waiting():
    choice = Choice(opt_ins=(OptIn(owner="cjib", reference="X", gives_up="administratief beroep"),))
    outcome = decided(disputed("traffic_fine", owner="cjib"), scheme="cjib", choice=choice)

    waiting = next(item for item in outcome.considered.claims if item.claim.key.reference == "X")
    assert outcome.total == 100000
    assert "claim.opt_in_not_allowed" in codes(waiting.reasons)


@pytest.mark.parametrize(
    ("reference", "gives_up", "code"),
    [("X", "beroep", "opt_in.not_confirmed"), ("Y", "bezwaar", "opt_in.unknown_claim")],
)
def test_a_wrong_confirmation_is_a_mistake(reference, gives_up, code):
    choice = Choice(opt_ins=(OptIn(owner="duo", reference=reference, gives_up=gives_up),))
    with pytest.raises(BadInput, match=code.replace(".", r"\.")):
        decided(disputed("travel_product_fine"), choice=choice)


def test_nothing_is_given_up_for_a_claim_that_does_not_wait():
    choice = Choice(opt_ins=(OptIn(owner="duo", reference="X", gives_up="bezwaar"),))
    with pytest.raises(BadInput, match=r"opt_in\.not_waiting"):
        decided(disputed("travel_product_fine", answer=NO), choice=choice)
