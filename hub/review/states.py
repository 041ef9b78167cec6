"""Where a review stands, and what may happen to it there. What is not in the table cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a review stands."""

    RECEIVED = "received"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happens to a review."""

    APPLY = "apply"
    OPEN = "open"
    SAY = "say"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A step that cannot be taken where the review stands: an answer, not a fault."""

    state: State
    step: Step


TABLE: Final[Mapping[tuple[State, Step], State]] = {
    (State.RECEIVED, Step.SAY): State.RECEIVED,
    (State.RECEIVED, Step.DECIDE): State.DECIDED,
    (State.RECEIVED, Step.WITHDRAW): State.WITHDRAWN,
}
"""Everything that can happen: (where it stands, what happens) → where it stands then. It begins as received."""


def after(state: State, step: Step) -> State | Impossible:
    """Say where a review stands after a step."""
    return TABLE.get((state, step)) or Impossible(state=state, step=step)
