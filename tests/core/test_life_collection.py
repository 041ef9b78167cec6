from dataclasses import replace
from datetime import date

import pytest
from builders import ON, a_claim, a_policy
from lives import after, paid, running

from hub.domain.money import total
from hub.life.collection import Collected, debits, is_too_early, shares, untaken
from hub.life.due import due
from hub.life.paying import Account, DebitMandate, Method, Paying
from hub.life.payment_reference import tag_of
from hub.life.receive import reverse

HOLIDAY = date(2027, 1, 1)
FIRST_DAY, SECOND_DAY = date(2027, 1, 4), date(2027, 2, 1)
CLOSED = frozenset({HOLIDAY})
TAG = tag_of("a")
DIRECT = Paying(
    method=Method.DIRECT_DEBIT,
    account=Account(iban="NL02ABNA0123456789", holder="N. Visser"),
    mandate=DebitMandate(reference="M-1", signed_on=ON),
)


def on_mandate(*claims):
    return replace(running(*claims), paying=DIRECT)


def taken(life, on, *earlier, creditor=None):
    """What is taken on a day beside what earlier files hold."""
    return untaken(life, debits(life, on, closed=CLOSED), earlier, creditor=creditor, tag=TAG)


def in_file(life, on, creditor=None):
    """A file of a day in which all that was due then stood."""
    held = debits(life, on, closed=CLOSED)
    return Collected(on=on, creditor=creditor, debits=held, paying=life.paying)


def came_in(life, debit, on, bank, only=None):
    """The bank tells that a debit came in."""
    return paid(life, debit.amount, on, f"{TAG}{debit.due_on:%y%m%d} {bank}", only)


def came_back(life, debit, bank):
    """And that it left again."""
    reference = f"{TAG}{debit.due_on:%y%m%d} {bank}"
    return after(life, reverse(life, reference, by=None, today=date(2027, 1, 20), policy=a_policy()))


def missed(life):
    """The first term was not paid, and a reminder went out."""
    return after(life, due(life, date(2027, 1, 6), closed=CLOSED, policy=a_policy(date(2027, 1, 6))))


def test_a_term_is_taken_on_the_first_day_from_its_due_date_on_which_money_moves():
    life = on_mandate()
    first = life.terms[0]

    assert first.due_on == HOLIDAY
    assert debits(life, HOLIDAY, closed=CLOSED) == ()
    (debit,) = taken(life, date(2027, 1, 4))
    assert (debit.due_on, debit.amount, debit.is_first) == (first.due_on, first.amount, True)
    assert debits(life, date(2027, 1, 5), closed=CLOSED) == ()


def test_nothing_is_taken_from_who_pays_by_transfer_or_where_nothing_runs():
    life = on_mandate()

    assert debits(running(), date(2027, 1, 4), closed=CLOSED) == ()
    assert debits(replace(life, state="ended"), date(2027, 1, 4), closed=CLOSED) == ()


def test_only_what_is_not_paid_yet_is_taken():
    life = paid(on_mandate(), 1000, date(2026, 12, 10))
    (debit,) = taken(life, FIRST_DAY)

    assert debit.amount == life.terms[0].amount - 1000


def test_money_that_came_by_transfer_or_set_off_leaves_a_mandate_new():
    life = paid(paid(on_mandate(), 1000, date(2026, 12, 10)), 500, date(2026, 12, 11), only="duo")

    assert [each.is_first for each in taken(life, FIRST_DAY)] == [True]


def test_what_stands_in_a_file_is_in_no_later_one_while_nothing_is_known_of_it():
    life = on_mandate()
    file = in_file(life, FIRST_DAY)

    assert taken(life, FIRST_DAY, file) == ()
    assert taken(missed(life), FIRST_DAY, file) == ()
    (second,) = taken(missed(life), SECOND_DAY, file)
    assert (second.due_on, second.is_first) == (SECOND_DAY, False)


def test_a_debit_that_came_back_is_taken_again_and_the_mandate_is_new_until_something_stayed():
    life = on_mandate()
    file = in_file(life, FIRST_DAY)
    (debit,) = file.debits
    back = came_back(came_in(life, debit, FIRST_DAY, "B-1"), debit, "B-1")

    again = taken(missed(back), SECOND_DAY, file)
    assert [(each.due_on, each.is_first) for each in again] == [(HOLIDAY, True), (SECOND_DAY, False)]
    second = replace(in_file(missed(back), SECOND_DAY), debits=again[:1])
    assert [each.due_on for each in taken(missed(back), SECOND_DAY, file, second)] == [SECOND_DAY]
    stayed = came_in(missed(back), again[0], SECOND_DAY, "B-2")
    assert [(each.due_on, each.is_first) for each in taken(stayed, SECOND_DAY, second, file)] == [(SECOND_DAY, False)]


