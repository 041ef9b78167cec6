"""A worker that may be killed: it accepts proposals and does the work that is due. python worker.py PLAN

It says `ready` when it begins to accept, and goes on until its input ends.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from builders import AGENCIES, BOOK, NOON, REGISTER, a_citizen, a_report, an_agency
from hub_world import EDITION, TRACE, PlainVault, StandingSource
from living import OWED, NoClosingDays
from work.desks import far_desk
from working import executor, wall

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.system import RandomIds, is_iban
from consent.parties import AgencyCode, SubjectRef
from hub.actions.accept_arrangement import Acceptance, AcceptArrangement
from hub.actions.bring_errand import BringErrand
from hub.actions.collect import Collect
from hub.actions.living import Alive
from hub.actions.look_at_arrangement import LookAtArrangement
from hub.actions.once import OnceProblem
from hub.actions.preview import Compute
from hub.errors import Unavailable
from hub.life.kept import WorkKind

FASTER = 30
"""So many times as fast as the machine's runs the hub's clock: a lease of a minute is over in two seconds."""


@dataclass(frozen=True)
class FastClock:
    """Noon, and from then on faster; the same in every worker."""

    since: datetime

    def now(self) -> datetime:
        return NOON + FASTER * (wall() - self.since)

    def today(self) -> date:
        return self.now().date()


class Worker:
    """The actions of one process."""

    def __init__(self, url: str, port: int, since: datetime) -> None:
        self.url, self.engine, self.clock = url, open_engine(url), FastClock(since)
        sources = [
            StandingSource(agency=an_agency(code), report=OWED if code == "cjib" else a_report(code))
            for code in AGENCIES
        ]
        shared: dict[str, Any] = {
            "store": SqlStore(self.engine),
            "vault": PlainVault(),
            "clock": self.clock,
            "closing": NoClosingDays(),
        }
        self.accept = AcceptArrangement(
            collect=Collect(
                ids=RandomIds(),
                sources=sources,
                store=shared["store"],
                vault=shared["vault"],
                clock=self.clock,
                register=REGISTER,
                edition=EDITION,
            ),
            compute=Compute(book=BOOK, clock=self.clock, version="test"),
            ids=RandomIds(),
            is_account=is_iban,
            **shared,
        )
        desks: dict[Any, Any] = {AgencyCode(code): far_desk(code, port) for code in AGENCIES}
        self.acts: dict[WorkKind, Any] = {
            WorkKind.ERRAND: BringErrand(desks=desks, ids=RandomIds(), book=BOOK, **shared),
            WorkKind.LOOK: LookAtArrangement(ids=RandomIds(), book=BOOK, **shared),
        }

    async def accept_until_done(self, subject: SubjectRef, proposal: str) -> None:
        """Accept as a client does: the same key again until there is an answer."""
        asked = Acceptance(requester=a_citizen(subject), subject=subject, proposal=proposal, trace=TRACE, key="a")
        while True:
            try:
                found = await self.accept(asked)
            except Unavailable:
                found = OnceProblem.IN_PROGRESS
            if isinstance(found, Alive):
                return
            assert found is OnceProblem.IN_PROGRESS, found
            await asyncio.sleep(0.2)


async def main(plan: dict[str, Any]) -> None:
    worker = Worker(plan["url"], plan["port"], datetime.fromisoformat(plan["since"]))
    running = executor(
        worker.url,
        worker.engine,
        worker.acts,
        worker.clock,
        interval_s=1,
        poll_s=0.1,
        take_over_after_s=plan["take_over_after_s"],
    )
    async with running:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.gather(*(worker.accept_until_done(SubjectRef(one), its) for one, its in plan["accepts"]))
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await worker.engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
