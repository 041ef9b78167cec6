"""Other terms for an arrangement that runs, for tests: proposed on what is open in it, asked for, and agreed on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from builders import ON, a_claim, a_policy, decided, told
from lives import AGENCY, PERSON, after

from hub.actions.amending import as_it_stands
from hub.domain.arrangement import Choice, Proposal
from hub.domain.claim import Claim
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.domain.reasons import Value
from hub.life.amend import amended, ask_change
from hub.life.answered import on_change
from hub.life.difference import difference
from hub.life.events import Amended, ChangeAsked, Event
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.restate import restate

FINE = a_claim(60000)
LOAN = a_claim(30000, owner="duo", reference="D-1")
NEW = a_claim(12000, owner="cak", reference="C-1")
LATER = ON + timedelta(days=40)


def proposed(life: Life, *claims: Claim, months: int = 10, on: date = LATER, joining: Sequence[Claim] = ()) -> Proposal:
    counted = as_it_stands(told(*claims), life, {claim.key for claim in joining})
    outcome = decided(counted, scheme=life.agreed.scheme, on=on, choice=Choice(months=months, payment_day=1))
    assert isinstance(outcome, Proposal), outcome
    return outcome


def asking(life: Life, proposal: Proposal, on: date = LATER) -> ChangeAsked | LifeProblem:
    return ask_change(life, proposal, named="p-1", payment_day=1, by=PERSON, on=on, policy=a_policy(on))


def asked(life: Life, *claims: Claim, months: int = 10, on: date = LATER, joining: Sequence[Claim] = ()) -> ChangeAsked:
    found = asking(life, proposed(life, *(claims or (FINE, LOAN)), months=months, on=on, joining=joining), on)
    assert isinstance(found, ChangeAsked), found
    return found


def changed(life: Life, wish: ChangeAsked, on: date = LATER) -> Life:
    found = amended(after(life, [wish]), wish, by=AGENCY, on=on, policy=a_policy(on))
    assert isinstance(found, Amended), found
    return after(life, [wish, found])


def grown(life: Life, **more: int) -> Life:
    """The owner says that more is open of the fine."""
    stated = replace(FINE.open, **{part: Cents(cents) for part, cents in more.items()})
    events = restate(life, FINE.key, stated, by=AGENCY, on=ON, policy=a_policy())
    assert isinstance(events, tuple), events
    return after(life, events)


def said(life: Life, answered: Answered, on: date = LATER) -> tuple[Event, ...]:
    return on_change(life, answered, on=on, policy=a_policy(on))


def other_terms(cents: int = 90000, on: date = date(2027, 3, 1)) -> Answered:
    terms = (PlannedTerm(due_on=on, amount=Cents(cents)),)
    return Answered(reply=Reply.GRANTED_OTHERWISE, terms=terms)


def words(life: Life, wish: ChangeAsked) -> dict[str, dict[str, Value]]:
    return {reason.code: dict(reason.values) for reason in difference(life, wish.agreed, wish.joins)}
