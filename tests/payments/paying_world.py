"""A small hub in which people pay: on a mandate, into an agency's account, and out to the owners."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from builders import BOOK
from hub_world import PlainVault
from living import LivingWorld, a_life_world
from payments.bank import DIRECT

from adapters.payments.collection_file import unfit
from adapters.store.arrangement_list import SqlArrangementList
from consent.parties import AgencyCode
from hub.actions.book_statement import BookStatement, Line
from hub.actions.export_collection import ExportCollection, PlannedDebit
from hub.actions.export_payout import ExportPayout, Period
from hub.actions.living import Alive
from hub.actions.read_carried import OnBehalf, ReadCarried
from hub.domain.money import Cents
from hub.life.paying import Paying
from hub.life.payment_reference import PaymentFor, tag_of

FIRST_TERM = date(2027, 1, 1)


class PayingWorld:
    """What moves money, on a world in which an arrangement can run."""

    def __init__(self, hub: LivingWorld) -> None:
        self._names = count(1)
        self.hub, self.world, self.clock = hub, hub.world, hub.world.clock
        self.listing = SqlArrangementList(hub.world.engine)
        self.read = ReadCarried(
            listing=self.listing, store=hub.world.store, vault=PlainVault(), closing=hub.change_.closing
        )
        self.collect = ExportCollection(
            read=self.read, clock=self.clock, book=BOOK, unfit=unfit, write=self._collected, new_name=self._name
        )
        self.pay_out = ExportPayout(read=self.read, clock=self.clock, write=self._paid, new_name=self._name)
        self.written: list[str] = []
        self.book = BookStatement(listing=self.listing, change=hub.change_, new_trace=lambda: "1" * 32)

    def _name(self) -> str:
        return f"F-{next(self._names)}"

    def _collected(self, debits: Sequence[PlannedDebit], /, *, name: str, on: date, made_at: datetime) -> bytes:
        """Write what a test can compare, in place of a file for a bank."""
        said = [(each.about.due_on, int(each.debit.amount), each.debit.is_first) for each in debits]
        return self._wrote(repr((name, on, made_at, said)))

    def _paid(self, owed: Mapping[AgencyCode, Cents], /, *, name: str, made_at: datetime) -> bytes:
        return self._wrote(repr((name, made_at, dict(owed)))) if owed else b""

    def _wrote(self, text: str) -> bytes:
        self.written.append(text)
        return text.encode()

    async def begun(self, paying: Paying = DIRECT) -> str:
        """Let an arrangement run, paid as somebody wants; give its id."""
        await self.world.give(self.world.wish())
        alive = await self.hub.accept((await self.hub.propose()).id, paying=paying)
        assert isinstance(alive, Alive), alive
        await self.hub.work()
        return str(alive.kept.id)

    async def running(self, paying: Paying = DIRECT) -> Alive:
        """An arrangement that runs."""
        return await self.hub.stands(await self.begun(paying))

    async def begin(self) -> None:
        """Let one run, to be paid."""
        self.alive = await self.running()

    def at(self, day: date) -> None:
        """Move the clock to noon of a day."""
        self.clock.at = datetime.combine(day, self.clock.at.timetz())

    async def told(self, *lines: Line, agency: str = "cjib", own_share: bool = False) -> list[tuple[str, str | None]]:
        """Book lines; what came of each, and why."""
        fates = await self.book(behalf(agency), lines, own_share=own_share)
        return [(each.fate.value, each.why) for each in fates]


def behalf(agency: str = "cjib", **changes: Any) -> OnBehalf:
    return replace(OnBehalf(agency=AgencyCode(agency), by="operator-7", reason="run of january"), **changes)


def a_line(alive: Alive, cents: int, on: date, bank: str = "B-1", **changes: Any) -> Line:
    about = PaymentFor(tag=tag_of(alive.kept.id), due_on=FIRST_TERM)
    return replace(Line(number=1, amount=Cents(cents), on=on, bank_reference=bank, about=about), **changes)


def a_month(month: int = 12, year: int = 2026) -> Period:
    return Period(since=date(year, month, 1), until=date(year + month // 12, month % 12 + 1, 1))


@asynccontextmanager
async def a_paying_world(url: str = "sqlite://") -> AsyncIterator[PayingWorld]:
    async with a_life_world(url=url) as hub:
        yield PayingWorld(hub)
