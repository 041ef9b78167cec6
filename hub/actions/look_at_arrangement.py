"""Look at an arrangement because its time has come: a reminder, the end of a pause, a question to a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.parties import SubjectRef
from hub.actions import law
from hub.actions.errands import Errands
from hub.actions.given_up import without_given_up
from hub.actions.living import Alive, Living, look_id, look_soon_id
from hub.audit.events import Event, by_itself
from hub.domain.errand import ErrandKind
from hub.life import events
from hub.life.due import due
from hub.ports import Clock, ClosingDays, Ids, Store, Vault
from hub.rules.reader import Book

MOST_STEPS: Final = 20
"""What is due comes to rest after a few steps; more would be a fault of the rules, and is looked at again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtArrangement:
    """Looking. Run twice it does nothing the second time; run late it does what is due now."""

    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    closing: ClosingDays
    book: Book

    async def __call__(self, arrangement: str, subject: SubjectRef) -> tuple[events.Event, ...]:
        """Let happen what is due today; give it. An arrangement that is not there is nobody's work any more."""
        key = await self.vault.key(subject)
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            living = Living(transaction=transaction, key=key, closed=self.closing.days())
            await transaction.arrangements.drop_work(look_soon_id(arrangement))
            alive = await living.find(arrangement)
            if alive is None:
                await transaction.arrangements.drop_work(look_id(arrangement))
                return ()
            stands, came = await self._let_happen(alive, living, at)
            await living.look_again(stands)
            if any(isinstance(event, events.Expired) for event in came):
                # Whoever made the offer hears that nobody agreed to it.
                await Errands(transaction=transaction, key=key, ids=self.ids).tell_all(stands, ErrandKind.CLOSE, at)
            if came:
                await transaction.append_audit(
                    by_itself(
                        Event.ARRANGEMENT_MOVED,
                        subject=subject,
                        at=at,
                        trace_id=alive.kept.trace_id,
                        outcome={**stands.named, "state": stands.life.state.value},
                    )
                )
        return came

    async def _let_happen(self, alive: Alive, living: Living, at: datetime) -> tuple[Alive, tuple[events.Event, ...]]:
        """What nobody will answer any more ends; then one step after the other, until nothing more is due."""
        policy = law.of_agreed(self.book, self.clock, alive.life.agreed)
        _, over = await without_given_up(alive, living.transaction, self.clock.today())
        ended = await living.add(alive, over, at)
        assert isinstance(ended, Alive)  # noqa: S101 whoever runs can stay as it is
        alive, came = ended, [*over]
        for _ in range(MOST_STEPS):
            step = due(alive.life, self.clock.today(), closed=living.closed, policy=policy)
            after = await living.add(alive, step, at)
            if not step or not isinstance(after, Alive):
                break
            alive = after
            came += step
        return alive, tuple(came)
