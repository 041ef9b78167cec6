"""An executor at work on every database: each piece of work is done, once, whatever goes wrong in between."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from databases import AS_ROLE, DATABASES
from hub_world import StillClock
from kept import NOON, a_person, whole_database
from sqlalchemy.ext.asyncio import AsyncEngine
from working import QUICK, at_rest, executor, until

from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from adapters.workflow import engine_log
from consent.parties import SubjectRef
from hub.errors import Unavailable
from hub.life.kept import Work, WorkKind


class Acting:
    """Does work that a test put there: takes it away, or fails first as often as told."""

    def __init__(self, store: SqlStore, *, faults: int = 0, does_nothing: bool = False) -> None:
        self._store = store
        self.faults = faults
        self.does_nothing = does_nothing
        self.done: list[str] = []
        self.tried = 0

    async def __call__(self, about: str, subject: SubjectRef) -> None:
        self.tried += 1
        if self.faults:
            self.faults -= 1
            raise ValueError("secret 98765")
        if self.does_nothing:
            return
        async with self._store.transaction(subject) as tx:
            await tx.arrangements.drop_work(about)
            self.done.append(about)

    @property
    def acts(self) -> dict[WorkKind, Any]:
        return dict.fromkeys(WorkKind, self)


async def put(store: SqlStore, subject: SubjectRef, *names: str, kind: WorkKind = WorkKind.LOOK) -> None:
    async with store.transaction(subject) as tx:
        for name in names:
            await tx.arrangements.put_work(Work(id=name, kind=kind, subject=subject, about=name, due_at=NOON))


@pytest.fixture
def role(database: str, request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("serving_role") if database == AS_ROLE else None


@pytest.mark.parametrize("database", [*DATABASES, AS_ROLE], indirect=True)
async def test_what_is_due_is_done_and_what_is_to_come_is_not(
    store: SqlStore, engine: AsyncEngine, store_url: str, role: str | None
) -> None:
    acting, person, clock = Acting(store), await a_person(engine), StillClock(NOON)
    names = [f"w-{number}" for number in range(30)]
    await put(store, person, *names)
    async with store.transaction(person) as tx:
        to_come = Work(id="c", kind=WorkKind.ERRAND, subject=person, about="c", due_at=NOON + timedelta(seconds=1))
        await tx.arrangements.put_work(to_come)

    async with executor(store_url, engine, acting.acts, clock, role=role) as running:
        await at_rest(running, engine, clock)
        assert sorted(acting.done) == sorted(names)

        clock.forward(seconds=1)
        await at_rest(running, engine, clock)
        assert acting.done[-1] == "c"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_nobody_has_to_say_when(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    acting = Acting(store)
    await put(store, await a_person(engine), "w")

    async with executor(store_url, engine, acting.acts, StillClock(NOON), interval_s=1):

        async def is_done() -> bool:
            return acting.done == ["w"]

        await until(is_done)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_a_fault_of_ours_is_tried_again_at_once(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    acting, clock = Acting(store, faults=2), StillClock(NOON)
    await put(store, await a_person(engine), "w")

    async with executor(store_url, engine, acting.acts, clock) as running:
        await at_rest(running, engine, clock)

    assert (acting.done, acting.tried) == (["w"], 3)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_what_fails_again_and_again_is_put_off_and_its_fault_is_kept_nowhere(
    store: SqlStore, engine: AsyncEngine, store_url: str
) -> None:
    acting, clock = Acting(store, faults=3), StillClock(NOON)
    await put(store, await a_person(engine), "w")

    async with executor(store_url, engine, acting.acts, clock, tries=3, after_fault_s=60) as running:
        await at_rest(running, engine, clock)
        kept = await SqlWork(engine).find("w")
        assert kept is not None
        assert (kept.due_at, kept.turn, acting.done) == (NOON + timedelta(seconds=60), 2, [])

        clock.forward(seconds=60)
        await at_rest(running, engine, clock)
        assert acting.done == ["w"]
        assert b"secret 98765" not in await whole_database(engine, store_url)
        assert b"w:2:" in await whole_database(engine, store_url)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_work_that_is_due_after_it_was_done_is_not_done_again_at_once(
    store: SqlStore, engine: AsyncEngine, store_url: str
) -> None:
    acting, clock = Acting(store, does_nothing=True), StillClock(NOON)
    await put(store, await a_person(engine), "w")

    async with executor(store_url, engine, acting.acts, clock) as running:
        await at_rest(running, engine, clock)

    kept = await SqlWork(engine).find("w")
    assert kept is not None
    assert (kept.due_at, acting.tried) == (NOON + timedelta(seconds=QUICK.after_fault_s), 1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_work_that_hangs_is_let_go_and_tried_again(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    acting, clock = Acting(store), StillClock(NOON)
    await put(store, await a_person(engine), "w")
    hung: list[str] = []

    async def hangs_once(about: str, subject: SubjectRef) -> None:
        if not hung:
            hung.append(about)
            await asyncio.sleep(60)
        await acting(about, subject)

    async with executor(store_url, engine, {WorkKind.LOOK: hangs_once}, clock, attempt_s=0.2) as running:
        await at_rest(running, engine, clock)

    assert (hung, acting.done) == (["w"], ["w"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_stop_waits_for_what_was_begun(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    acting, begun = Acting(store), asyncio.Event()
    await put(store, await a_person(engine), "w")

    async def slow(about: str, subject: SubjectRef) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        await acting(about, subject)

    async with executor(store_url, engine, {WorkKind.LOOK: slow}, StillClock(NOON)) as running:
        await running.look()
        async with asyncio.timeout(10):
            await begun.wait()

    assert acting.done == ["w"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_rows_about_what_is_over_do_not_stay(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    acting, clock = Acting(store), StillClock(NOON)
    await put(store, await a_person(engine), "some-work")

    async with executor(store_url, engine, acting.acts, clock, kept_s=0) as running:
        await at_rest(running, engine, clock)
        assert b"some-work:1:" in await whole_database(engine, store_url)

        async def are_gone() -> bool:
            await running.look()
            return b"some-work:1:" not in await whole_database(engine, store_url)

        await until(are_gone)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_engine_that_cannot_start_is_a_fault_of_ours(
    engine: AsyncEngine, store: SqlStore, unused_tcp_port: int
) -> None:
    nowhere = f"postgresql://hub:geheim@127.0.0.1:{unused_tcp_port}/hub"

    with pytest.raises(Unavailable, match=r"^work\.unavailable: The workflow engine does not work\.") as away:
        async with executor(nowhere, engine, Acting(store).acts, StillClock(NOON)):
            pass
    assert "geheim" not in str(away.value.__cause__)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_process_has_one_executor(engine: AsyncEngine, store: SqlStore, store_url: str) -> None:
    async with executor(store_url, engine, Acting(store).acts, StillClock(NOON)):
        with pytest.raises(RuntimeError, match="one executor"):
            async with executor(store_url, engine, Acting(store).acts, StillClock(NOON)):
                pass


def test_the_engine_says_where_and_not_what_and_not_all_the_time(caplog: pytest.LogCaptureFixture) -> None:
    engine_log.quieten()
    engine_log.quieten()
    logger = logging.getLogger(engine_log.ENGINE)
    for each in logger.filters:
        if isinstance(each, engine_log.PlacesOnly):
            each.forget()
    logger.info("nothing")
    for _ in range(3):
        logger.warning("address %s with password", "postgresql://a:geheim@b")

    (line,) = caplog.messages
    assert line.startswith("the workflow engine met with something in test_executor.test_the_engine_says")
