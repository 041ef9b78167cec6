"""From events to the grants in force at a moment, as they were known at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consent.grants import ConsentEvent, Given, Grant, GrantId


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantState:
    """A grant with the moments that shaped it."""

    grant: Grant
    given_at: datetime
    withdrawn_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Say whether the grant counts at this moment: inside its period and not withdrawn by then."""
        return self.grant.covers(at) and (self.withdrawn_at is None or at < self.withdrawn_at)


def states(events: Iterable[ConsentEvent], *, known_at: datetime) -> tuple[GrantState, ...]:
    """Fold the events that were known at a moment into one state per grant, in the order they were given.

    A withdrawal that arrives before its grant still counts: order of arrival must never widen access.
    """
    given: dict[GrantId, Given] = {}
    withdrawn: dict[GrantId, datetime] = {}
    for event in events:
        if event.at > known_at:
            continue
        if isinstance(event, Given):
            given.setdefault(event.grant.id, event)
        else:
            earlier = withdrawn.get(event.grant_id, event.at)
            withdrawn[event.grant_id] = min(earlier, event.at)
    return tuple(
        GrantState(grant=event.grant, given_at=event.at, withdrawn_at=withdrawn.get(grant_id))
        for grant_id, event in given.items()
    )


def in_force(events: Iterable[ConsentEvent], *, at: datetime) -> tuple[Grant, ...]:
    """Give the grants that count at a moment, from what was known at that moment."""
    return tuple(state.grant for state in states(events, known_at=at) if state.in_force(at))
