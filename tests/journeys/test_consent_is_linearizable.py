"""Giving, withdrawing and reading at the same time, by many clients and two workers: never a stale release."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from builders import BOOK, REGISTER, a_citizen, a_claim, a_report, an_agency
from effort import PROVING
from hub_world import TRACE, PlainVault, RandomlySlowSource
from kept import a_person
from linear import IMPOSSIBLE, Operation, is_linearizable

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.system import RandomIds
from consent.grants import GrantId
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Purpose
from hub.actions.change_grants import Named
from hub.actions.collect import Collect, Question
from hub.actions.give_consent import GiveConsent, Wish
from hub.actions.withdraw_consent import WithdrawConsent

CLIENTS, TURNS = 8, 60
SKEW = timedelta(seconds=3)
"""So far the clock of the second worker is behind."""


@dataclass
class LateClock:
    """The machine's clock, or one that is behind it."""

    behind: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) - self.behind  # noqa: TID251 - clocks that really run, and differ

    def today(self) -> date:
        return self.now().date()


@dataclass
class Worker:
    """One worker process' worth of the hub, with its own connections and its own clock."""

    give: GiveConsent
    withdraw: WithdrawConsent
    collect: Collect


@dataclass
class Table:
    """What the clients write down together."""

    ticks: "count[int]" = field(default_factory=count)
    operations: list[Operation] = field(default_factory=list)
    grants: list[GrantId] = field(default_factory=list)


@asynccontextmanager
async def workers(url: str, dice: random.Random) -> AsyncIterator[tuple[SubjectRef, list[Worker]]]:
    engines = [open_engine(url) for _ in range(2)]
    try:
        yield (
            await a_person(engines[0]),
            [
                _worker(SqlStore(engine), LateClock(behind), dice)
                for engine, behind in zip(engines, (timedelta(0), SKEW), strict=True)
            ],
        )
    finally:
        for engine in engines:
            await engine.dispose()


def _worker(store: SqlStore, clock: LateClock, dice: random.Random) -> Worker:
    agency = an_agency("cjib")
    source = RandomlySlowSource(agency=agency, report=a_report("cjib", a_claim()), dice=dice)
    return Worker(
        give=GiveConsent(agencies=(agency,), register=REGISTER, book=BOOK, store=store, clock=clock, ids=RandomIds()),
        withdraw=WithdrawConsent(store=store, clock=clock),
        collect=Collect(
            ids=RandomIds(), sources=(source,), store=store, vault=PlainVault(), clock=clock, register=REGISTER
        ),
    )


async def client(name: int, worker: Worker, subject: SubjectRef, table: Table, dice: random.Random) -> None:
    """Do sixty things, and write each down with when it began and ended."""
    me = a_citizen(subject)
    for turn in range(TURNS):
        key, choice = f"{name}-{turn}", dice.random()
        began = next(table.ticks)
        if choice < 0.25:
            wish = Wish(
                requester=me,
                subject=subject,
                agencies=(AgencyCode("cjib"),),
                purposes=(Purpose.OVERVIEW,),
                trace=TRACE,
                key=key,
            )
            given_states = await worker.give(wish)
            assert isinstance(given_states, tuple)
            (given,) = given_states
            table.grants.append(given.grant.id)
            operation = _given(given.grant.id)
        elif choice < 0.5 and table.grants:
            target = table.grants[-dice.randint(1, min(3, len(table.grants)))]
            named = Named(requester=me, subject=subject, grants=(target,), trace=TRACE, key=key)
            assert isinstance(await worker.withdraw(named), tuple)
            operation = _withdrawn(target)
        else:
            question = Question(
                requester=me,
                subject=subject,
                purpose=Purpose.OVERVIEW,
                as_of=worker.collect.clock.today(),
                trace=TRACE,
            )
            operation = _read(bool((await worker.collect(question)).claims))
        table.operations.append(Operation(began=began, ended=next(table.ticks), **operation))


def _dice(seed: int, name: int) -> random.Random:
    return random.Random(f"{seed}-{name}")  # noqa: S311 - a dice that falls the same way again


def _given(grant: GrantId):
    return {"name": "give", "step": lambda _state: grant}


def _withdrawn(target: GrantId):
    return {"name": "withdraw", "step": lambda state: None if state == target else state}


def _read(released: bool):  # noqa: FBT001 - what was seen
    return {"name": "read", "step": lambda state: state if (state is not None) is released else IMPOSSIBLE}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("seed", range(5 if PROVING else 1))
async def test_nothing_is_released_that_one_clerk_would_not_have_released(engine, store_url, seed):
    dice, table = random.Random(seed), Table()  # noqa: S311 - a dice that falls the same way again
    async with workers(store_url, dice) as (subject, both):
        await asyncio.gather(
            *(client(name, both[name % 2], subject, table, _dice(seed, name)) for name in range(CLIENTS))
        )

    assert len(table.operations) == CLIENTS * TURNS
    assert {"give", "withdraw", "read"} == {operation.name for operation in table.operations}
    assert is_linearizable(table.operations, None)


def test_a_release_after_a_withdrawal_has_ended_is_noticed():
    grant = GrantId("g")
    history = [
        Operation(began=0, ended=1, **_given(grant)),
        Operation(began=2, ended=3, **_withdrawn(grant)),
        Operation(began=4, ended=5, **_read(released=True)),
    ]
    assert not is_linearizable(history, None)
    assert is_linearizable([*history[:2], Operation(began=2, ended=5, **_read(released=True))], None)
