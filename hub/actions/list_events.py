"""What subscribers were told, and what of it they took: for an operator. No personal data."""

from collections.abc import Collection
from dataclasses import dataclass

from hub.life.outgoing import Numbers, OutgoingEvent, Standing
from hub.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are asked for: of one subscriber or of all, from a number on, as far as sending got."""

    subscriber: str | None = None
    since: int = 1
    states: Collection[Standing] = tuple(Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEvents:
    """Listing. Each event is read in the name of the person it is about: nobody sees two people's rows at once."""

    numbers: Numbers
    store: Store

    async def __call__(self, asked: Filter, *, at_most: int) -> tuple[OutgoingEvent, ...]:
        """Give them, subscriber by subscriber, in order."""
        rows = await self.numbers.numbered(
            subscriber=asked.subscriber, since=asked.since, states=asked.states, at_most=at_most
        )
        found = []
        for row in rows:
            async with self.store.transaction(row.subject) as transaction:
                found.append(await transaction.outgoing.event(row.id))
        return tuple(event for event in found if event is not None)
