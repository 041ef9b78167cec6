"""Whoever was told that something happened asks what it is about: with the rights that they have by now."""

from dataclasses import dataclass

from consent.parties import Requester, SubjectRef
from consent.verdict import Ground
from hub.actions.show_accepted import Look, ShowAccepted
from hub.audit.events import Trace
from hub.life.outgoing import Numbers
from hub.life.states import State
from hub.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Whom and which arrangement an event is about, where that stands now, and the reform that it needs, if any."""

    subject: SubjectRef
    arrangement: str
    state: State
    reform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEvent:
    """Asking. An event of another agency, one that never was, and one about what they may no longer see are alike."""

    numbers: Numbers
    store: Store
    show: ShowAccepted

    async def __call__(self, event_id: str, *, requester: Requester, trace: Trace) -> Behind | None:
        """Give what an event is about; the look is decided and written down as any other."""
        row = await self.numbers.find(event_id)
        if row is None:
            return None
        async with self.store.transaction(row.subject) as transaction:
            event = await transaction.outgoing.event(event_id)
        if event is None or requester.agency != event.agency:
            return None
        seen = await self.show(Look(requester=requester, subject=row.subject, trace=trace))
        lives = () if isinstance(seen, Ground) else (each.alive for each in seen)
        alive = next((each for each in lives if each.kept.id == event.about), None)
        if alive is None:
            return None
        reform = alive.life.agreed.reform
        return Behind(
            subject=row.subject,
            arrangement=alive.kept.id,
            state=alive.life.state,
            reform=reform.name if reform else None,
        )
