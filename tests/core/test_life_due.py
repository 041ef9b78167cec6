from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from lives import AGENCY, PERSON, WORKER, accepted, after, paid, proposed, running

from consent.parties import AgencyCode
from hub.domain.scheme import SchemeCode
from hub.life.actor import Actor, ActorKind
from hub.life.due import due, next_look
from hub.life.end import UNPAID, end, grounds
from hub.life.events import Amended, Cured, Expired, Offered, PersonAsked, Question, Reminded, Requested, Resumed
from hub.life.life import begun, happened
from hub.life.pause import ask_pause, pause
from hub.life.problem import LifeProblem
from hub.life.states import State

NEW_YEAR = date(2027, 1, 1)
"""A Friday on which no payments move: money for a term of that day moves on Monday 4 January."""

CLOSED = frozenset({NEW_YEAR})
LATE = date(2027, 1, 6)
"""The statement with the payments of 4 January comes on the 5th; from the 6th on, what is not in it is late."""


def on_day(life, on):
    return due(life, on, closed=CLOSED, policy=a_policy(on))


def lived_through(life, on):
    return after(life, on_day(life, on))


def reminded():
    return lived_through(running(), LATE)


def paused(life, *, helped=False, on=LATE):
    asked = ask_pause(life, helped=helped, by=PERSON, on=on, policy=a_policy(on))
    return asked if isinstance(asked, LifeProblem) else pause(life, asked, by=AGENCY, on=on)


def test_a_term_is_late_only_after_the_statement_of_the_day_on_which_money_moves():
    life = running()

    assert life.terms[0].due_on == NEW_YEAR
    assert [on_day(life, NEW_YEAR + timedelta(days=days)) for days in range(5)] == [()] * 5
    (reminder,) = on_day(life, LATE)
    assert isinstance(reminder, Reminded)
    assert (reminder.missing, reminder.until) == (7500, date(2027, 2, 1))
    assert reminder.reason.article == "Beleidsregels betalingsregelingen Rijk 2025, 4:2"


def test_a_reminder_is_sent_once():
    life = reminded()

    assert life.state is State.REMINDED
    assert [on_day(life, LATE + timedelta(days=days)) for days in range(20)] == [()] * 20


def test_who_pays_both_terms_by_the_next_due_date_is_cured():
    life = paid(reminded(), 15000, date(2027, 2, 1))

    assert life.state is State.ACTIVE
    assert life.reminder is None


def test_who_pays_only_the_missed_term_before_the_next_is_cured_too():
    life = paid(reminded(), 7500, date(2027, 1, 20))

    assert life.state is State.ACTIVE


def test_who_pays_one_of_both_on_the_next_due_date_is_not():
    life = paid(reminded(), 7500, date(2027, 2, 1))

    assert life.state is State.REMINDED
    assert life.owed_by(date(2027, 2, 1)) == 7500


def test_after_the_time_to_make_good_only_a_person_decides():
    life = reminded()

    (asked,) = on_day(life, date(2027, 2, 3))
    assert isinstance(asked, PersonAsked)
    assert asked.question is Question.END

    life = after(life, [asked])
    assert life.state is State.REMINDED
    assert [on_day(life, date(2027, 2, 3) + timedelta(days=days)) for days in range(90)] == [()] * 90


def test_what_was_paid_for_the_reminder_counts_when_the_day_is_looked_at_late():
    life = paid(reminded(), 15000, date(2027, 2, 1))
    life = replace(life, state=State.REMINDED, reminder=reminded().reminder)

    (cured,) = on_day(life, date(2027, 3, 9))

    assert isinstance(cured, Cured)


def test_a_reminder_that_is_sent_late_leaves_the_notice_before_it_must_be_made_good():
    life = running()
    second, third = (term.due_on for term in life.terms[1:3])

    found = {days: on_day(life, second - timedelta(days=days))[0].until for days in (1, 13, 14)}

    assert found == {1: third, 13: third, 14: second}


def test_a_reminder_after_the_last_term_gives_a_month():
    life = running()
    last = life.terms[-1]
    life = paid(life, life.open - last.amount, ON)

    (reminder,) = on_day(life, last.due_on + timedelta(days=9))

    assert reminder.missing == last.amount
    assert (last.due_on, reminder.until) == (date(2027, 12, 1), date(2028, 1, 1))


