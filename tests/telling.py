"""A small hub that tells subscribers: one of each agency with claims in its arrangements, who take what a test says."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from builders import BOOK
from hub_world import World, a_world
from living import OWED, LivingWorld

from adapters.store.event_numbers import SqlEventNumbers
from adapters.store.store import SqlStore
from consent.parties import AgencyCode, Oin, SubjectRef
from hub.actions.ask_event import AskEvent
from hub.actions.list_events import Filter, ListEvents
from hub.actions.replay_events import ReplayEvents
from hub.actions.send_event import SendEvent
from hub.audit.events import Trace
from hub.domain.source import SourceReport
from hub.life.kept import WorkKind
from hub.life.news import NewsKind
from hub.life.outgoing import TAKEN, Messenger, OutgoingEvent, Subscriber, Taken
from hub.life.patience import Patience
from hub.rules.reader import Book

EVERYTHING = frozenset(NewsKind)
SUBSCRIBERS = tuple(
    Subscriber(id=f"{code}-1", agency=AgencyCode(code), oin=Oin(f"000000990000000{number}0000"), kinds=EVERYTHING)
    for number, code in enumerate(("cjib", "duo", "cak"), start=1)
)
PATIENCE = Patience(first=timedelta(seconds=10), longest=timedelta(hours=1), give_up_after=timedelta(hours=72))


def whole(of: timedelta) -> timedelta:
    """No chance: the longest pause."""
    return of


@dataclass
class StandingMessenger:
    """Takes everything, or says first what a test tells it to say."""

    says: list[Taken] = field(default_factory=list)
    sent: list[tuple[OutgoingEvent, Trace]] = field(default_factory=list)

    async def send(self, event: OutgoingEvent, *, trace: Trace) -> Taken:
        self.sent.append((event, trace))
        return self.says.pop(0) if self.says else TAKEN

    def told(self, subscriber: str) -> list[str]:
        """What a subscriber was sent, in order."""
        return [event.kind.word for event, _ in self.sent if event.subscriber == subscriber]


class TellingWorld(LivingWorld):
    """The actions of an arrangement's life, and those of telling others about it."""

    def __init__(self, world: World, messenger: Messenger, subscribers: Sequence[Subscriber]) -> None:
        world.store = SqlStore(world.engine, subscribers)
        super().__init__(world)
        self.numbers = SqlEventNumbers(world.engine)
        self.send = SendEvent(
            subscribers={each.id: each for each in subscribers},
            messenger=messenger,
            store=world.store,
            clock=world.clock,
            patience=PATIENCE,
            part=whole,
        )
        self.list_events = ListEvents(numbers=self.numbers, store=world.store)
        self.replay = ReplayEvents(numbers=self.numbers, store=world.store, clock=world.clock)
        self.ask_event = AskEvent(numbers=self.numbers, store=world.store, show=self.show)

    @property
    def acts(self) -> dict[WorkKind, object]:
        return {WorkKind.ERRAND: self.bring, WorkKind.LOOK: self.look, WorkKind.EVENT: self.send}

    async def work(self, rounds: int = 10) -> None:
        """Do what is due, and what becomes due by it; an event that is not taken is due later."""
        doing = {"errand": self.bring, "look": self.look, "event": self.send}
        for _ in range(rounds):
            due = await self.waiting()
            if not due:
                return
            for kind, about in due:
                await self._do(doing[kind], about)
        raise AssertionError("work never comes to rest")

    async def _do(self, act: object, about: str) -> None:
        assert callable(act)
        await act(about, self.world.subject)

    async def events(self, **asked: object) -> list[OutgoingEvent]:
        return list(await self.list_events(Filter(**asked), at_most=1000))  # type: ignore[arg-type]  # as a test asks

    async def resend(self, event: OutgoingEvent) -> OutgoingEvent:
        """Try one event now."""
        found = await self.send(event.id, SubjectRef(event.subject))
        assert found is not None
        return found


@asynccontextmanager
async def a_telling_world(
    messenger: Messenger,
    url: str = "sqlite://",
    subscribers: Sequence[Subscriber] = SUBSCRIBERS,
    *,
    owed: Sequence[SourceReport] = (OWED,),
    book: Book = BOOK,
) -> AsyncIterator[TellingWorld]:
    async with a_world(*owed, url=url, book=book) as world:
        yield TellingWorld(world, messenger, subscribers)
