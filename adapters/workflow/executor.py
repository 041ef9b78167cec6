"""One process's part in the work: it looks at what is due, in turns with the others, and does some of it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from adapters.spared import structlog
from adapters.workflow import engine_log, tables
from adapters.workflow.doing import Doing, DueWork
from adapters.workflow.pace import Pace
from adapters.workflow.relay import found, name
from consent.parties import SubjectRef
from hub.errors import Unavailable
from hub.life.kept import Work, WorkKind
from hub.ports import Clock

APPLICATION: Final = "eenregeling"
VERSION: Final = "1"
"""Changed only where work that an older version began cannot be ended by a newer one: then the older one ends it."""

QUEUE: Final = "work"
RELAY: Final = "relay"
CARRY: Final = "carry"

OVER: Final = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")

GRACE_SECONDS: Final = 20
"""How long work that was begun may go on when the process is asked to end; an agency has ten seconds to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where DBOS keeps its tables, who it connects as, and what this executor is called there, which must be unique."""

    store_url: str
    role: str | None
    executor: str


_HERE: Final = threading.Lock()
"""Held by the one executor of this process."""


class Executor:
    """Work, as long as it is running. There is one in a process: DBOS knows of one only.

    `clock` says what is due; `wall` how long somebody has been at work, which no calendar changes.
    """

    def __init__(
        self, place: Place, *, doing: Doing, due: DueWork, clock: Clock, wall: Callable[[], datetime], pace: Pace
    ) -> None:
        self._place = place
        self._doing = doing
        self._due = due
        self._clock = clock
        self._wall = wall
        self._pace = pace
        self._at_work: set[int] = set()
        self._relay: Callable[[Any, Any], None] = lambda _planned, _context: None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what is due, until the block ends; then end what was begun, or leave it to others.

        DBOS waits and blocks in threads of its own, started from one: on the hub's loop nothing waits for it.
        """
        self._doing.here()
        loop = asyncio.get_running_loop()
        with _alone(), TemporaryDirectory(prefix="hub-work-") as scratch, ThreadPoolExecutor(max_workers=1) as aside:
            try:
                with _told_as_ours():
                    await loop.run_in_executor(aside, self._launch, Path(scratch))
                yield
            finally:
                await asyncio.shield(loop.run_in_executor(aside, self._end))

    async def look(self) -> None:
        """Look at what is due now, for whoever moved the clock. Raises Unavailable where that fails."""
        with _told_as_ours():
            await asyncio.to_thread(lambda: DBOS.start_workflow(self._relay, self._wall(), None).get_result())

    def _launch(self, scratch: Path) -> None:
        where = tables.address(self._place.store_url, scratch=scratch)
        engine_log.quieten()
        tables.upgrade(where, self._place.role)
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._place.executor,
            "system_database_url": where,
            "dbos_system_schema": tables.SCHEMA,
            "db_engine_kwargs": tables.connecting(where, self._place.role),
            "run_migrations": False,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
        DBOS(config=config)
        self._register()
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._pace.at_once,
            polling_interval_sec=self._pace.poll_s,
            on_conflict="always_update",
        )
        # Each moment of the schedule is one workflow, whichever executor comes first.
        schedule = f"*/{self._pace.interval_s} * * * * *"
        DBOS.apply_schedules([{"schedule_name": RELAY, "workflow_fn": self._relay, "schedule": schedule}])

    def _end(self) -> None:
        # Waiting takes DBOS a second even where there is nothing to wait for.
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=GRACE_SECONDS if self._at_work else 0)

    def _register(self) -> None:
        """Tell DBOS what it runs. A step's faults are retried; an agency's silence is none, and stands in the row."""
        pace = self._pace
        step = DBOS.step(
            retries_allowed=True, max_attempts=pace.tries, interval_seconds=pace.first_pause_s, backoff_rate=2
        )

        @step
        def hand_over() -> list[list[str]]:
            return [[name(work), *_told(work)] for work in self._hand_over()]

        @step
        def do(kind: str, about: str, subject: str) -> None:
            self._doing.do(kind, about, subject)

        @step
        def put_off(*told: str) -> None:
            self._put_off(_work(*told))

        @DBOS.workflow(name=CARRY)
        def carry(*told: str) -> None:
            work, here = _work(*told), threading.get_ident()
            self._at_work.add(here)
            try:
                do(work.kind.value, work.about, work.subject)
            except Exception:  # noqa: BLE001 tried often enough, and logged each time
                put_off(*told)
            finally:
                self._at_work.discard(here)

        @DBOS.workflow(name=RELAY)
        def relay(_planned: Any, _context: Any) -> None:  # noqa: ANN401 DBOS says when, and what was asked for: nothing
            for workflow, *told in hand_over():
                with SetWorkflowID(workflow):
                    DBOS.enqueue_workflow(QUEUE, carry, *told)

        self._relay = relay

    def _hand_over(self) -> tuple[Work, ...]:
        """Give what is to be started; put right what went wrong with what was started before."""
        self._tidy()
        rows = self._doing.wait_for(self._due_now())
        if not rows:
            return ()
        told = DBOS.list_workflows(workflow_ids=[name(work) for work in rows], load_input=False, load_output=False)
        sorted_out = found(rows, {each.workflow_id: each.status in OVER for each in told})
        for work in sorted_out.to_put_off:
            self._put_off(work)
        return sorted_out.to_start

    async def _due_now(self) -> list[Work]:
        return list(await self._due.due(self._clock.now(), at_most=self._pace.batch))

    def _put_off(self, work: Work) -> None:
        until = self._clock.now() + timedelta(seconds=self._pace.after_fault_s)
        self._doing.wait_for(self._later(work, until))

    async def _later(self, work: Work, until: datetime) -> None:
        await self._due.put_off(work, until)

    def _tidy(self) -> None:
        """Have somebody else go on where an executor died, and let go of what is over for long.

        A look that died in the middle is done by the next one.
        """
        some = partial(DBOS.list_workflows, load_input=False, load_output=False, limit=self._pace.swept)
        dead = some(status="PENDING", dequeued_before=self._ago(self._pace.take_over_after_s))
        if carried := [each.workflow_id for each in dead if each.name == CARRY]:
            DBOS.resume_workflows(carried, queue_name=QUEUE)
        if looks := [each.workflow_id for each in dead if each.name == RELAY]:
            DBOS.cancel_workflows(looks)
        if over := some(status=list(OVER), completed_before=self._ago(self._pace.kept_s)):
            DBOS.delete_workflows([each.workflow_id for each in over])

    def _ago(self, seconds: int) -> str:
        return (self._wall() - timedelta(seconds=seconds)).isoformat()


@contextmanager
def _alone() -> Iterator[None]:
    if not _HERE.acquire(blocking=False):
        raise RuntimeError("a process has one executor")
    try:
        yield
    finally:
        _HERE.release()


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """Turn whatever goes wrong into a fault of ours: the library's text may name addresses and quote statements."""
    try:
        yield
    except Exception as fault:  # noqa: BLE001 see above
        structlog.get_logger().error("the workflow engine does not work", kind=type(fault).__name__)
        raise Unavailable("work.unavailable", "The workflow engine does not work.") from None


def _told(work: Work) -> list[str]:
    """A row as DBOS keeps it: ids, and a moment."""
    due_at = work.due_at.isoformat() if work.due_at else ""
    return [work.kind.value, work.about, str(work.subject), work.id, str(work.turn), due_at]


def _work(kind: str, about: str, subject: str, work_id: str, turn: str, due_at: str) -> Work:
    return Work(
        id=work_id,
        kind=WorkKind(kind),
        subject=SubjectRef(subject),
        about=about,
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        turn=int(turn),
    )