def test_rules_that_know_no_reminder_leave_a_missed_term_to_a_person():
    life = replace(running(), agreed=replace(running().agreed, scheme=SchemeCode("cak")))

    (asked,) = on_day(life, LATE)
    assert asked.question is Question.MISSED
    assert on_day(after(life, [asked]), LATE) == ()


def test_without_a_reminder_whoever_pays_what_was_missed_is_cured_and_asked_about_anew():
    claim = a_claim(90000, owner="cak", collector="cak", reference="C-1", kind="care_contribution")
    life = lived_through(running(claim, scheme="cak"), LATE)
    first = life.terms[0].amount

    part = paid(life, first - 1, LATE)
    assert part.asked == {Question.MISSED}
    whole = paid(part, 1, LATE)
    assert (whole.state, whole.asked) == (State.ACTIVE, frozenset())
    assert ended(whole, on=LATE) is LifeProblem.END_TOO_EARLY
    (again,) = on_day(whole, date(2027, 2, 3))
    assert again.question is Question.MISSED


def test_nobody_is_ended_for_what_is_paid_by_then():
    life = may_end()
    life = replace(life, into_terms=life.owed_by(date(2027, 2, 3)))

    assert ended(life) is LifeProblem.END_TOO_EARLY


@pytest.mark.parametrize(("scheme", "days"), [("belastingdienst", 10), ("toeslagen", 14)])
def test_tax_and_benefits_give_time_from_the_reminder(scheme, days):
    life = replace(running(), agreed=replace(running().agreed, scheme=SchemeCode(scheme)))

    (reminder,) = on_day(life, LATE)

    assert reminder.until == LATE + timedelta(days=days)


def test_a_review_is_asked_on_its_day_once():
    life = running()
    life = replace(life, agreed=replace(life.agreed, review_on=date(2026, 12, 20)))

    (asked,) = on_day(life, date(2026, 12, 20))
    assert asked.question is Question.REVIEW
    assert on_day(after(life, [asked]), date(2026, 12, 21)) == ()
    assert on_day(life, date(2026, 12, 19)) == ()


# ── pause ──


def test_a_pause_moves_what_is_unpaid_the_missed_term_too():
    life = after(reminded(), [paused(reminded())])

    assert life.state is State.PAUSED
    assert life.pause.until == date(2027, 5, 6)
    assert life.unpaid[0].due_on == date(2027, 6, 1)
    assert sum(term.amount for term in life.unpaid) == life.open
    assert len(life.unpaid) == len(running().terms)


def test_a_pause_takes_longer_where_help_was_granted():
    assert paused(running(), helped=True).until == date(2028, 1, 6)


def test_after_a_pause_it_goes_on():
    life = after(reminded(), [paused(reminded())])

    assert on_day(life, date(2027, 5, 5)) == ()
    (resumed,) = on_day(life, date(2027, 5, 6))
    assert isinstance(resumed, Resumed)
    assert after(life, [resumed]).state is State.ACTIVE


def test_a_second_pause_is_for_a_person():
    life = after(running(), [paused(running())])
    life = lived_through(life, date(2027, 5, 6))

    assert paused(life, on=date(2027, 6, 6)) is LifeProblem.PAUSE_HAD_BEFORE


def test_no_pause_ends_after_the_last_day_to_recover_a_claim():
    life = running(a_claim(60000, until=date(2028, 11, 30)), a_claim(30000, owner="duo", reference="D-1"))
    life = replace(life, agreed=replace(life.agreed, last_day=life.terms[-1].due_on))

    assert paused(life) is LifeProblem.PAUSE_BEYOND_LIMITATION


def test_rules_that_know_no_pause_leave_it_to_a_person():
    life = replace(running(), agreed=replace(running().agreed, scheme=SchemeCode("cak")))

    assert paused(life) is LifeProblem.PAUSE_NOT_REGULATED


def test_what_does_not_run_cannot_be_paused():
    life = paid(running(), 90000, ON)

    assert paused(life) is LifeProblem.NOT_RUNNING
    asked = ask_pause(running(), helped=False, by=PERSON, on=ON, policy=a_policy())
    assert pause(life, asked, by=AGENCY, on=ON) is LifeProblem.NOT_RUNNING


