"""A hub's folder in which an arrangement runs, kept under the hub's own keys: for commands that read it."""

from dataclasses import replace
from pathlib import Path

from builders import AGENCIES, a_report, an_agency
from hub_world import StandingSource, StillClock, World
from living import OWED, LivingWorld
from migrated import bring_up
from payments.bank import ACCOUNTS
from payments.paying_world import PayingWorld

from adapters import audit_parts, settings
from adapters.cli.demo_folder import DemoFolder
from adapters.identity.bsn import Bsn
from adapters.parts import enough, parts
from consent.parties import AgencyCode

SOMEBODY = Bsn("999990019")


def a_folder(path: Path, *, model: str = "one_collector", without: str = "") -> DemoFolder:
    """The demo's files, with accounts of the agencies."""
    made = DemoFolder(path=path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    told = [f'\n[payments]\nmodel = "{model}"\n']
    for code, account in ACCOUNTS.items():
        if code != without:
            creditor = f'creditor_id = "{account.creditor_id}"\n' if account.creditor_id else ""
            told.append(f'[payments.accounts.{code}]\nname = "{account.name}"\niban = "{account.iban}"\n{creditor}')
    made.config.write_text(made.config.read_text(encoding="utf-8") + "\n".join(told), encoding="utf-8")
    return made


async def with_an_arrangement(folder: DemoFolder, *, ends_in_order: bool = True) -> str:
    """Let somebody's arrangement run, paid on a mandate; give its id."""
    told = settings.load(folder.config)
    made = parts(told)
    try:
        await bring_up(made.engine)
        subject = await made.directory.ref_of(SOMEBODY)
        sources = {
            code: StandingSource(agency=an_agency(code), report=OWED if code == "cjib" else a_report(code))
            for code in AGENCIES
        }
        world = World(engine=made.engine, subject=subject, sources=sources, clock=StillClock())
        world.propose = replace(world.propose, vault=made.vault, show=replace(world.show, vault=made.vault))
        hub = LivingWorld(world)
        hub.accept_ = replace(hub.accept_, vault=made.vault)
        hub.bring = replace(hub.bring, vault=made.vault)
        assert hub.desks[AgencyCode("cjib")].says == []
        arrangement = await PayingWorld(hub).begun()
    finally:
        await made.engine.dispose()
    if ends_in_order:
        await end_in_order(folder)
    return arrangement


async def end_in_order(folder: DemoFolder) -> None:
    """Leave it as a hub that ends in order does: what is not under a checkpoint for an hour closes the log."""
    told = settings.load(folder.config)
    made = parts(told)
    try:
        async with audit_parts.sealing(told, made.log, made.watch, audit_parts.witnesses(told), enough(told)).running():
            pass
    finally:
        await made.engine.dispose()
