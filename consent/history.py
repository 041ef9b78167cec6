"""From events to the grants in force at a moment, as they were known at a moment.

Two times, never mixed up: when a grant counts, and when the hub learned of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from consent.activities import Activity
from consent.grants import ConsentEvent, Given, Grant, GrantId, Narrowed, Use, Used, Withdrawn
from consent.mandates import By
from consent.months import moment_after


class GrantStatus(StrEnum):
    """How a grant stands at a moment. Only one of them lets anything be fetched."""

    IN_FORCE = "in_force"
    AHEAD = "ahead"
    """Its time has not come."""
    ENDED = "ended"
    """Its time is over."""
    WITHDRAWN = "withdrawn"
    USED_UP = "used_up"
    """It was for once."""
    LAPSED = "lapsed"
    """Nobody used it for too long."""
    OUTDATED = "outdated"
    """What it was given for, or the text that was read, has changed since: ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantState:
    """A grant as it was left by what happened to it, with the moments that shaped it.

    `used_at` is the latest use, of a grant for once the first, whatever moment is asked about: it is kept once per
    grant. That is enough, because a grant that is used at a moment had not lapsed before it.
    """

    grant: Grant
    given_at: datetime
    given_by: By
    narrowed_at: datetime | None = None
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: By | None = None

    def status(self, activity: Activity | None, at: datetime) -> GrantStatus:
        """Say how the grant stands. `activity` is the version in force of what it is for; None: there is none."""
        grant = self.grant
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return GrantStatus.WITHDRAWN
        if not grant.covers(at):
            return GrantStatus.AHEAD if at < grant.valid_from else GrantStatus.ENDED
        if grant.use is Use.ONCE and self.used_at is not None and self.used_at <= at:
            return GrantStatus.USED_UP
        if activity is None or grant.activity != activity.id or not activity.is_notice(grant.notice):
            return GrantStatus.OUTDATED
        return GrantStatus.LAPSED if self.lapses_at(activity) <= at else GrantStatus.IN_FORCE

    def lapses_at(self, activity: Activity) -> datetime:
        """Give the moment from which it no longer counts, unless it is used before."""
        latest = max(self.given_at, self.used_at or self.given_at)
        return moment_after(latest, activity.lapses_after_months)


def states(events: Iterable[ConsentEvent], *, known_at: datetime) -> tuple[GrantState, ...]:
    """Fold the events that were known at a moment into one state per grant, in the order they were given.

    What takes away counts even when it arrives before its grant: order of arrival must never widen access.
    """
    given: dict[GrantId, Given] = {}
    later: list[Narrowed | Withdrawn | Used] = []
    for event in events:
        if isinstance(event, Given):
            if event.at <= known_at:
                given.setdefault(event.grant.id, event)
        elif isinstance(event, Used) or event.at <= known_at:
            later.append(event)
    found = {name: GrantState(grant=event.grant, given_at=event.at, given_by=event.by) for name, event in given.items()}
    for event in later:
        if event.grant_id in found:
            found[event.grant_id] = _after(found[event.grant_id], event)
    return tuple(found.values())


def _after(state: GrantState, event: Narrowed | Withdrawn | Used) -> GrantState:
    """Give the state that an event leaves behind."""
    match event:
        case Used():
            counts = min if state.grant.use is Use.ONCE else max
            return replace(state, used_at=counts(event.at, state.used_at or event.at))
        case Narrowed():
            return _narrowed(state, event)
        case Withdrawn():
            earliest = state.withdrawn_at is None or event.at < state.withdrawn_at
            return replace(state, withdrawn_at=event.at, withdrawn_by=event.by) if earliest else state
        case _:
            assert_never(event)


def _narrowed(state: GrantState, event: Narrowed) -> GrantState:
    """Leave less of a grant. Nothing is ever added; where nothing would be left it is taken back."""
    grant = state.grant
    categories = grant.categories if event.categories is None else grant.categories & event.categories
    until = grant.valid_until if event.valid_until is None else min(grant.valid_until, event.valid_until)
    if not categories or until <= grant.valid_from:
        return _after(state, Withdrawn(grant_id=event.grant_id, at=event.at, by=event.by))
    narrowed_at = max(event.at, state.narrowed_at or event.at)
    return replace(state, grant=replace(grant, categories=categories, valid_until=until), narrowed_at=narrowed_at)
