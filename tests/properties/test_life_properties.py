from datetime import date, timedelta
from typing import Any

from builders import ON, a_claim, a_policy, decided, told
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import AGENCY, PERSON, WORKER, after, running, under_review

from consent.parties import AgencyCode
from hub.actions.amending import as_it_stands
from hub.domain.arrangement import Choice, Proposal
from hub.domain.claim import Amounts
from hub.domain.money import Cents, total
from hub.life.amend import amended, ask_change
from hub.life.due import due, next_look
from hub.life.end import UNPAID, end
from hub.life.events import PauseAsked, Payment, Question, Restated
from hub.life.life import Life
from hub.life.pause import ask_pause, pause
from hub.life.problem import LifeProblem
from hub.life.receive import receive, reverse
from hub.life.restate import restate
from hub.life.states import State

CLOSED = frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)})
MONTHS = 36
OWNERS = ("cjib", "duo", "cak")

an_amount = st.integers(min_value=1, max_value=60_000)
a_month = st.one_of(
    st.tuples(st.just("pay"), an_amount),
    st.tuples(st.just("pay what is owed"), st.none()),
    st.tuples(st.just("set off"), st.tuples(st.sampled_from(OWNERS), an_amount)),
    st.tuples(st.just("reverse"), st.integers(min_value=0, max_value=50)),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("restate"), st.tuples(st.integers(min_value=0, max_value=2), an_amount)),
    st.tuples(st.just("change"), st.tuples(st.integers(min_value=2, max_value=36), st.none() | an_amount)),
    st.tuples(st.just("end"), st.none()),
    st.tuples(st.just("nothing"), st.none()),
)


def done(life, what, how, on):
    """What somebody does in a month; nothing where it cannot be."""
    policy = a_policy(on)
    reference = f"P-{on}"
    found: Any
    match what:
        case "pay" | "pay what is owed":
            amount = how or life.owed_by(on)
            found = receive(
                life, Payment(reference=reference, amount=amount, on=on), by=AGENCY, today=on, policy=policy
            )
        case "set off":
            owner, amount = how
            payment = Payment(reference=reference, amount=Cents(amount), on=on, only=AgencyCode(owner))
            found = receive(life, payment, by=AGENCY, today=on, policy=policy)
        case "reverse":
            references = [each.payment.reference for each in life.received] or ["P-0"]
            found = reverse(life, references[how % len(references)], by=AGENCY, today=on, policy=policy)
        case "pause":
            found = ask_pause(life, helped=how, by=PERSON, on=on, policy=policy)
            if isinstance(found, PauseAsked):
                life = after(life, [found])
                found = pause(life, found, by=AGENCY, on=on)
        case "restate":
            place, amount = how
            key = life.claims[place % len(life.claims)].key
            found = restate(life, key, Amounts(principal=Cents(amount)), by=AGENCY, on=on, policy=policy)
        case "change":
            months, joins = how
            found = changed(life, on, months, joins)
        case "end":
            found = end(life, UNPAID, by=WORKER, on=on, policy=policy)
        case _:
            found = ()
    if isinstance(found, LifeProblem):
        return life
    return after(life, found if isinstance(found, tuple) else [found])


def changed(life, on, months, joins):
    """Other terms, and a claim that joins; asked for and granted on one day."""
    if not life.runs:
        return LifeProblem.NOT_RUNNING
    stated = [
        a_claim(claim.open.total, owner=claim.owner, reference=claim.key.reference, kind=claim.kind)
        for claim in life.claims
    ]
    new = a_claim(joins, owner="cak", reference=f"N-{on}") if joins else None
    counted = as_it_stands(told(*stated, *([new] if new else [])), life, {new.key} if new else set())
    proposal = decided(counted, scheme=life.agreed.scheme, on=on, choice=Choice(months=months))
    if not isinstance(proposal, Proposal):
        return LifeProblem.NOT_ACCEPTABLE
    asked = ask_change(life, proposal, named="p", payment_day=1, by=PERSON, on=on, policy=a_policy(on))
    if isinstance(asked, LifeProblem):
        return asked
    return (asked, amended(after(life, [asked]), asked, by=AGENCY, on=on, policy=a_policy(on)))


