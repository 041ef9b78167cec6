"""Where an arrangement stands, and what may happen to it there. What is not in the table cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an arrangement stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REQUESTED = "requested"
    OFFERED = "offered"
    ACTIVE = "active"
    REMINDED = "reminded"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """What happens to an arrangement."""

    ACCEPT = "accept"
    REQUEST = "request"
    GRANT = "grant"
    OFFER = "offer"
    DECLINE = "decline"
    AGREE = "agree"
    RECEIVE = "receive"
    REVERSE = "reverse"
    RESTATE = "restate"
    REMIND = "remind"
    CURE = "cure"
    ASK_PERSON = "ask_person"
    ASK_PAUSE = "ask_pause"
    DECLINE_PAUSE = "decline_pause"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_CHANGE = "ask_change"
    OFFER_CHANGE = "offer_change"
    DECLINE_CHANGE = "decline_change"
    AMEND = "amend"
    END = "end"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


RUNNING: Final = frozenset({State.ACTIVE, State.REMINDED, State.PAUSED})
"""An agency carries it out."""

OPEN: Final = frozenset({State.ACCEPTED, State.REQUESTED, State.OFFERED}) | RUNNING
"""A person has one of these at most."""

CLOSED: Final = frozenset(State) - OPEN - {State.PROPOSED}
"""No agency carries it out any more. What comes in late, or does not stay, is booked all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A step that cannot be taken where the arrangement stands: an answer, not a fault."""

    state: State
    step: Step


_STAYS: Final = (
    Step.RECEIVE,
    Step.REVERSE,
    Step.RESTATE,
    Step.ASK_PERSON,
    Step.ASK_PAUSE,
    Step.DECLINE_PAUSE,
    Step.ASK_CHANGE,
    Step.OFFER_CHANGE,
    Step.DECLINE_CHANGE,
)
"""What happens to a running arrangement and leaves it where it stands."""


def _table() -> Mapping[tuple[State, Step], State]:
    table = {
        (State.PROPOSED, Step.ACCEPT): State.ACCEPTED,
        (State.PROPOSED, Step.EXPIRE): State.EXPIRED,
        (State.ACCEPTED, Step.REQUEST): State.REQUESTED,
        (State.REQUESTED, Step.GRANT): State.ACTIVE,
        (State.REQUESTED, Step.OFFER): State.OFFERED,
        (State.REQUESTED, Step.DECLINE): State.DECLINED,
        (State.OFFERED, Step.AGREE): State.ACTIVE,
        (State.OFFERED, Step.EXPIRE): State.EXPIRED,
        (State.ACTIVE, Step.REMIND): State.REMINDED,
        (State.REMINDED, Step.CURE): State.ACTIVE,
        (State.ACTIVE, Step.CURE): State.ACTIVE,
        (State.ACTIVE, Step.PAUSE): State.PAUSED,
        (State.REMINDED, Step.PAUSE): State.PAUSED,
        (State.PAUSED, Step.PAUSE): State.PAUSED,
        (State.PAUSED, Step.RESUME): State.ACTIVE,
        (State.ENDED, Step.RECEIVE): State.ENDED,
        (State.ENDED, Step.REVERSE): State.ENDED,
        (State.ENDED, Step.COMPLETE): State.COMPLETED,
        (State.COMPLETED, Step.RECEIVE): State.COMPLETED,
        (State.COMPLETED, Step.REVERSE): State.COMPLETED,
        (State.WITHDRAWN, Step.RECEIVE): State.WITHDRAWN,
        (State.WITHDRAWN, Step.REVERSE): State.WITHDRAWN,
        (State.COMPLETED, Step.ASK_PERSON): State.COMPLETED,
    }
    for state in RUNNING:
        table |= {(state, step): state for step in _STAYS}
        table |= {(state, Step.COMPLETE): State.COMPLETED, (state, Step.END): State.ENDED}
        table[state, Step.AMEND] = State.PAUSED if state is State.PAUSED else State.ACTIVE
    return table | {(state, Step.WITHDRAW): State.WITHDRAWN for state in OPEN}


TABLE: Final = _table()
"""Everything that can happen: (where it stands, what happens) → where it stands then."""


def after(state: State, step: Step) -> State | Impossible:
    """Say where an arrangement stands after a step."""
    return TABLE.get((state, step)) or Impossible(state=state, step=step)
