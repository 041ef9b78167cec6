from dataclasses import replace
from datetime import date

import pytest
from builders import ON, a_claim, a_policy
from lives import after, paid, running

from hub.domain.money import total
from hub.life.collection import debits, shares
from hub.life.due import due
from hub.life.events import Reversed
from hub.life.paying import Account, DebitMandate, Method, Paying
from hub.life.receive import reverse

HOLIDAY = date(2027, 1, 1)
CLOSED = frozenset({HOLIDAY})
DIRECT = Paying(
    method=Method.DIRECT_DEBIT,
    account=Account(iban="NL02ABNA0123456789", holder="N. Visser"),
    mandate=DebitMandate(reference="M-1", signed_on=ON),
)


def on_mandate(*claims):
    return replace(running(*claims), paying=DIRECT)


def missed(life):
    """The first term was not paid, and a reminder went out."""
    return after(life, due(life, date(2027, 1, 6), closed=CLOSED, policy=a_policy(date(2027, 1, 6))))


def test_a_term_is_taken_on_the_first_day_from_its_due_date_on_which_money_moves():
    life = on_mandate()
    first = life.terms[0]

    assert first.due_on == HOLIDAY
    assert debits(life, HOLIDAY, closed=CLOSED) == ()
    (debit,) = debits(life, date(2027, 1, 4), closed=CLOSED)
    assert (debit.due_on, debit.amount, debit.is_first) == (first.due_on, first.amount, True)
    assert debits(life, date(2027, 1, 5), closed=CLOSED) == ()


def test_nothing_is_taken_from_who_pays_by_transfer_or_where_nothing_runs():
    life = on_mandate()

    assert debits(running(), date(2027, 1, 4), closed=CLOSED) == ()
    assert debits(replace(life, state="ended"), date(2027, 1, 4), closed=CLOSED) == ()


def test_only_what_is_not_paid_yet_is_taken():
    life = paid(on_mandate(), 1000, date(2026, 12, 10))
    (debit,) = debits(life, date(2027, 1, 4), closed=CLOSED)

    assert debit.amount == life.terms[0].amount - 1000
    assert not debit.is_first


def test_the_mandate_is_new_until_something_stayed():
    life = paid(on_mandate(), 1000, date(2026, 12, 10), "P-1")
    (taken_back,) = reverse(life, "P-1", by=None, today=date(2026, 12, 12), policy=a_policy())
    assert isinstance(taken_back, Reversed)

    (debit,) = debits(after(life, [taken_back]), date(2027, 1, 4), closed=CLOSED)
    assert debit.is_first


def test_a_missed_term_is_taken_together_with_the_next_one_and_never_in_between():
    life = missed(on_mandate())
    assert life.reminder is not None

    taken = debits(life, date(2027, 2, 1), closed=CLOSED)
    assert [(each.due_on, each.is_first) for each in taken] == [(HOLIDAY, True), (date(2027, 2, 1), False)]
    assert debits(life, date(2027, 1, 7), closed=CLOSED) == ()


def test_a_missed_last_term_is_taken_on_the_last_day_that_the_reminder_gives():
    life = missed(on_mandate())
    alone = replace(life, terms=life.terms[:1])

    assert alone.reminder.until == date(2027, 2, 1)
    (debit,) = debits(alone, date(2027, 2, 1), closed=CLOSED)
    assert debit.due_on == HOLIDAY


@pytest.mark.parametrize("cents", [(60000, 30000), (33333, 66667), (10001, 5002)])
def test_the_shares_of_the_owners_are_all_that_is_taken(cents):
    one, other = cents
    life = missed(on_mandate(a_claim(one), a_claim(other, owner="duo", reference="D-1")))
    taken = debits(life, date(2027, 2, 1), closed=CLOSED)
    found = shares(life, taken, a_policy())

    assert set(found) == {"cjib", "duo"}
    assert [total([each.amount for each in found[owner]]) > 0 for owner in found] == [True, True]
    for place, debit in enumerate(taken):
        assert total([found[owner][place].amount for owner in found]) == debit.amount
        assert {found[owner][place].due_on for owner in found} == {debit.due_on}


def test_of_nothing_nobody_has_a_share():
    assert shares(on_mandate(), (), a_policy()) == {}