def stated_and_paid(life, stated):
    """Per claim: what agencies stated when it joined, and everything booked on it since."""
    booked = dict(stated)
    for each in life.received:
        if each.payment.reference not in life.reversed:
            for line in each.lines:
                booked[line.key] -= line.amount
    return booked


def caught_up(life, on):
    """Let happen what is due; it always comes to rest."""
    for _ in range(6):
        events = due(life, on, closed=CLOSED, policy=a_policy(on))
        if not events:
            return life
        life = after(life, events)
    raise AssertionError("what is due never comes to rest")


def left_after(life: Life) -> int:
    """What stays open when every term is paid."""
    return life.open - total([term.amount for term in life.unpaid])


def holds(life: Life):
    """What is true at any moment of any life."""
    if life.state in (State.ENDED, State.WITHDRAWN):
        return
    assert all(part >= 0 for claim in life.claims for _, part in claim.open.parts())
    assert left_after(life) == 0 or (life.agreed.review_on and left_after(life) > 0)
    if Question.REVERSED not in life.asked:
        assert (life.open == 0) == (life.state is State.COMPLETED)
    assert sum(each.payment.amount for each in life.received) == sum(
        each.surplus + sum(line.amount for line in each.lines) for each in life.received
    )


@settings(max_examples=60)
@given(begin=st.sampled_from([running, under_review]), months=st.lists(a_month, min_size=MONTHS, max_size=MONTHS))
def test_no_cent_appears_or_vanishes_in_thirty_six_months(begin, months):
    life = begin(
        a_claim(60_000, costs=900),
        a_claim(30_000, owner="duo", reference="D-1"),
        a_claim(20_001, owner="cak", reference="C-1", interest=77),
    )
    restated, stated = False, {claim.key: claim.open.total for claim in life.claims}
    for number, (what, how) in enumerate(months):
        on = ON + timedelta(days=30 * number + 15)
        before = life
        caught = caught_up(life, on)
        life = done(caught, what, how, on)
        stated |= {claim.key: claim.open.total for claim in life.claims if claim.key not in stated}
        if what == "restate":
            assert left_after(life) == max(left_after(caught) - (caught.open - life.open), 0)
        life = caught_up(life, on)
        restated = restated or (what == "restate" and life is not before)
        holds(life)
        if not restated:
            assert stated_and_paid(life, stated) == {claim.key: claim.open.total for claim in life.claims}


@settings(max_examples=20)
@given(amounts=st.lists(st.integers(min_value=1, max_value=40_000), max_size=30), days=st.integers(1, 27))
def test_whoever_pays_what_is_due_on_time_is_never_reminded(amounts, days):
    life = running()
    for number in range(900):
        on = ON + timedelta(days=number)
        if amounts and number % days == 0:
            life = done(life, "pay", Cents(amounts.pop()), on)
        if life.runs and life.owed_by(on):
            life = done(life, "pay what is owed", None, on)
        life = caught_up(life, on)
        assert life.state in (State.ACTIVE, State.COMPLETED)
    assert life.state is State.COMPLETED


@settings(max_examples=40)
@given(months=st.lists(a_month, min_size=12, max_size=12))
def test_nothing_is_due_before_the_next_look(months):
    life = running()
    for number, (what, how) in enumerate(months):
        on = ON + timedelta(days=30 * number + 15)
        life = caught_up(done(life, what, how, on), on)
        look = next_look(life, closed=CLOSED)
        last = look or on + timedelta(days=60)
        for day in range((last - on).days):
            assert due(life, on + timedelta(days=day), closed=CLOSED, policy=a_policy(on)) == ()
        if look:
            assert look > on
            assert due(life, look, closed=CLOSED, policy=a_policy(look))


@given(amount=an_amount)
def test_a_payment_and_its_reversal_are_nothing(amount):
    before = running()
    life = done(done(before, "pay", Cents(amount), ON), "reverse", 0, ON)

    if life.state is not State.COMPLETED:
        assert (life.claims, life.unpaid) == (before.claims, before.unpaid)


def test_a_person_is_asked_once_for_each_question():
    life = running()
    asked = []
    for day in range(1_000):
        events = due(life, ON + timedelta(days=day), closed=CLOSED, policy=a_policy(ON))
        asked += [event.question for event in events if hasattr(event, "question")]
        life = after(life, events)

    assert asked == [Question.END]
    assert not any(isinstance(event, Restated) for event in life.received)
