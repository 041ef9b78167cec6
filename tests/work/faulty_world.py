"""Arrangements over all five agencies, each behind a proxy that can break the line to it.

No law knows one arrangement over all five; the demo's reform does.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from agencies.desk_in_hand import OWNERS, PROFILES
from builders import AGENCIES, a_claim, a_report
from fault_proxy import FaultProxy, fault_proxy
from hub_world import World, a_world
from joserfc.jwk import ECKey
from kept import a_person
from living import LivingWorld
from reforming import BREED

from adapters.agencies.desk import HttpDesk
from adapters.agencies.simulator import bsn, server
from adapters.agencies.simulator.faults import Pace
from adapters.agencies.simulator.server import Order, Stall
from adapters.settings import SourceSettings
from adapters.store.work import SqlWork
from adapters.system import RandomIds
from consent.parties import AgencyCode, SubjectRef
from hub.actions.living import Alive
from hub.life.kept import KeptErrand, WorkKind

SCHEME: Final = "rijk-wide"
EXECUTES: Final = "cjib"
AUDIENCE: Final = "https://agency.example/token"
OWED: Final = tuple(a_report(code, a_claim(30_000, owner=code, reference=f"{code}-1")) for code in AGENCIES)
IMPATIENT_S: Final = 0.6
PATIENT_S: Final = 20
"""How long the agency behind the fault is waited for, and all others: the machine may be busy."""


@dataclass(frozen=True)
class Street:
    """All agencies, each in a thread, and the key that they know us by."""

    stalls: Mapping[str, Stall]
    key_file: Path

    def counted(self, code: str, arrangement: str) -> "Counter[str]":
        """How often the agency itself says that it did what, about an arrangement."""
        with urlopen(f"{self.stalls[code].url}/simulator/desk") as answer:  # noqa: S310 an address of our own
            errands = json.load(answer)["errands"]
        told = Counter[str]()
        for each in errands:
            if each["arrangement"] == arrangement:
                told[each["kind"]] += each["carriedOut"]
        return told

    def switch(self, code: str, behaviour: str | None, times: int | None = None) -> None:
        """Have the agency's desk behave so, for so many calls or until told again."""
        order = json.dumps({"behaviour": behaviour, "times": times}).encode()
        request = Request(f"{self.stalls[code].url}/simulator/desk", data=order, method="PUT")  # noqa: S310 an address of our own
        with urlopen(request) as answer:  # noqa: S310 as above
            assert answer.status == 204


@contextmanager
def a_street(folder: Path) -> Iterator[Street]:
    key = ECKey.generate_key("P-256", auto_kid=True)
    path = folder / "hub.jwk"
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    clients = {"hub": {"keys": [key.as_dict(private=False)]}}
    with ExitStack() as stack:
        orders = {code: Order(code=code, clients=clients, token_audience=AUDIENCE) for code in AGENCIES}
        pace = Pace(slow_seconds=IMPATIENT_S * 2)
        stalls = {code: stack.enter_context(server.running(order, pace=pace)) for code, order in orders.items()}
        yield Street(stalls=stalls, key_file=path)


@dataclass
class FaultyWorld:
    """People with an arrangement each, who share the desks of the agencies and the clock."""

    world: World
    desks: Mapping[AgencyCode, Any]
    proxies: Mapping[str, FaultProxy]
    street: Street
    lives: list[LivingWorld]
    arrangements: list[Alive]

    async def accepted(self, people: int) -> None:
        """So many more people accept an arrangement over all agencies."""
        for _ in range(people):
            own = replace(self.world, subject=await a_person(self.world.engine))
            life = LivingWorld(own)
            life.desks.clear()
            life.desks.update(self.desks)
            life.accept_ = replace(life.accept_, ids=RandomIds())
            life.bring = replace(life.bring, ids=RandomIds())
            own.propose = replace(own.propose, ids=RandomIds())
            own.give = replace(own.give, ids=RandomIds())
            await own.give(own.wish())
            alive = await life.accept((await life.propose(scheme=SCHEME)).id)
            assert isinstance(alive, Alive), alive
            self.lives.append(life)
            self.arrangements.append(alive)

    async def work(self) -> None:
        """Do what is due, and what becomes due by it, several at once as an executor does."""
        acts: dict[WorkKind, Any] = {WorkKind.ERRAND: self.lives[0].bring, WorkKind.LOOK: self.lives[0].look}
        for _ in range(10):
            due = await SqlWork(self.world.engine).due(self.world.clock.now(), at_most=1000)
            if not due:
                return
            for first in range(0, len(due), 4):
                await asyncio.gather(*(acts[each.kind](each.about, each.subject) for each in due[first : first + 4]))
        raise AssertionError("work never comes to rest")

    async def later(self) -> None:
        """Let time go by, and do what is due by then: as often as it takes until nothing waits for an agency."""
        for _ in range(6):
            self.world.clock.forward(hours=7)
            await self.work()
            if not await self._waiting():
                return

    async def _waiting(self) -> list[KeptErrand]:
        return [each for code in AGENCIES for each in await self.all_errands(code) if not each.is_over]

    async def errands(self, life: LivingWorld, alive: Alive) -> list[KeptErrand]:
        async with self.world.store.transaction(life.world.subject) as transaction:
            return list(await transaction.arrangements.errands(alive.kept.id))

    async def all_errands(self, agency: str) -> list[KeptErrand]:
        """Everything that an agency was or is to be asked or told."""
        pairs = zip(self.lives, self.arrangements, strict=True)
        made = [each for life, alive in pairs for each in await self.errands(life, alive)]
        return [each for each in made if each.agency == agency]


@asynccontextmanager
async def a_faulty_world(street: Street, impatient: str) -> AsyncIterator[FaultyWorld]:
    """Open a world in which one agency is waited for as short as it can be."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world(*OWED, book=BREED))
        numbers = dict[SubjectRef, str]()

        async def bsn_of(subject: SubjectRef) -> str:
            # Nobody's story is about these: to some personas the agencies behave oddly by themselves.
            return numbers.setdefault(subject, bsn.for_generated(len(numbers)) or "")

        proxies, desks = {}, {}
        for code, stall in street.stalls.items():
            proxy = await stack.enter_async_context(fault_proxy())
            proxy.upstream = int(stall.url.rpartition(":")[2])
            desk = HttpDesk(
                profile=PROFILES[code],
                settings=_settings(code, proxy, street, IMPATIENT_S if code == impatient else PATIENT_S),
                bsn_of=bsn_of,
                owners=OWNERS,
                now=lambda: datetime.now(UTC),  # noqa: TID251 the agencies look at the real clock
                monotonic_s=lambda: world.clock.at.timestamp(),  # noqa: PLW0108 the clock moves on
            )
            stack.push_async_callback(desk.close)
            proxies[code], desks[AgencyCode(code)] = proxy, desk
        yield FaultyWorld(world=world, desks=desks, proxies=proxies, street=street, lives=[], arrangements=[])


def _settings(code: str, proxy: FaultProxy, street: Street, timeout_s: float) -> SourceSettings:
    made = SourceSettings(
        url=proxy.url,
        token_url=f"{proxy.url}/oauth/token",
        token_audience=AUDIENCE,
        key_file=street.key_file,
        jwks_url=f"{proxy.url}/jwks" if PROFILES[code].signs_answers else None,
    )
    return made.model_copy(update={"timeout_s": timeout_s})
