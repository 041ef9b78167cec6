from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import BOOK, YES, a_claim, a_policy
from plans import a_plan, in_parts

from hub.arrange import explain
from hub.arrange.interest import accrued, amounts, forecast
from hub.domain.arrangement import Route
from hub.domain.claim import Component
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Confidence, Money
from hub.errors import RuleMissing
from hub.rules.policy import Policy

ON = date(2026, 1, 1)


def a_tax(cents=100000, *, due_on=date(2025, 6, 1), **more):
    return a_claim(cents, owner="belastingdienst", collector="belastingdienst", due_on=due_on, **more)


def the_one(*arguments, policy=None, **more):
    (found,) = forecast(a_plan(*arguments, **more), policy or a_policy(ON))
    return found


def a_book(**words):
    """The book with other words or numbers in the file of interest, in force on every day."""
    changed = {}
    for name, value in words.items():
        parameter = BOOK[f"rente.{name}"]
        changed[parameter.id] = replace(
            parameter, values=tuple(replace(row, value=value) for row in parameter.values[-1:])
        )
    return {**BOOK, **changed}


def test_a_thousand_euros_over_180_days_of_2026_is_2120_cents_of_interest():
    found = accrued(100000, begins=ON, ends=ON + timedelta(days=180), regime="iw1990", policy=a_policy(ON))

    assert found.amount == 2120
    assert sum(window.amount for window in found.windows) == Fraction(1000 * 43 * 180, 10 * 100 * 365)


def test_the_amounts_alone_are_those_that_the_windows_explain():
    paid_off, stays = a_tax(), a_tax(5000, reference="C-3")
    plan = a_plan(
        paid_off,
        a_tax(70000, due_on=None, reference="B-2"),
        stays,
        on=ON,
        paid=in_parts(paid_off, (date(2026, 3, 1), 60000), (date(2026, 7, 1), 40000)),
        review_on=date(2027, 1, 1),
    )

    explained = {one.key: one.amount for one in forecast(plan, a_policy(ON))}

    assert amounts(plan, a_policy(ON)) == explained
    assert None in explained.values()
    assert any(explained.values())


def test_a_new_rate_opens_a_new_window():
    found = accrued(
        100000, begins=date(2025, 12, 1), ends=date(2026, 2, 1), regime="iw1990", policy=a_policy(date(2025, 12, 1))
    )

    assert [(window.begins, window.ends, window.days, window.rate) for window in found.windows] == [
        (date(2025, 12, 1), date(2026, 1, 1), 31, 4),
        (date(2026, 1, 1), date(2026, 2, 1), 31, Fraction(43, 10)),
    ]
    assert found.amount == 704


def test_a_leap_day_counts_and_the_year_has_365_days_all_the_same():
    found = accrued(
        365000, begins=date(2028, 2, 28), ends=date(2028, 3, 1), regime="awir", policy=a_policy(date(2028, 2, 1))
    )

    assert found.windows[0].days == 2
    assert found.amount == 86


def test_interest_starts_on_the_day_after_the_due_date_and_stops_the_day_before_the_payment():
    claim = a_tax(due_on=date(2026, 1, 31))
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 3, 1), 100000)))

    assert [(window.begins, window.ends, window.days) for window in found.windows] == [
        (date(2026, 2, 1), date(2026, 3, 1), 28)
    ]
    assert found.amount == 329


def test_interest_of_before_the_decision_is_the_agencys_to_state():
    claim = a_tax(due_on=date(2020, 1, 1))
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 2, 1), 100000)))

    assert found.windows[0].begins == ON


def test_each_payment_lowers_what_interest_runs_over():
    claim = a_tax(90000)
    paid = in_parts(claim, (date(2026, 2, 1), 30000), (date(2026, 3, 1), 30000), (date(2026, 4, 1), 30000))
    found = the_one(claim, on=ON, paid=paid)

    assert [(window.begins, window.ends, window.base) for window in found.windows] == [
        (date(2026, 1, 1), date(2026, 2, 1), 90000),
        (date(2026, 2, 1), date(2026, 3, 1), 60000),
        (date(2026, 3, 1), date(2026, 4, 1), 30000),
    ]
    assert found.amount == 636


def test_what_is_paid_before_the_due_date_bears_no_interest():
    claim = a_tax(90000, due_on=date(2026, 2, 28))
    paid = in_parts(claim, (date(2026, 2, 1), 30000), (date(2026, 4, 1), 60000))
    found = the_one(claim, on=ON, paid=paid)

    assert [(window.begins, window.base) for window in found.windows] == [(date(2026, 3, 1), 60000)]


