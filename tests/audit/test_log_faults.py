"""Where the log cannot be written, signed or witnessed, nothing that must be logged is done: no read, no write."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import hub_world
import pytest
from audit.test_sealing_hub import a_demo
from builders import AGENCIES, a_claim, a_report, an_agency
from databases import AS_ROLE
from hub_world import StandingSource, StillClock, World
from kept import a_person, audit_log
from ports.test_store_is_full import fill
from sealing import Moments, PlainSigner, Sealed, StandingWitnesses
from sqlalchemy.ext.asyncio import AsyncEngine
from taking_out import BY

from adapters import bootstrap
from adapters.audit.witnesses import Reason
from adapters.settings_audit import AuditSettings
from adapters.store.own_lines import SqlOwnLines
from adapters.store.store import SqlStore
from consent.grants import Given
from hub.actions.export_log import ExportLog, Stage
from hub.errors import BadInput, Unavailable

ON_BOTH = pytest.mark.parametrize("database", ["sqlite", AS_ROLE], indirect=True)

NAMES = ("auditor", "partner")


class LostKey(PlainSigner):
    """Signs until its key is gone."""

    is_gone = False

    def sign(self, size: int, root: bytes) -> str:
        if self.is_gone:
            raise OSError("the key is not there")
        return super().sign(size, root)


@dataclass(kw_only=True)
class Watched:
    """A small hub whose log is watched, and that somebody uses."""

    sealed: Sealed
    world: World
    signer: LostKey
    witnesses: StandingWitnesses
    numbers: "count[int]" = field(default_factory=count)

    async def pass_an_hour(self) -> None:
        """Seal, sign and ask as long as a line may wait, and a little longer."""
        for _ in range(2):
            self.sealed.wall.forward(minutes=31)
            try:
                await self.sealed.once()
            except OSError:
                await self.sealed.watch.see()

    async def state(self) -> list[Any]:
        """Everything that could have been done: lines, consent, and what agencies were asked."""
        async with self.world.store.transaction(self.world.subject) as transaction:
            consents = (await transaction.standing()).consents
        given = [each.grant.id for each in consents if isinstance(each, Given)]
        return [await audit_log(self.sealed.engine), given, [source.asked for source in self.world.sources.values()]]


@pytest.fixture
async def hub(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    signer, witnesses, clock = LostKey(), StandingWitnesses(NAMES), StillClock()
    sealed = Sealed(engine, signer=signer, witnesses=witnesses, quorum=2, wall=Moments(clock.at))
    monkeypatch.setattr(hub_world, "SqlStore", lambda engine: SqlStore(engine, watch=sealed.watch))
    owed = a_report("cjib", a_claim(20000))
    sources = {
        code: StandingSource(agency=an_agency(code), report=owed if code == "cjib" else a_report(code))
        for code in AGENCIES
    }
    person = await a_person(engine)
    world = World(engine=engine, subject=person, sources=sources, clock=clock)
    await world.give(world.wish())
    await world.collect(world.question())
    await sealed.once()
    yield Watched(sealed=sealed, world=world, signer=signer, witnesses=witnesses)
    await sealed.asking.stop()


async def a_read(hub: Watched) -> None:
    await hub.world.collect(hub.world.question())


async def a_write(hub: Watched) -> None:
    await hub.world.give(hub.world.wish(key=f"key-{next(hub.numbers)}"))


async def an_export(hub: Watched) -> None:
    own = SqlOwnLines(hub.sealed.engine, hub.sealed.watch)
    await ExportLog(own=own, store=hub.world.store, clock=hub.world.clock).write(BY, Stage.BEGUN, {})


ACTS: dict[str, Callable[[Watched], Awaitable[None]]] = {"read": a_read, "write": a_write, "export": an_export}

LINE_OF: dict[Callable[[Watched], Awaitable[None]], str] = {
    a_read: '"claims.released"',
    a_write: '"consent.given"',
    an_export: '"log.exported"',
}
"""The line without which it was not done."""


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)  # a file is full for one connection only
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_on_a_full_disk_nothing_is_done(hub: Watched, act: Callable[[Watched], Awaitable[None]]) -> None:
    await fill(hub.sealed.engine, "audit_event")
    done = 0

    async def until_it_is_full() -> None:
        nonlocal done
        while done < 30:  # what room is left in a page may be used, and is no harm
            await act(hub)
            done += 1

    (before, given, _), line = await hub.state(), LINE_OF[act]
    with pytest.raises(Unavailable, match=r"store\.unavailable"):
        await until_it_is_full()
    after, given_then, _ = await hub.state()
    assert done == sum(line in record for _, _, record in after[len(before) :])
    assert len(given_then) - len(given) == (done * len(given) if act is a_write else 0)


@ON_BOTH
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_without_the_key_of_the_log_nothing_is_done_after_an_hour(
    hub: Watched, act: Callable[[Watched], Awaitable[None]]
) -> None:
    hub.signer.is_gone = True
    await act(hub)
    hub.world.clock.forward(minutes=62)
    await hub.pass_an_hour()
    before = await hub.state()

    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await act(hub)
    assert await hub.state() == before


@ON_BOTH
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_without_enough_witnesses_nothing_is_done_after_an_hour(
    hub: Watched, act: Callable[[Watched], Awaitable[None]]
) -> None:
    hub.witnesses.away, hub.witnesses.reason = {"partner"}, Reason.CONNECTION_FAILED
    await act(hub)
    hub.world.clock.forward(minutes=62)
    await hub.pass_an_hour()
    before = await hub.state()

    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await act(hub)
    assert await hub.state() == before

    hub.witnesses.away = set()
    await hub.pass_an_hour()
    await act(hub)


def test_a_hub_whose_key_of_the_log_is_not_there_does_not_start(tmp_path: Path) -> None:
    settings = a_demo(tmp_path, signs=True)
    old, _ = settings.audit.signing_key_files
    audit = AuditSettings(signing_key_files=(old, tmp_path / "gone.pem"))

    with pytest.raises(BadInput, match=r"audit\.signing_key_files") as refused:
        bootstrap.hub(settings.model_copy(update={"audit": audit}))
    assert "gone" not in str(refused.value)
