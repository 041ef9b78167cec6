from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from changing import FINE, LATER, LOAN, NEW, asked, asking, changed, grown, other_terms, proposed, said
from lives import AGENCY, PERSON, after, paid, running, under_review

from hub.domain.claim import Amounts
from hub.domain.errand import Answered, ErrandKind, Reply
from hub.domain.money import Cents, total
from hub.life.agree import agree
from hub.life.answered import DO_NOT_FIT, understood
from hub.life.due import due, next_look
from hub.life.events import (
    Amended,
    ChangeDeclined,
    ChangeOffered,
    Ended,
    PauseAsked,
    Paused,
    PersonAsked,
    Question,
    Reminded,
)
from hub.life.pause import ask_pause, pause
from hub.life.problem import LifeProblem
from hub.life.receive import reverse
from hub.life.restate import restate
from hub.life.states import State

# ── asking ──


def test_who_can_pay_less_asks_for_smaller_terms_and_nothing_changes_yet():
    life = running()
    wish = asked(life, months=20)

    waits = after(life, [wish])

    assert [term.amount for term in wish.agreed.terms] == [4500] * 20
    assert (wish.joins, wish.proposal) == ((), "p-1")
    assert (waits.state, waits.terms, waits.open) == (State.ACTIVE, life.terms, life.open)


def test_what_is_paid_stays_paid_and_the_rest_is_what_is_asked_about():
    life = paid(running(), 27000, ON)
    wish = asked(life, months=20)

    assert total([term.amount for term in wish.agreed.terms]) == 63000
    assert changed(life, wish).open == 63000


def test_other_circumstances_need_no_article_of_new_claims_and_a_new_claim_does():
    life = running()

    assert "3:6" not in (asked(life).reason.article or "")
    assert "3:6" in (asked(life, FINE, LOAN, NEW, joining=[NEW]).reason.article or "")


def test_a_claim_joins_with_all_of_it_and_a_known_one_with_what_its_owner_said_it_grew_by():
    life = grown(running(), costs=900)

    wish = asked(life, FINE, LOAN, NEW, joining=[FINE, NEW])

    assert {claim.key.reference: claim.open for claim in wish.joins} == {
        "A-1": Amounts(costs=Cents(900)),
        "C-1": Amounts(principal=Cents(12000)),
    }
    assert not any(claim.facts for claim in wish.joins)
    now = changed(life, wish)
    assert {claim.key.reference: claim.open.total for claim in now.claims} == {"A-1": 60900, "D-1": 30000, "C-1": 12000}
    assert now.open == total([term.amount for term in now.unpaid]) == 102_900


def test_what_was_paid_never_comes_back_as_growth():
    life = paid(grown(running(), costs=900), 30000, ON)

    assert changed(life, asked(life, FINE, LOAN, joining=[FINE])).open == 60_900


def test_a_claim_that_is_not_asked_to_join_stays_out():
    life = running()

    assert asked(life, FINE, LOAN, NEW).joins == ()


def test_nothing_that_is_open_is_left_out():
    life = running(FINE, LOAN, NEW)

    assert asking(life, proposed(life, FINE, NEW)) is LifeProblem.CHANGE_LEAVES_OUT


def test_a_plan_over_another_amount_than_is_open_fits_no_more():
    life = running()
    proposal = proposed(life, FINE, LOAN)

    assert asking(paid(life, 100, ON), proposal) is LifeProblem.CHANGE_LEAVES_OUT


def test_a_claim_that_is_paid_need_not_be_in_the_plan_and_stays_in_the_arrangement():
    life = paid(running(FINE, LOAN, NEW), 30000, ON, only="duo")

    now = changed(life, asked(life, FINE, NEW))

    assert LOAN.key in {claim.key for claim in now.claims}
    assert "duo" in now.agreed.owners


def test_one_change_at_a_time():
    life = running()
    waits = after(life, [asked(life)])
    offers = after(waits, said(waits, other_terms()))

    assert asking(waits, proposed(life, FINE, LOAN, months=5)) is LifeProblem.CHANGE_ASKED_ALREADY
    assert asking(offers, proposed(life, FINE, LOAN, months=5)) is LifeProblem.CHANGE_ASKED_ALREADY


def test_what_holds_already_is_no_change():
    life = running()
    months = len(life.terms)
    same = replace(life, agreed=life.agreed, terms=asked(life, months=months).agreed.terms)

    assert asking(same, proposed(life, FINE, LOAN, months=months)) is LifeProblem.CHANGE_NOTHING