def test_a_payment_of_costs_changes_nothing_while_interest_runs_over_the_principal():
    claim = a_tax(60000, costs=5000)
    paid = [(date(2026, 2, 1), claim, Component.COSTS, 5000), *in_parts(claim, (date(2026, 3, 1), 60000))]
    found = the_one(claim, on=ON, paid=paid)

    assert [window.base for window in found.windows] == [60000]


def test_the_book_may_let_interest_run_over_everything_and_round_otherwise():
    claim = a_tax(60000, costs=5000)
    paid = [(date(2026, 2, 1), claim, Component.COSTS, 5000), *in_parts(claim, (date(2026, 3, 1), 60000))]
    book = a_book(basis="everything", rounding="to the nearest cent per claim")
    found = the_one(claim, on=ON, paid=paid, policy=Policy(on=ON, known_on=date(2026, 12, 31), book=book))

    assert [window.base for window in found.windows] == [65000, 60000]
    assert found.amount == 435


@pytest.mark.parametrize(
    ("due_on", "cents", "costs"),
    [(date(2026, 6, 1), 90000, 0), (date(2025, 1, 1), 0, 5000)],
    ids=["paid-before-it-is-due", "only-costs-are-left"],
)
def test_where_nothing_is_left_to_run_over_there_is_none(due_on, cents, costs):
    claim = a_tax(cents, due_on=due_on, costs=costs)
    component = Component.PRINCIPAL if cents else Component.COSTS
    found = the_one(claim, on=ON, paid=[(date(2026, 2, 1), claim, component, cents + costs)])

    assert found.amount == 0
    assert found.windows == ()
    assert [reason.code for reason in found.reasons] == ["interest.no_days"]


def test_what_stays_open_bears_interest_until_the_review():
    claim = a_tax(90000)
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 2, 1), 30000)), review_on=date(2026, 3, 1))

    assert [(window.ends, window.base) for window in found.windows] == [
        (date(2026, 2, 1), 90000),
        (date(2026, 3, 1), 60000),
    ]


def test_without_payments_or_review_there_is_nothing_to_forecast():
    assert the_one(a_tax(), on=ON).amount == 0


def test_interest_runs_on_during_a_pause_in_a_window_of_its_own():
    claim = a_tax(said={FactName.PAUSED: Fact(answer=YES, on=date(2026, 1, 16))})
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 2, 1), 100000)))

    assert [(window.begins, window.ends, window.reason.code) for window in found.windows] == [
        (date(2026, 1, 1), date(2026, 1, 16), "interest.paused"),
        (date(2026, 1, 16), date(2026, 2, 1), "interest.window"),
    ]
    assert found.amount == 365


def test_a_pause_stops_interest_where_the_law_does_not_let_it_run_on():
    on = date(2026, 12, 1)
    paused = Fact(answer=YES, on=date(2027, 2, 1))
    claim = a_claim(20000, owner="duo", due_on=date(2025, 1, 1), said={FactName.PAUSED: paused})
    found = the_one(claim, on=on, paid=in_parts(claim, (date(2027, 2, 1), 20000)), policy=a_policy(on))

    assert found.amount == 0
    assert {window.reason.code for window in found.windows} == {"interest.paused_free"}
    assert found.windows[0].reason.parameters[0] == "rente.while_postponed"


def test_a_plan_that_puts_off_is_a_pause_until_its_first_payment():
    claim = a_tax()
    paid = in_parts(claim, (date(2026, 5, 1), 50000), (date(2026, 6, 1), 50000))
    found = the_one(claim, on=ON, paid=paid, route=Route.POSTPONEMENT)

    assert [window.reason.code for window in found.windows] == ["interest.paused", "interest.window"]


def test_a_pause_without_payments_ends_with_the_review():
    found = the_one(a_tax(), on=ON, route=Route.PAUSE, review_on=date(2026, 5, 1))

    assert [(window.ends, window.reason.code) for window in found.windows] == [(date(2026, 5, 1), "interest.paused")]


@pytest.mark.parametrize("kind", ["traffic_fine", "criminal_fine"])
def test_fines_bear_no_interest_and_the_reason_names_the_rule(kind):
    claim = a_claim(20000, kind=kind, due_on=date(2025, 1, 1))
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2029, 2, 1), 20000)))

    assert (found.amount, found.windows) == (0, ())
    assert found.reasons[0].code == "interest.none"
    assert found.reasons[0].article
    assert found.reasons[0].parameters


def test_study_debts_bear_none_until_the_end_of_2026():
    on = date(2026, 11, 1)
    claim = a_claim(20000, owner="duo", due_on=date(2025, 1, 1))
    found = the_one(claim, on=on, paid=in_parts(claim, (date(2026, 12, 31), 20000)), policy=a_policy(on))

    assert found.amount == 0
    assert [window.rate for window in found.windows] == [0]