def test_a_debit_that_comes_back_after_the_next_one_stayed_is_taken_again():
    life = on_mandate()
    first = in_file(life, FIRST_DAY)
    life = came_in(life, first.debits[0], FIRST_DAY, "B-1")
    second = in_file(life, SECOND_DAY)
    life = came_back(came_in(life, second.debits[0], SECOND_DAY, "B-2"), first.debits[0], "B-1")

    again = taken(life, date(2027, 3, 1), first, second)
    assert [(each.due_on, each.is_first) for each in again] == [(SECOND_DAY, False), (date(2027, 3, 1), False)]


@pytest.mark.parametrize(
    ("cents", "on", "only", "term"),
    [
        (-1, FIRST_DAY, None, HOLIDAY),
        (0, date(2027, 1, 3), None, HOLIDAY),
        (0, FIRST_DAY, "duo", HOLIDAY),
        (0, FIRST_DAY, None, SECOND_DAY),
    ],
    ids=["another amount", "before its day", "a share", "another term"],
)
def test_other_money_that_left_again_says_nothing_of_a_debit(cents, on, only, term):
    life = on_mandate()
    file = in_file(life, FIRST_DAY)
    told = replace(file.debits[0], due_on=term, amount=file.debits[0].amount + cents)
    life = came_back(came_in(life, told, on, "B-1", only), told, "B-1")

    assert taken(life, FIRST_DAY, file) == ()


def test_of_two_debits_of_one_term_one_return_is_of_one():
    life = on_mandate()
    file = in_file(life, FIRST_DAY)
    back = came_back(came_in(life, file.debits[0], FIRST_DAY, "B-1"), file.debits[0], "B-1")

    assert len(taken(back, FIRST_DAY, file)) == 1
    assert taken(back, FIRST_DAY, file, file) == ()


def test_the_first_of_each_creditor_is_its_own_and_one_that_takes_all_stands_in_the_way_of_each():
    life = on_mandate()
    of_cjib = in_file(life, FIRST_DAY, creditor="cjib")

    assert [each.is_first for each in taken(life, FIRST_DAY, of_cjib, creditor="duo")] == [True]
    assert taken(life, FIRST_DAY, of_cjib, creditor="cjib") == taken(life, FIRST_DAY, of_cjib) == ()
    assert taken(life, FIRST_DAY, in_file(life, FIRST_DAY), creditor="duo") == ()
    assert [each.is_first for each in taken(life, SECOND_DAY, of_cjib, creditor="cjib")] == [False]


def test_another_mandate_is_new():
    life = on_mandate()
    file = in_file(life, FIRST_DAY)
    other = replace(life, paying=replace(DIRECT, mandate=DebitMandate(reference="M-2", signed_on=ON)))

    assert [each.is_first for each in taken(other, SECOND_DAY, file)] == [True]


def test_a_day_is_too_early_while_an_unpaid_term_comes_before_it():
    life = on_mandate()
    today = {"today": date(2027, 1, 2), "closed": CLOSED}

    assert not is_too_early(life, FIRST_DAY, **today)
    assert is_too_early(life, SECOND_DAY, **today)
    assert not is_too_early(life, SECOND_DAY, today=date(2027, 1, 5), closed=CLOSED)
    assert not is_too_early(paid(life, life.terms[0].amount, date(2027, 1, 2)), SECOND_DAY, **today)


def test_a_missed_term_is_taken_together_with_the_next_one_and_never_in_between():
    life = missed(on_mandate())
    assert life.reminder is not None

    found = taken(life, date(2027, 2, 1))
    assert [(each.due_on, each.is_first) for each in found] == [(HOLIDAY, True), (date(2027, 2, 1), False)]
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
    all_of_it = debits(life, date(2027, 2, 1), closed=CLOSED)
    found = shares(life, all_of_it, a_policy())

    assert set(found) == {"cjib", "duo"}
    assert [total([each.amount for each in found[owner]]) > 0 for owner in found] == [True, True]
    for place, debit in enumerate(all_of_it):
        assert total([found[owner][place].amount for owner in found]) == debit.amount
        assert {found[owner][place].due_on for owner in found} == {debit.due_on}


def test_of_nothing_nobody_has_a_share():
    assert shares(on_mandate(), (), a_policy()) == {}