def test_only_what_runs_is_changed():
    life = running()
    over = after(life, [Ended(on=ON, by=AGENCY, reason=asked(life).reason, ground="x", pay_by=None)])

    assert asking(over, proposed(life, FINE, LOAN)) is LifeProblem.NOT_RUNNING


def test_other_rules_and_what_cannot_be_accepted_are_no_change():
    life = running()
    proposal = proposed(life, FINE, LOAN)
    other = replace(life, agreed=replace(life.agreed, scheme="cjib"))
    not_law = replace(proposal, considered=replace(proposal.considered, is_law=False))

    assert asking(other, proposal) is LifeProblem.CHANGE_OTHER_SCHEME
    assert asking(life, not_law) is LifeProblem.NOT_LAW


def test_terms_past_the_last_day_to_recover_a_claim_are_not_asked_for():
    life = running()
    proposal = proposed(life, FINE, LOAN, months=20)
    last = proposal.instalments[-1].due_on
    rest = Paused(on=ON, by=AGENCY, reason=asked(life).reason, since=ON, until=date(2030, 12, 1), terms=life.terms)
    resting = after(life, [rest])
    barely = proposed(resting, a_claim(60000, until=last), LOAN, months=20)

    # They cannot come later, and a pause lies where they would begin.
    assert asking(resting, barely) is LifeProblem.CHANGE_BEYOND_LIMITATION
    tight = replace(
        barely,
        instalments=tuple(each._replace(due_on=each.due_on + timedelta(days=400)) for each in barely.instalments),
    )
    assert asking(life, tight) is LifeProblem.CHANGE_BEYOND_LIMITATION


# ── the agency's answer ──


def test_granted_it_holds_with_notice_of_its_first_term():
    life = running()
    waits = after(life, [asked(life, months=20)])
    heard = LATER + timedelta(days=30)

    now = after(waits, said(waits, Answered(reply=Reply.GRANTED), heard))

    assert now.change_asked is None
    assert now.terms[0].due_on >= heard + timedelta(days=14)
    assert [term.amount for term in now.unpaid] == [4500] * 20


def test_what_came_in_meanwhile_counts_for_the_first_new_terms():
    life = running()
    waits = paid(after(life, [asked(life, months=20)]), 6000, LATER)

    now = after(waits, said(waits, Answered(reply=Reply.GRANTED)))

    assert [term.amount for term in now.unpaid] == [3000, *[4500] * 18]
    assert now.open == 84000


def test_what_was_taken_back_meanwhile_is_to_be_paid_first():
    life = paid(running(), 9000, ON, "P-9")
    waits = after(life, [asked(life, months=20)])
    taken = reverse(waits, "P-9", by=AGENCY, today=LATER, policy=a_policy(LATER))
    waits = after(waits, taken)
    now = after(waits, said(waits, Answered(reply=Reply.GRANTED)))

    assert now.open == total([term.amount for term in now.unpaid]) == 90000


def test_refused_nothing_changes():
    life = running()
    waits = after(life, [asked(life)])

    (declined,) = said(waits, Answered(reply=Reply.REFUSED, article="3:6"))

    assert isinstance(declined, ChangeDeclined)
    now = after(waits, [declined])
    assert (now.change_asked, now.terms) == (None, life.terms)


@pytest.mark.parametrize("reply", [Reply.RECEIVED, Reply.UNREACHABLE])
def test_no_answer_yet_changes_nothing(reply):
    life = running()

    assert said(after(life, [asked(life)]), Answered(reply=reply)) == ()


def test_an_answer_that_nobody_waits_for_changes_nothing():
    assert said(running(), Answered(reply=Reply.GRANTED)) == ()


def test_other_terms_go_back_to_the_person_who_agrees_to_them():
    life = running()
    waits = after(life, [asked(life)])
    (offer,) = said(waits, other_terms())
    assert isinstance(offer, ChangeOffered)
    offered = after(waits, [offer])

    agreed = agree(offered, by=PERSON, on=LATER, policy=a_policy(LATER))

    assert (offered.terms, offered.change_asked) == (life.terms, None)
    assert isinstance(agreed, Amended)
    assert [term.amount for term in after(offered, [agreed]).unpaid] == [90000]


def test_other_terms_that_do_not_fit_the_change_are_for_an_operator():
    life = running()
    waits = after(life, [asked(life)])
    given = other_terms(cents=90001)

    assert understood(waits, ErrandKind.CHANGE, given, on=LATER).reason == DO_NOT_FIT
    assert understood(life, ErrandKind.CHANGE, given, on=LATER) == given
    assert understood(life, ErrandKind.PAUSE, given, on=LATER) == given