def test_a_rate_that_is_only_announced_is_never_guessed():
    on = date(2026, 11, 1)
    claim = a_claim(20000, owner="duo", due_on=date(2025, 1, 1))
    found = the_one(claim, on=on, paid=in_parts(claim, (date(2027, 2, 1), 20000)), policy=a_policy(on))

    assert found.amount is None
    assert [window.ends for window in found.windows] == [date(2027, 1, 1)]
    assert found.reasons[0].parameters == ("rente.wsf",)
    assert "1 January 2027" in explain.render(found.reasons[0], "en")


@pytest.mark.parametrize("begins", [date(2023, 12, 1), date(1990, 1, 1)], ids=["text-missing", "before-the-book"])
def test_a_rate_that_we_do_not_have_is_never_guessed(begins):
    found = accrued(100, begins=begins, ends=date(2024, 2, 1), regime="iw1990", policy=a_policy(ON))

    assert (found.amount, found.windows) == (None, ())
    assert found.reasons[0].code == "interest.rate_unknown"


def test_without_a_due_date_nothing_is_assumed():
    claim = a_tax(due_on=None)
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 2, 1), 100000)))

    assert found.amount is None
    assert found.reasons[0].code == "interest.due_unknown"


def test_every_claim_has_its_own_line_in_the_order_of_the_plan():
    tax, fine = a_tax(), a_claim(20000)
    paid = [*in_parts(tax, (date(2026, 2, 1), 100000)), *in_parts(fine, (date(2026, 2, 1), 20000))]
    found = forecast(a_plan(fine, tax, on=ON, paid=paid), a_policy(ON))

    assert [line.key for line in found] == [fine.key, tax.key]
    assert [line.amount for line in found] == [0, 365]


def test_each_window_and_the_sum_explain_themselves():
    claim = a_tax()
    found = the_one(claim, on=ON, paid=in_parts(claim, (date(2026, 2, 1), 100000)))

    window = found.windows[0].reason
    assert window.parameters == ("rente.iw1990", "rente.day_count")
    assert explain.render(window, "nl") == (
        "Van 1 januari 2026 tot 1 februari 2026 (31 dagen) is de rente 4,3 procent per jaar over € 1.000,00."
    )
    (summed,) = found.reasons
    assert summed.values == {"amount": Money(cents=365)}
    assert summed.confidence is Confidence.RECALLED
    rules = ("rente.kind", "rente.window", "rente.basis", "rente.day_count", "rente.rounding")
    assert summed.parameters == ("rente.iw1990", *rules)


@pytest.mark.parametrize(
    ("rate", "written"), [(4, "4.0 percent"), (Decimal("0.25"), "0.25 percent"), (Decimal("10.05"), "10.05 percent")]
)
def test_a_rate_is_written_as_it_is(rate, written):
    policy = Policy(on=ON, known_on=date(2026, 12, 31), book=a_book(iw1990=rate))
    found = accrued(100, begins=ON, ends=date(2026, 2, 1), regime="iw1990", policy=policy)

    assert written in explain.render(found.windows[0].reason, "en")


def test_a_debt_of_which_the_book_says_nothing_is_a_fault_that_names_it():
    with pytest.raises(RuleMissing, match=r"rente\.elsewhere"):
        accrued(100, begins=ON, ends=date(2026, 2, 1), regime="elsewhere", policy=a_policy(ON))


def test_a_policy_remembers_what_was_looked_up_through_time():
    policy = a_policy(ON)
    rates = policy.series("rente.iw1990")

    assert policy.used_series == {"rente.iw1990"}
    assert [row.start for row in rates] == sorted(row.start for row in rates)
    assert rates[-1].start > date(2024, 1, 1)


def test_what_was_not_yet_in_the_book_is_not_there():
    with pytest.raises(RuleMissing, match="did not know"):
        Policy(on=ON, known_on=date(2020, 1, 1), book=BOOK).series("rente.iw1990")


def test_a_correction_stands_in_the_place_of_what_it_corrects():
    parameter = BOOK["rente.iw1990"]
    last = parameter.values[-1]
    wrong = replace(last, value=9, recorded=last.recorded - timedelta(days=1))
    book = {**BOOK, parameter.id: replace(parameter, values=(*parameter.values[:-1], wrong, last))}

    assert Policy(on=ON, known_on=last.recorded, book=book).series(parameter.id)[-1].value == last.value
    assert len(Policy(on=ON, known_on=last.recorded, book=book).series(parameter.id)) == len(parameter.values)
