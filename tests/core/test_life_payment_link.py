from dataclasses import replace
from datetime import date

from builders import a_policy
from lives import WORKER, after, paid, running

from hub.life.end import end
from hub.life.events import Ended
from hub.life.payment_link import to_pay
from hub.life.problem import LifeProblem

TODAY = date(2026, 12, 10)
FIRST, SECOND = date(2027, 1, 1), date(2027, 2, 1)


def ended():
    life = running()
    found = end(life, "ground_gone", by=WORKER, on=TODAY, policy=a_policy(TODAY))
    assert isinstance(found, Ended), found
    return after(life, [found])


def test_a_term_is_paid_as_far_as_it_is_unpaid():
    life = paid(running(), 1000, TODAY)

    assert to_pay(life, FIRST, on=TODAY) == life.terms[0].amount - 1000
    assert to_pay(life, SECOND, on=TODAY) == life.terms[1].amount


def test_everything_is_what_is_open():
    assert to_pay(paid(running(), 1000, TODAY), None, on=TODAY) == 90000 - 1000


def test_a_term_that_is_paid_or_never_was_is_not_paid_again():
    life = running()
    first_paid = paid(life, life.terms[0].amount, TODAY)

    assert to_pay(first_paid, FIRST, on=TODAY) is LifeProblem.TERM_NOT_UNPAID
    assert to_pay(life, TODAY, on=TODAY) is LifeProblem.TERM_NOT_UNPAID


def test_after_an_early_end_everything_can_be_paid_while_there_is_time_and_no_term():
    life = ended()
    until = life.ended.pay_by

    assert to_pay(life, None, on=until) == 90000
    assert to_pay(life, FIRST, on=until) is LifeProblem.NOT_RUNNING
    assert to_pay(life, None, on=date(2027, 3, 1)) is LifeProblem.NOT_RUNNING
    without = replace(life, ended=replace(life.ended, pay_by=None))
    assert to_pay(without, None, on=TODAY) is LifeProblem.NOT_RUNNING


def test_what_does_not_run_is_not_paid():
    assert to_pay(replace(running(), state="withdrawn"), None, on=TODAY) is LifeProblem.NOT_RUNNING
