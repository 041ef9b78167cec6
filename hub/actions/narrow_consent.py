"""A person leaves less of a consent, without taking it back: fewer kinds of data, or an earlier end."""

from dataclasses import dataclass
from datetime import datetime

from consent.grants import Narrowed
from consent.history import GrantState
from consent.mandates import By
from consent.purposes import Category
from hub.actions.acting import ConsentProblem
from hub.actions.change_grants import Change, Changed, Named, change_grants
from hub.audit.events import Event
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowConsent:
    """Narrowing consent. Nothing can be widened like this: that takes a new consent."""

    store: Store
    clock: Clock

    async def __call__(
        self, named: Named, *, categories: frozenset[Category] | None = None, until: datetime | None = None
    ) -> Changed:
        """Leave only these categories, only until then, of every named grant; None leaves that as it is."""
        if categories is None and until is None:
            return ConsentProblem(code="consent.nothing_to_narrow", path="grants")
        if until is not None and until <= self.clock.now():
            return ConsentProblem(code="consent.ends_before_it_begins", path="until")

        def event(state: GrantState, who: By, at: datetime) -> Narrowed | ConsentProblem:
            if state.withdrawn_at is not None:
                return ConsentProblem(code="grant.withdrawn", path="grants")
            if categories is not None and not categories & state.grant.categories:
                return ConsentProblem(code="consent.narrowed_to_nothing", path="categories")
            if until is not None and until > state.grant.valid_until:
                return ConsentProblem(code="consent.would_widen", path="until")
            return Narrowed(grant_id=state.grant.id, at=at, categories=categories, valid_until=until, by=who)

        given = {"categories": categories, "until": until}
        change = Change(operation="narrowConsent", what=Event.CONSENT_NARROWED, event=event, given=given)
        return await change_grants(named, change, self.store, self.clock)