def test_other_terms_that_nobody_agrees_to_expire():
    life = running()
    waits = after(life, [asked(life)])
    offered = after(waits, said(waits, other_terms()))
    until = offered.change_offered.until

    late = agree(offered, by=PERSON, on=until, policy=a_policy(until))
    (expired,) = due(offered, until, closed=(), policy=a_policy(until))

    assert late is LifeProblem.OFFER_EXPIRED
    assert isinstance(expired, ChangeDeclined)
    assert after(offered, [expired]).change_offered is None


def test_an_offer_is_looked_at_when_it_is_over():
    life = paid(running(), 40000, ON)
    waits = after(life, [asked(life)])
    offered = after(waits, said(waits, other_terms(cents=50000)))

    assert next_look(offered, closed=()) == offered.change_offered.until


def test_a_grant_that_comes_in_a_pause_that_leaves_no_room_changes_nothing():
    life = running()
    waits = after(life, [asked(life, a_claim(60000, until=date(2028, 10, 1)), LOAN, months=20)])
    until = date(2030, 12, 1)
    rest = Paused(on=ON, by=AGENCY, reason=asked(life).reason, since=ON, until=until, terms=life.terms)
    resting = after(waits, [rest])

    (declined,) = said(resting, Answered(reply=Reply.GRANTED))

    assert isinstance(declined, ChangeDeclined)
    assert declined.reason.code == "change.too_late"


@pytest.mark.parametrize("costs", [0, 900], ids=["shrank", "grew"])
def test_what_an_agency_states_meanwhile_ends_the_wish(costs):
    life = grown(running(), costs=500)
    waits = after(life, [asked(life, FINE, LOAN, joining=[FINE])])
    stated = Amounts(principal=FINE.open.principal, costs=Cents(costs))

    now = after(waits, restate(waits, FINE.key, stated, by=AGENCY, on=LATER, policy=a_policy(LATER)))

    assert now.change_asked is None
    assert said(now, Answered(reply=Reply.GRANTED)) == ()
    assert now.open == 90000
    assert now.outside[FINE.key].total == costs


# ── what else it does ──


def test_a_reminder_and_what_was_asked_about_the_terms_are_over():
    life = running()
    reason = asked(life).reason
    questions = [Question.END, Question.REVIEW, Question.OWNER_DOES_NOT_FOLLOW, Question.CLAIM_GREW]
    missed = after(
        life,
        [
            Reminded(on=ON, by=AGENCY, reason=reason, missing=Cents(1), until=LATER),
            *(PersonAsked(on=ON, by=AGENCY, reason=reason, question=each) for each in questions),
        ],
    )

    now = changed(missed, asked(missed))

    assert (now.state, now.reminder, now.asked) == (
        State.ACTIVE,
        None,
        frozenset({Question.OWNER_DOES_NOT_FOLLOW}),
    )


def test_growth_that_did_not_join_is_still_for_a_person():
    life = grown(running(), costs=900)

    left_out = changed(life, asked(life))
    joined = changed(life, asked(life, FINE, LOAN, joining=[FINE]))

    assert left_out.outside == {FINE.key: Amounts(costs=Cents(900))}
    assert left_out.asked == {Question.CLAIM_GREW}
    assert not joined.outside
    assert not joined.asked


def test_in_a_pause_the_new_terms_come_after_it():
    life = running()
    until = LATER + timedelta(days=120)
    rest = Paused(on=ON, by=AGENCY, reason=asked(life).reason, since=ON, until=until, terms=life.terms)
    resting = after(life, [rest])

    now = changed(resting, asked(resting))

    assert now.state is State.PAUSED
    assert min(term.due_on for term in now.terms) >= until


def test_a_pause_puts_the_look_at_what_can_be_paid_off_as_long_as_the_last_term():
    life = under_review()
    asks = ask_pause(life, helped=False, by=PERSON, on=ON, policy=a_policy())
    assert isinstance(asks, PauseAsked)
    waits = after(life, [asks])
    rest = pause(waits, asks, by=AGENCY, on=ON)
    assert isinstance(rest, Paused)

    rests = after(waits, [rest])

    before, later = (each.agreed.review_on or ON for each in (life, rests))
    assert later - before == rests.terms[-1].due_on - life.terms[-1].due_on > timedelta()
