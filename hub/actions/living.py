"""One arrangement inside a transaction about its person: read it, let something happen to it, write it down."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from consent.parties import AgencyCode
from hub.audit import canonical
from hub.errors import Unavailable
from hub.life.due import next_look
from hub.life.events import AgreedTo, Event, Granted
from hub.life.kept import KeptArrangement, KeptEvent, Work, WorkKind
from hub.life.life import Life, happened, lived
from hub.life.news import News, news
from hub.life.problem import LifeProblem
from hub.life.states import CLOSED, Impossible
from hub.ports import PersonKey, Transaction

LABEL: Final = "arrangement_event.sealed"
"""What the sealed bytes are; part of what the seal protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something that happened, opened, with the moment at which it was written down; `seq` counts from 1."""

    seq: int
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """An arrangement on record, and how it stands."""

    kept: KeptArrangement
    life: Life

    @property
    def agencies(self) -> frozenset[AgencyCode]:
        """Every agency that has part in it."""
        return self.kept.owners | {self.kept.executes}

    @property
    def named(self) -> dict[str, str]:
        """What lines of the log call it: its id, with the reform under which alone it can be (decision 26)."""
        reform = self.life.agreed.reform
        return {"arrangement": self.kept.id, **({"reform": reform.name} if reform else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """The arrangements of one person, with their key, inside a transaction. `closed`: days on which no money moves."""

    transaction: Transaction
    key: PersonKey
    closed: Collection[date]

    async def find(self, arrangement: str) -> Alive | None:
        """Read one of theirs; None for somebody else's and one that never was."""
        mine = await self.transaction.arrangements.all()
        kept = next((each for each in mine if each.id == arrangement), None)
        if kept is None:
            return None
        return alive_of(kept, await self.read(kept))

    async def read(self, kept: KeptArrangement) -> tuple[Written, ...]:
        """Read all that happened to one of theirs, in order."""
        written = await self.transaction.arrangements.events(kept.id)
        return tuple(Written(seq=each.seq, at=each.at, event=self._opened(each)) for each in written)

    async def begin(self, kept: KeptArrangement, first: Event) -> bool:
        """Write a new one; False where another one is open at the same agency."""
        if not await self.transaction.arrangements.begin(kept):
            return False
        await self.transaction.arrangements.append(kept.id, [self._sealed(1, first, kept.accepted_at)])
        return True

    async def add(self, alive: Alive, events: Sequence[Event], at: datetime) -> Alive | LifeProblem:
        """Let these happen, in order, all or none: tell who subscribed, and have it looked at again in time."""
        life, told = alive.life, list[News]()
        for event in events:
            stands = happened(life, event)
            if isinstance(stands, Impossible):
                return LifeProblem.IMPOSSIBLE
            told += news(life, event)
            life = stands
        kept = _standing(alive.kept, life, events, at)
        if kept.version == alive.kept.version:
            return alive
        await self.transaction.arrangements.stand(kept, since=alive.kept.version)
        numbered = enumerate(events, start=alive.kept.version + 1)
        await self.transaction.arrangements.append(kept.id, [self._sealed(seq, event, at) for seq, event in numbered])
        for each in told:
            await self.transaction.outgoing.tell(each, about=kept.id, at=at)
        now = Alive(kept=kept, life=life)
        await self.look_again(now)
        return now

    async def look_again(self, alive: Alive) -> None:
        """Have it looked at again on the day on which something may be due; not at all where there is none."""
        kept, day = alive.kept, next_look(alive.life, closed=self.closed)
        if day is None:
            await self.transaction.arrangements.drop_work(look_id(kept.id))
            return
        # Midnight in UTC is after midnight here: the day has come then.
        work = Work(
            id=look_id(kept.id),
            kind=WorkKind.LOOK,
            subject=kept.subject,
            about=kept.id,
            due_at=datetime.combine(day, time(), UTC),
        )
        await self.transaction.arrangements.put_work(work)

    def _sealed(self, seq: int, event: Event, at: datetime) -> KeptEvent:
        return KeptEvent(seq=seq, at=at, sealed=self.key.seal(LABEL, canonical.dumps(event)))

    def _opened(self, kept: KeptEvent) -> Event:
        try:
            event: Event = canonical.loads(Event, self.key.open(LABEL, kept.sealed))
        except ValueError:
            raise Unavailable("arrangement.unreadable", "This arrangement cannot be read.") from None
        return event


def alive_of(kept: KeptArrangement, written: Sequence[Written]) -> Alive:
    """How an arrangement stands after all that happened to it."""
    return Alive(kept=kept, life=lived([each.event for each in written]))


def look_id(arrangement: str) -> str:
    """Name the one look at an arrangement that waits for a day."""
    return f"look:{arrangement}"


def look_soon_id(arrangement: str) -> str:
    """Name the look at an arrangement for something that waits for no day."""
    return f"look_soon:{arrangement}"


def _standing(kept: KeptArrangement, life: Life, events: Sequence[Event], at: datetime) -> KeptArrangement:
    return replace(
        kept,
        state=life.state,
        owners=kept.owners | life.agreed.owners,
        version=kept.version + len(events),
        begun_at=at if any(isinstance(event, Granted | AgreedTo) for event in events) else kept.begun_at,
        ended_at=(kept.ended_at or at) if life.state in CLOSED else None,
    )
