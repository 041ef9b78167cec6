"""What an agency's answer does to an arrangement."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from lives import PERSON, accepted, after, paid, proposed, running

from hub.domain.errand import Answered, ErrandKind, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.life.agree import agree
from hub.life.answered import DO_NOT_FIT, on_pause, on_request, on_terms, understood
from hub.life.events import AgreedTo, Offered, PauseAsked, Paused, PauseDeclined, Question, Requested
from hub.life.life import Life, begun
from hub.life.pause import ask_pause
from hub.life.states import State

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
    "in the past": terms((ON - timedelta(days=1), 90000)),
    "leaves something open for ever": terms((FIRST, 100)),
}


def offering(given: tuple[PlannedTerm, ...]) -> Answered:
    return Answered(reply=Reply.GRANTED_OTHERWISE, terms=given, article="4:94")


@pytest.mark.parametrize("given", DO_NOT.values(), ids=DO_NOT)
def test_other_terms_that_do_not_fit_are_no_answer(given: tuple[PlannedTerm, ...]) -> None:
    life = replace(begun(START), agreed=AGREED)

    found = understood(life, ErrandKind.REQUEST, offering(given), on=ON)

    assert (found.reply, found.reason, found.may_retry) == (Reply.UNREACHABLE, DO_NOT_FIT, False)
    assert on_terms(AGREED, given, on=ON) is None


def test_other_terms_that_fit_are_put_to_the_person() -> None:
    given = offering(terms((FIRST, 45000), (SECOND, 45000)))

    assert understood(begun(START), ErrandKind.REQUEST, given, on=ON) == given
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


def asking() -> Life:
    life = running()
    asked = ask_pause(life, helped=False, by=PERSON, on=ON, policy=a_policy())
    assert isinstance(asked, PauseAsked)
    return after(life, [asked])


def test_a_pause_is_granted_or_refused() -> None:
    life = asking()

    for reply, state in ((Reply.GRANTED, State.PAUSED), (Reply.REFUSED, State.ACTIVE), (Reply.RECEIVED, State.ACTIVE)):
        now = after(life, on_pause(life, Answered(reply=reply), on=ON))
        assert now.state is state
        assert (now.pause_asked is None) is (reply is not Reply.RECEIVED)


def test_other_terms_for_a_pause_are_for_a_person() -> None:
    life = asking()

    now = after(life, on_pause(life, Answered(reply=Reply.GRANTED_OTHERWISE), on=ON))

    assert (now.state, now.pause_asked) == (State.ACTIVE, None)
    assert now.asked == {Question.PAUSE_OTHERWISE}


def test_other_terms_keep_the_notice_from_the_day_on_which_the_person_agrees() -> None:
    given = offering(terms((ON + timedelta(days=2), 45000), (SECOND, 45000)))
    offered = after(begun(START), on_request(begun(START), given, accepted_on=ON, on=ON, policy=a_policy()))
    agreed = agree(offered, by=PERSON, on=ON + timedelta(days=13), policy=a_policy())

    assert isinstance(agreed, AgreedTo)
    assert after(offered, [agreed]).terms[0].due_on >= ON + timedelta(days=27)


def test_a_pause_that_now_takes_too_long_is_for_a_person() -> None:
    waits = asking()
    limited = replace(waits, agreed=replace(waits.agreed, last_day=waits.terms[-1].due_on))

    now = after(limited, on_pause(limited, Answered(reply=Reply.GRANTED), on=ON))

    assert (now.state, now.pause_asked, now.asked) == (State.ACTIVE, None, frozenset({Question.PAUSE_OTHERWISE}))


def test_a_grant_of_a_pause_that_would_be_over_is_told_as_none() -> None:
    life = asking()
    assert life.pause_asked

    (declined,) = on_pause(life, Answered(reply=Reply.GRANTED), on=life.pause_asked.until)
    (granted,) = on_pause(life, Answered(reply=Reply.GRANTED), on=life.pause_asked.until - timedelta(days=1))

    assert isinstance(declined, PauseDeclined)
    assert declined.reason.code == "life.pause_too_late"
    assert isinstance(granted, Paused)
    assert granted.until == life.pause_asked.until


def test_a_grant_of_a_pause_after_all_was_paid_changes_nothing() -> None:
    life = paid(asking(), 90000, ON)
    assert life.pause_asked
    assert on_pause(life, Answered(reply=Reply.GRANTED), on=life.pause_asked.until) == ()

    assert on_pause(life, Answered(reply=Reply.GRANTED), on=ON) == ()
    assert on_pause(running(), Answered(reply=Reply.GRANTED), on=ON) == ()


def test_a_pause_says_that_it_is_asked_for_until_it_is_granted() -> None:
    life = asking()
    (paused,) = on_pause(life, Answered(reply=Reply.GRANTED), on=ON)

    assert life.pause_asked
    assert (life.pause_asked.reason.code, paused.reason.code) == ("life.pause_asked", "life.paused")
    assert life.pause_asked.reason.article == paused.reason.article


def test_what_was_only_asked_for_is_never_said_to_be_granted() -> None:
    requested, granted = on_request(
        begun(START), Answered(reply=Reply.GRANTED), accepted_on=ON, on=ON, policy=a_policy()
    )

    assert (requested.reason.code, granted.reason.code) == ("errand.received", "life.granted")
