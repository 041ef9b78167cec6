"""What an agency's answer does to an arrangement."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from lives import accepted, after, proposed

from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.life.answered import DO_NOT_FIT, on_request, on_terms, understood
from hub.life.events import Offered, Requested
from hub.life.life import begun

START = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
AGREED = replace(START.agreed, last_day=date(2027, 6, 30))


def terms(*each: tuple[date, int]) -> tuple[PlannedTerm, ...]:
    return tuple(PlannedTerm(due_on=day, amount=Cents(cents)) for day, cents in each)


FIRST, SECOND = date(2027, 1, 1), date(2027, 2, 1)
DO_NOT = {
    "more than is open": terms((FIRST, 90001)),
    "out of order": terms((SECOND, 1), (FIRST, 1)),
    "twice on a day": terms((FIRST, 1), (FIRST, 1)),
    "nothing to pay": terms((FIRST, 0)),
    "past the last day": terms((date(2027, 7, 1), 90000)),
    "none at all": (),
}


def offering(given: tuple[PlannedTerm, ...]) -> Answered:
    return Answered(reply=Reply.GRANTED_OTHERWISE, terms=given, article="4:94")


@pytest.mark.parametrize("given", DO_NOT.values(), ids=DO_NOT)
def test_other_terms_that_do_not_fit_are_no_answer(given: tuple[PlannedTerm, ...]) -> None:
    life = replace(begun(START), agreed=AGREED)

    found = understood(life, offering(given))

    assert (found.reply, found.reason, found.may_retry) == (Reply.UNREACHABLE, DO_NOT_FIT, False)
    assert on_terms(AGREED, given) is None


def test_other_terms_that_fit_are_put_to_the_person() -> None:
    given = offering(terms((FIRST, 45000), (SECOND, 45000)))

    assert understood(begun(START), given) == given
    requested, offered = on_request(begun(START), given, accepted_on=ON, on=ON, policy=a_policy())
    assert isinstance(requested, Requested)
    assert isinstance(offered, Offered)
    assert [term.amount for term in offered.agreed.terms] == [45000, 45000]


@pytest.mark.parametrize(("decided", "begins"), [(2, 2), (-5, 0), (30, 20), (None, 20)])
def test_it_begins_on_the_day_that_the_agency_decided_where_that_can_be(decided: int | None, begins: int) -> None:
    heard = ON + timedelta(days=20)
    said = Answered(reply=Reply.GRANTED, decided_on=None if decided is None else ON + timedelta(days=decided))

    life = after(begun(START), on_request(begun(START), said, accepted_on=ON, on=heard, policy=a_policy()))

    assert life.begun_on == ON + timedelta(days=begins)
    assert life.terms[0].due_on >= heard + timedelta(days=14)


def test_a_late_grant_moves_no_term_past_the_last_day_to_recover_a_claim() -> None:
    last = START.agreed.terms[-1].due_on
    limited = replace(begun(START), agreed=replace(START.agreed, last_day=last))
    heard = ON + timedelta(days=60)

    for life, stays in ((limited, True), (begun(START), False)):
        events = on_request(life, Answered(reply=Reply.GRANTED), accepted_on=ON, on=heard, policy=a_policy())
        assert (after(life, events).terms == life.terms) is stays
