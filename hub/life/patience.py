"""How long an event is tried again that its subscriber does not take. Pure: chance is handed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from hub.life.outgoing import GONE, Delivery, Standing, Taken

MOST_DOUBLINGS: Final = 30
"""Beyond all patience: only so that no number grows without end."""

Part = Callable[[timedelta], timedelta]
"""Some part of a time, by chance: none of it, all of it, or anything between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The pause after the first try, which doubles up to the longest; and how long it is tried at all."""

    first: timedelta
    longest: timedelta
    give_up_after: timedelta

    def pause(self, tries: int) -> timedelta:
        """The longest pause after so many tries."""
        doubled: timedelta = self.first * 2 ** min(tries - 1, MOST_DOUBLINGS)
        return min(doubled, self.longest)

    def after(self, delivery: Delivery, taken: Taken, *, at: datetime, part: Part) -> Delivery:
        """How sending stands after a try.

        Once the time is over there is one last try, at its end; who asks for a later one gets that as the last.
        """
        if taken.is_taken:
            return replace(delivery, state=Standing.DELIVERED, reason=None, next_try_at=None, done_at=at)
        if taken.is_gone:
            return replace(delivery, reason=GONE, next_try_at=None)
        end = delivery.since + self.give_up_after
        if at >= end:
            return replace(delivery, state=Standing.GIVEN_UP, reason=taken.reason, next_try_at=None, done_at=at)
        asked = at + (taken.after or timedelta())
        again = max(at + part(self.pause(delivery.tries)), asked)
        return replace(delivery, reason=taken.reason, next_try_at=min(again, max(end, asked)))
