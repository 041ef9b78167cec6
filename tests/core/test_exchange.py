from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import a_policy

from hub.advise.terms import holidays
from hub.exchange.dialogue import Dialogue, Terms, hear, removed_from, working_day
from hub.exchange.messages import (
    Balance,
    BalanceAnswer,
    Envelope,
    Kind,
    Message,
    NoCooperation,
    Notice,
    Person,
    Proposal,
    ProposalAnswer,
)
from hub.exchange.states import AWAITS_ANSWER, TABLE, NotNow, Stand, after

TERMS = Terms(answer_days=10, kept_days=5)
CLOSED = {day for year in (2026, 2027) for day in holidays(year, a_policy())}
SENT = date(2026, 12, 21)
SOMEBODY = Person(name="N. Visser", born_on=date(1990, 1, 1), address="Dorpsstraat 1, Utrecht")


def envelope(number=1, on=SENT):
    return Envelope(id=f"m-{number}", case_here="Z-1", case_there=None, sent_on=on, consent="signed 2026-11-01")


def plain(kind, number=1, on=SENT):
    return Message(envelope=envelope(number, on), kind=kind)


def a_notice():
    return Notice(envelope=envelope(1), client=SOMEBODY, invoices=("A-1",))


def an_answer(*, agrees, number=5):
    return ProposalAnswer(envelope=envelope(number), agrees=agrees, agreed_on=SENT if agrees else None)


def a_proposal():
    return Proposal(envelope=envelope(4), settlement="saneringskrediet", percent=40, expected=4000)


def told(*messages):
    dialogue = Dialogue()
    for message in messages:
        heard = hear(dialogue, message)
        assert isinstance(heard, Dialogue), heard
        dialogue = heard
    return dialogue


ASKED = (a_notice(), plain(Kind.BALANCE_REQUEST, 2))
PROPOSED = (
    *ASKED,
    BalanceAnswer(envelope=envelope(3), balances=(Balance(invoice="A-1", open=10000),)),
    a_proposal(),
)


def test_from_notice_to_settlement_and_its_end():
    steps = (
        *PROPOSED,
        an_answer(agrees=True),
        plain(Kind.SETTLEMENT_AGREED, 6),
        plain(Kind.SETTLEMENT_ENDED, 7),
    )
    stands = [told(*steps[:count]).stand for count in range(len(steps) + 1)]

    assert stands == [
        Stand.NEW,
        Stand.NOTIFIED,
        Stand.BALANCE_ASKED,
        Stand.BALANCE_KNOWN,
        Stand.PROPOSED,
        Stand.AGREED,
        Stand.SETTLED,
        Stand.ENDED,
    ]
    assert [message.kind for message in told(*steps).said] == [message.kind for message in steps]


def test_a_creditor_that_declines_may_be_asked_again():
    declined = told(*PROPOSED, an_answer(agrees=False))
    again = hear(declined, plain(Kind.RECONSIDERATION, 6))

    assert (declined.stand, again.stand) == (Stand.DECLINED, Stand.ASKED_AGAIN)
    assert hear(again, an_answer(agrees=True, number=7)).stand is Stand.AGREED
    assert hear(again, an_answer(agrees=False, number=7)).stand is Stand.DECLINED


def test_a_creditor_may_agree_before_it_is_asked_or_take_no_part():
    refusing = NoCooperation(envelope=envelope(3), reason="client_unknown")

    assert told(a_notice(), plain(Kind.AGREED_BEFORE, 2)).stand is Stand.AGREED
    assert told(*ASKED, refusing).stand is Stand.NO_COOPERATION
    assert told(*ASKED, refusing, plain(Kind.RECONSIDERATION, 4)).stand is Stand.ASKED_AGAIN


@pytest.mark.parametrize("stand", Stand)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_in_the_table_cannot_come_and_is_a_value(stand, kind):
    found = after(stand, plain(kind))

    assert found == TABLE.get((stand, kind), NotNow(stand=stand, kind=kind))


def test_what_cannot_come_leaves_it_where_it_stands():
    assert hear(Dialogue(), plain(Kind.PROPOSAL)) == NotNow(stand=Stand.NEW, kind=Kind.PROPOSAL)
    assert not [step for step in TABLE if step[0] is Stand.ENDED]
    assert {Kind.STATUS, Kind.STATUS_REQUEST} <= {kind for stand, kind in TABLE if stand is Stand.AGREED}


def test_the_same_message_twice_is_one():
    asked = told(*ASKED)

    assert hear(asked, ASKED[1]) is asked


def test_an_answer_has_ten_working_days_and_feasts_are_none():
    asked = told(a_notice(), plain(Kind.BALANCE_REQUEST, 2, SENT))

    # Christmas on Friday and Saturday, New Year's Day on a Friday.
    assert asked.answer_by(TERMS, closed=CLOSED) == date(2027, 1, 6)
    assert not asked.is_late(date(2027, 1, 6), TERMS, closed=CLOSED)
    assert asked.is_late(date(2027, 1, 7), TERMS, closed=CLOSED)


def test_asking_how_it_stands_moves_no_clock_and_an_answer_stops_it():
    asked = told(*ASKED)
    nudged = hear(asked, plain(Kind.STATUS_REQUEST, 9, SENT + timedelta(days=3)))

    assert nudged.answer_by(TERMS, closed=CLOSED) == asked.answer_by(TERMS, closed=CLOSED)
    answered = told(*PROPOSED[:3])
    assert answered.answer_by(TERMS, closed=CLOSED) is None
    assert not answered.is_late(date(2028, 1, 1), TERMS, closed=CLOSED)


@pytest.mark.parametrize("dialogue", [told(*ASKED), told(*PROPOSED)])
def test_the_clock_runs_where_the_creditor_has_to_answer(dialogue):
    assert dialogue.stand in AWAITS_ANSWER
    assert dialogue.asked == dialogue.said[-1]


def test_a_message_that_nobody_collects_is_gone_after_five_working_days():
    assert removed_from(a_notice(), TERMS, closed=CLOSED) == date(2026, 12, 30)
    assert working_day(date(2026, 12, 24), 1, CLOSED) == date(2026, 12, 28)


def test_nobody_asks_about_somebody_without_saying_under_what():
    with pytest.raises(ValueError, match="consent"):
        replace(envelope(), consent=" ")


def test_who_it_is_about_is_not_shown_by_accident():
    assert "Visser" not in repr(a_notice())
