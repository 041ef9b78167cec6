"""Events on their way to those who subscribed: numbered for each of them, and sent until they are taken."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from consent.parties import AgencyCode, Oin, SubjectRef
from hub.audit.events import Trace
from hub.life.news import News, NewsKind

GONE: Final = "subscriber.gone"
"""Why an event waits for an operator: its subscriber said that nobody listens there any more."""

NOT_CONFIGURED: Final = "subscriber.not_configured"
"""Why an event was not sent: nobody of that name and that agency is in the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A system of an agency that wants to hear of events of these kinds."""

    id: str
    agency: AgencyCode
    oin: Oin
    kinds: frozenset[NewsKind]

    def hears(self, news: News) -> bool:
        """Say whether this is for them: their agency may hear of it, and they asked for it."""
        return self.agency in news.hearers and news.kind in self.kinds


class Standing(StrEnum):
    """How sending an event stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How sending stands. Patience counts from `since`: when it was written, or was last asked to be sent again.

    `next_try_at` is None where nothing more is tried, or where an operator must say so first. `reason`: why it was not
    taken at the last try.
    """

    state: Standing
    since: datetime
    tries: int = 0
    next_try_at: datetime | None = None
    reason: str | None = None
    done_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is to be done."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEvent:
    """An event for one subscriber. `seq` counts theirs from 1 without gaps; `at` is when it was written down.

    `agency` is the one that may hear of it, `about` the arrangement. Nothing else is told, so nothing else is kept.
    """

    id: str
    subject: SubjectRef
    subscriber: str
    agency: AgencyCode
    seq: int
    kind: NewsKind
    about: str
    at: datetime
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """An event by its number, whoever it is about."""

    id: str
    subject: SubjectRef
    subscriber: str
    seq: int
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a subscriber did with an event. `after`: it asked not to hear from us before so long."""

    is_taken: bool
    is_gone: bool = False
    reason: str | None = None
    after: timedelta | None = None


TAKEN: Final = Taken(is_taken=True)


class Outgoing(Protocol):
    """Events about one person, inside a transaction about them."""

    async def tell(self, news: News, *, about: str, at: datetime) -> None:
        """Write an event for every subscriber that is to hear of it; each has its number when the transaction ends."""
        ...

    async def event(self, event_id: str) -> OutgoingEvent | None:
        """Fetch one about this person."""
        ...

    async def begin(self, event: OutgoingEvent) -> None:
        """Write that it is being sent. Its work stays as it is: moved, it would be found due and be sent again."""
        ...

    async def put(self, event: OutgoingEvent) -> None:
        """Write how sending it stands, and have it sent when that is due; what it says never changes."""
        ...

    async def is_gone(self, subscriber: str) -> bool:
        """Say whether a subscriber said that nobody listens there any more."""
        ...

    async def set_gone(self, subscriber: str, at: datetime | None) -> None:
        """Write down since when nobody listens there; None: somebody does again."""
        ...


class Numbers(Protocol):
    """Events across people. Says whose they are and how sending stands, and nothing of what they say."""

    async def numbered(
        self, *, subscriber: str | None = None, since: int = 1, states: Collection[Standing], at_most: int
    ) -> Sequence[Numbered]:
        """Give those of one subscriber, or of all, from a number on, in order."""
        ...

    async def find(self, event_id: str) -> Numbered | None:
        """Fetch one; None where there is none."""
        ...


class Messenger(Protocol):
    """The way to subscribers."""

    async def send(self, event: OutgoingEvent, *, trace: Trace) -> Taken:
        """Send an event to its subscriber once, in the trace of what it tells of.

        Never raises for what they do or fail to do: that is the answer.
        """
        ...


def hearing(news: News, subscribers: Iterable[Subscriber]) -> tuple[Subscriber, ...]:
    """Those who are to hear of it."""
    return tuple(each for each in subscribers if each.hears(news))
