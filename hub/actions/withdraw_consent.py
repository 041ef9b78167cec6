"""A person takes consent back. The next question is refused, and one that is under way releases nothing."""

from dataclasses import dataclass
from datetime import datetime

from consent.grants import Withdrawn
from consent.history import GrantState
from consent.mandates import By
from hub.actions.change_grants import Change, Changed, Named, change_grants
from hub.audit.events import Event
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """Withdrawing consent. One that was withdrawn before stays withdrawn since then."""

    store: Store
    clock: Clock

    async def __call__(self, named: Named) -> Changed:
        """Withdraw every named grant, or none."""

        def event(state: GrantState, who: By, at: datetime) -> Withdrawn | None:
            return None if state.withdrawn_at else Withdrawn(grant_id=state.grant.id, at=at, by=who)

        change = Change(operation="withdrawConsent", what=Event.CONSENT_WITHDRAWN, event=event)
        return await change_grants(named, change, self.store, self.clock)