def test_help_that_is_granted_in_a_pause_extends_that_one_from_its_first_day():
    life = after(running(), [paused(running())])
    assert life.pause.until == date(2027, 5, 6)

    extended = after(life, [paused(life, helped=True, on=date(2027, 4, 1))])

    assert (extended.state, extended.pauses) == (State.PAUSED, 1)
    assert (extended.pause.since, extended.pause.until) == (LATE, date(2028, 1, 6))
    assert extended.unpaid[0].due_on == date(2028, 2, 1)
    assert paused(life, on=date(2027, 4, 1)) is LifeProblem.PAUSE_HAD_BEFORE
    assert paused(extended, helped=True, on=date(2027, 4, 2)) is LifeProblem.PAUSE_HAD_BEFORE


# ── end ──


def ended(life, ground=UNPAID, by=WORKER, on=date(2027, 2, 3)):
    return end(life, ground, by=by, on=on, policy=a_policy(on))


def may_end():
    return lived_through(reminded(), date(2027, 2, 3))


def test_after_an_early_end_there_are_thirty_days_to_pay():
    found = ended(may_end())

    assert (found.pay_by, found.collected_from) == (date(2027, 3, 5), date(2027, 3, 6))
    assert [name for name in found.reason.parameters if name.endswith(".end_days")]
    assert after(may_end(), [found]).state is State.ENDED


def test_after_bankruptcy_there_are_none_and_nobody_collects():
    found = ended(running(), "bankruptcy_or_moratorium")

    assert (found.pay_by, found.collected_from) == (None, None)
    assert not [name for name in found.reason.parameters if name.endswith(".end_days")]
    assert [name for name in found.reason.parameters if name.endswith(".end_days_not_for")]


def test_rules_without_such_a_time_give_none():
    life = replace(may_end(), agreed=replace(running().agreed, scheme=SchemeCode("toeslagen")))

    assert grounds(life, a_policy()) == (UNPAID,)
    assert ended(life).pay_by is None
    assert ended(life).collected_from == date(2027, 2, 3)


def test_nobody_but_a_person_with_a_reason_ends_it():
    silent = Actor(kind=ActorKind.WORKER, agency=AgencyCode("cjib"), worker="w-1", says=" ")

    for by in (AGENCY, PERSON, silent):
        assert ended(may_end(), by=by) is LifeProblem.END_WITHOUT_REASON


def test_it_ends_only_on_a_ground_of_its_rules_and_not_too_early():
    assert ended(may_end(), "dislike") is LifeProblem.END_NO_SUCH_GROUND
    assert ended(reminded()) is LifeProblem.END_TOO_EARLY
    assert ended(paid(running(), 90000, ON)) is LifeProblem.NOT_RUNNING


# ── the next look ──


def test_nothing_is_due_before_the_next_look_and_something_is_on_it():
    for life in (running(), reminded(), after(reminded(), [paused(reminded())])):
        look = next_look(life, closed=CLOSED)
        assert look

        assert on_day(life, look - timedelta(days=1)) == ()
        assert on_day(life, look)


def test_nobody_looks_again_at_what_is_over_or_waits_for_a_person():
    assert next_look(paid(running(), 90000, ON), closed=CLOSED) is None
    assert next_look(may_end(), closed=CLOSED) is None
    assert (
        next_look(begun(accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D")))), closed=())
        is None
    )


def test_other_terms_wait_for_the_person_and_not_for_ever():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    asked = happened(begun(start), Requested(on=ON, by=PERSON, reason=start.reason))
    life = after(asked, [Offered(on=ON, by=AGENCY, reason=start.reason, agreed=start.agreed, until=date(2026, 12, 7))])

    assert next_look(life, closed=()) == date(2026, 12, 7)
    assert on_day(life, date(2026, 12, 6)) == ()
    (expired,) = on_day(life, date(2026, 12, 7))
    assert isinstance(expired, Expired)


def test_an_amendment_begins_with_new_terms_and_no_reminder():
    life = reminded()
    other = replace(life.agreed, claims=life.claims[:1], terms=life.agreed.terms[:2])

    life = after(life, [Amended(on=LATE, by=AGENCY, reason=life.reminder.reason, agreed=other)])

    assert (life.state, life.reminder, life.terms) == (State.ACTIVE, None, other.terms)
