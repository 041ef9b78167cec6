"""An arrangement as it stands: all that happened to it, one thing after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import singledispatch
from itertools import takewhile
from typing import Final

from hub.domain.claim import Amounts, Claim, ClaimKey, total_open
from hub.domain.money import NOTHING, Cents, total
from hub.life.agreed import Agreed, Term, unpaid_of
from hub.life.events import (
    Accepted,
    AgreedTo,
    Amended,
    ChangeAsked,
    ChangeDeclined,
    ChangeOffered,
    Cured,
    Ended,
    Event,
    Granted,
    Offered,
    PauseAsked,
    Paused,
    PauseDeclined,
    PersonAsked,
    Question,
    Received,
    Reminded,
    Restated,
    Resumed,
    Reversed,
    Withdrawn,
)
from hub.life.open_amounts import joined, moved
from hub.life.paying import BY_TRANSFER, Paying
from hub.life.states import RUNNING, Impossible, State, after

MISSED: Final = frozenset({Question.MISSED, Question.END})
"""What is asked because a term was missed."""

OF_TERMS: Final = MISSED | {Question.REVIEW}
"""What is asked about terms, and no longer once there are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where an arrangement stands. Amounts are cents.

    `claims` as they are open now; `terms` in order of date, and `into_terms` what came in for them: below zero where
    more was taken back than had come in since the terms were agreed on. `offer` are other terms that wait for the
    person, `pause_asked` a pause and `change_asked` a change that wait for the agency, `change_offered` one that waits
    for the person. `begun_on` is the day on which an agency granted it. `asked` is what a person at the agency must
    decide. `over_on` is the day on which it ended early or was withdrawn.
    """

    state: State
    agreed: Agreed
    claims: tuple[Claim, ...]
    terms: tuple[Term, ...]
    paying: Paying = BY_TRANSFER
    into_terms: Cents = NOTHING
    begun_on: date | None = None
    offer: Offered | None = None
    received: tuple[Received, ...] = ()
    reversed: frozenset[str] = frozenset()
    outside: Mapping[ClaimKey, Amounts] = field(default_factory=dict)
    reminder: Reminded | None = None
    pause_asked: PauseAsked | None = None
    pause: Paused | None = None
    change_asked: ChangeAsked | None = None
    change_offered: ChangeOffered | None = None
    ended: Ended | None = None
    asked: frozenset[Question] = frozenset()
    pauses: int = 0
    over_on: date | None = None

    @property
    def runs(self) -> bool:
        """Say whether an agency carries it out."""
        return self.state in RUNNING

    @property
    def open(self) -> Cents:
        """What is still to be paid."""
        return total_open(self.claims)

    @property
    def unpaid(self) -> tuple[Term, ...]:
        """The terms that are not paid, the first of them as far as it is not."""
        return unpaid_of(self.terms, self.into_terms)

    def owed_by(self, on: date) -> Cents:
        """What should have come in by the end of a day, and has not."""
        due = total([term.amount for term in takewhile(lambda term: term.due_on <= on, self.terms)])
        return Cents(max(due - self.into_terms, 0))

    def payment(self, reference: str) -> Received | None:
        """Find a payment by its reference."""
        return next((each for each in self.received if each.payment.reference == reference), None)


def begun(accepted: Accepted) -> Life:
    """The life as it begins, when the person accepts."""
    agreed = accepted.agreed
    return Life(state=State.ACCEPTED, agreed=agreed, claims=agreed.claims, terms=agreed.terms, paying=accepted.paying)


def lived(events: Sequence[Event]) -> Life:
    """All that happened, in order. Raises ValueError where it could not have: then what is on record is damaged."""
    first, *more = events
    life = begun(first) if isinstance(first, Accepted) else None
    for event in more:
        stands = happened(life, event) if life else None
        life = stands if isinstance(stands, Life) else None
    if life is None:
        message = "this cannot have happened to an arrangement"
        raise ValueError(message)
    return life


def happened(life: Life, event: Event) -> Life | Impossible:
    """Where it stands after an event; or that it cannot happen here."""
    state = after(life.state, event.step)
    return state if isinstance(state, Impossible) else replace(_applied(event, life), state=state)


@singledispatch
def _applied(_event: Event, life: Life) -> Life:
    """What else changes with an event; most change where it stands and nothing else."""
    return life


@_applied.register
def _(event: Granted, life: Life) -> Life:
    return replace(life, begun_on=event.on, terms=event.terms)


@_applied.register
def _(event: Offered, life: Life) -> Life:
    return replace(life, offer=event)


@_applied.register
def _(event: AgreedTo, life: Life) -> Life:
    agreed = replace(life.offer.agreed, terms=event.terms) if life.offer else life.agreed
    return replace(_on_terms(life, agreed), begun_on=event.on, offer=None)


@_applied.register
def _(event: Received, life: Life) -> Life:
    """Where nothing is left, nobody needs to decide any more about money that went back."""
    claims = moved(life.claims, event.lines, -1)
    return replace(
        life,
        claims=claims,
        asked=life.asked if total_open(claims) else life.asked - {Question.REVERSED},
        into_terms=Cents(life.into_terms + event.payment.amount - event.surplus),
        received=(*life.received, event),
    )


@_applied.register
def _(event: Reversed, life: Life) -> Life:
    booked, still_in = life.payment(event.reference), {claim.key for claim in life.claims}
    lines = [line for line in booked.lines if line.key in still_in] if booked else []
    return replace(
        life,
        claims=moved(life.claims, lines, +1),
        into_terms=Cents(life.into_terms - total([line.amount for line in lines])),
        reversed=life.reversed | {event.reference},
    )


@_applied.register
def _(event: Restated, life: Life) -> Life:
    claims = tuple(replace(claim, open=event.open) if claim.key == event.key else claim for claim in life.claims)
    outside = {**life.outside, event.key: event.outside}
    return replace(life, claims=claims, terms=event.terms, into_terms=NOTHING, outside=outside)


@_applied.register
def _(event: Reminded, life: Life) -> Life:
    return replace(life, reminder=event)


@_applied.register
def _(_event: Cured, life: Life) -> Life:
    return replace(life, reminder=None, asked=life.asked - MISSED)


@_applied.register
def _(event: PersonAsked, life: Life) -> Life:
    return replace(life, asked=life.asked | {event.question})


@_applied.register
def _(event: PauseAsked, life: Life) -> Life:
    return replace(life, pause_asked=event)


@_applied.register
def _(_event: PauseDeclined, life: Life) -> Life:
    return replace(life, pause_asked=None)


@_applied.register
def _(event: Paused, life: Life) -> Life:
    pauses = life.pauses if life.pause else life.pauses + 1
    agreed = replace(life.agreed, review_on=_review_after(event, life))
    rested = replace(life, pause=event, pause_asked=None, pauses=pauses, reminder=None, asked=life.asked - MISSED)
    return replace(rested, agreed=agreed, terms=event.terms, into_terms=NOTHING)


@_applied.register
def _(_event: Resumed, life: Life) -> Life:
    return replace(life, pause=None)


@_applied.register
def _(event: ChangeAsked, life: Life) -> Life:
    return replace(life, change_asked=event)


@_applied.register
def _(event: ChangeOffered, life: Life) -> Life:
    return replace(life, change_asked=None, change_offered=event)


@_applied.register
def _(_event: ChangeDeclined, life: Life) -> Life:
    return replace(life, change_asked=None, change_offered=None)


@_applied.register
def _(event: Amended, life: Life) -> Life:
    """What came in since the terms were computed is less to pay of the first of them."""
    claims = joined(life.claims, event.joins)
    came_in = {claim.key for claim in event.joins}
    outside = {key: more for key, more in life.outside.items() if key not in came_in}
    settled = OF_TERMS if any(more.total for more in outside.values()) else OF_TERMS | {Question.CLAIM_GREW}
    return replace(
        life,
        agreed=event.agreed,
        claims=claims,
        terms=event.agreed.terms,
        into_terms=Cents(total_open(event.agreed.claims) - total_open(claims)),
        outside=outside,
        reminder=None,
        asked=life.asked - settled,
        change_asked=None,
        change_offered=None,
    )


@_applied.register
def _(event: Ended, life: Life) -> Life:
    return replace(life, ended=event, over_on=event.on)


@_applied.register
def _(event: Withdrawn, life: Life) -> Life:
    return replace(life, over_on=event.on)


def _review_after(event: Paused, life: Life) -> date | None:
    """A pause puts the look at what can be paid off for as long as it puts off the last term."""
    if life.agreed.review_on is None or not (life.terms and event.terms):
        return life.agreed.review_on
    return life.agreed.review_on + (event.terms[-1].due_on - life.terms[-1].due_on)


def _on_terms(life: Life, agreed: Agreed) -> Life:
    return replace(life, agreed=agreed, claims=agreed.claims, terms=agreed.terms, into_terms=NOTHING, outside={})
