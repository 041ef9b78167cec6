from dataclasses import replace

from changing import FINE, LOAN, NEW, asked, changed, words
from lives import running

from hub.domain.claim import Amounts
from hub.domain.money import Cents
from hub.domain.reasons import Day, Money
from hub.life.difference import difference
from hub.life.life import Life


def test_smaller_terms_are_less_a_month_and_a_later_end():
    life = changed(running(), asked(running(), months=10))
    now, then = life.unpaid[-1].due_on, None
    wish = asked(life, months=20)
    then = wish.agreed.terms[-1].due_on

    assert words(life, wish) == {
        "change.month_less": {"before": Money(cents=Cents(9000)), "after": Money(cents=Cents(4500))},
        "change.ends_later": {"before": Day(on=now), "after": Day(on=then)},
    }


def test_larger_terms_with_another_claim_are_more_a_month_more_in_all_and_a_sooner_end():
    life = changed(running(), asked(running(), months=20))

    found = words(life, asked(life, FINE, LOAN, NEW, months=5, joining=[NEW]))

    assert list(found) == ["change.joins", "change.month_more", "change.ends_sooner", "change.total_more"]
    assert found["change.joins"] == {"count": 1, "amount": Money(cents=Cents(12000))}
    assert found["change.total_more"]["after"] == Money(cents=Cents(102_000))


def test_terms_that_leave_something_open_say_so_and_pay_less_in_all():
    life = changed(running(), asked(running(), months=10))
    agreed = replace(life.agreed, terms=life.agreed.terms[:6])

    found = {reason.code: dict(reason.values) for reason in difference(life, agreed)}

    assert found["change.leaves_open"] == {"amount": Money(cents=Cents(36000))}
    assert "change.total_less" in found


def test_the_same_terms_are_no_difference():
    life = running()

    assert [reason.code for reason in difference(life, replace(life.agreed, terms=life.unpaid))] == ["change.same"]


def test_nothing_left_to_pay_has_no_last_day_to_compare():
    life: Life = replace(running(), terms=())

    assert "change.ends_later" not in {reason.code for reason in difference(life, running().agreed)}
    assert Amounts().total == 0
