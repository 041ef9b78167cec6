"""`hub demo`: five agencies, the hub, fictitious people, and the main job over HTTP, printed as tables."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.demo_folder import WITNESSES, WORKERS, DemoFolder, as_sources
from adapters.cli.known_personas import check_personas
from adapters.cli.simulate import until_stopped
from adapters.cli.terminal import Exit, say, stop_event, tell

if TYPE_CHECKING:
    from adapters.agencies.simulator.street import Street
    from adapters.cli.demo_client import DemoClient
    from adapters.cli.demo_print import Printer
    from adapters.settings_portal import Audience

STEPS = 5
REFUSED = "sem"
"""Owes exactly 75 euros, which the rule refuses."""

SILENT = "omar"
"""DUO is out of order when he asks, and he keeps one agency out."""

WIDE, LAW = "rijk-wide", "rijk-2025"
REFORM = "rijk-breed"
"""Under which the plan over all agencies can be accepted here; everything that rests on it bears the name."""


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="End after printing.")] = False,
    persona: Annotated[str, typer.Option(help="For whom the arrangement is computed.")] = "noor",
    port: Annotated[int, typer.Option(help="Port of the hub.", min=1, max=65535)] = 8000,
    base_port: Annotated[int, typer.Option(help="First port of the agencies.", min=1, max=65000)] = 9101,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Serve the sandbox for who builds on it too.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files; emptied first.")] = Path(".demo"),
) -> None:
    """Start everything, run the main job through GraphQL over HTTP, print it, and serve until Ctrl-C."""
    from adapters.agencies.registry import AGENCIES
    from adapters.agencies.simulator import people

    known = {one.name for one in people.personas()}
    check_personas((persona,), known)
    first_portal = base_port + len(AGENCIES) + len(WITNESSES)
    _free(port, base_port, first_portal - base_port + len(WORKERS))
    files = DemoFolder(path=folder)
    with files.held(), _running(files, port=port, base_port=base_port, sandbox=sandbox) as (client, agencies):
        _step(4, f"giving consents for {len(known)} fictitious people, through GraphQL")
        _seed(client)
        _step(5, f"computing arrangements, through GraphQL; for these people it is {people.STORY_DAY}")
        _main_job(client, persona)
        _short_life(client, files, persona)
        if not once:
            _serve(agencies, files, persona, url=f"http://127.0.0.1:{port}", first_portal=first_portal)
    if once:
        say("\nEverything has stopped; without --once (`make demo`) it keeps serving.")


def _serve(agencies: "Street", files: DemoFolder, persona: str, *, url: str, first_portal: int) -> None:
    """Start the portals for workers, say where everything is, and serve until Ctrl-C."""
    from adapters.cli.demo_portals import addresses, portal_processes

    portals = addresses(first_portal)
    with portal_processes(files, hub_url=url, day=files.moving_day, portals=portals):
        _addresses(agencies.described(), url, files, persona, portals)
        stopped = stop_event()
        tell("Serving; Ctrl-C stops everything.")
        until_stopped(agencies, stopped)


@contextmanager
def _running(folder: DemoFolder, *, port: int, base_port: int, sandbox: bool) -> "Iterator[tuple[DemoClient, Street]]":
    """Start agencies and hub, one after the other; stop them in the other order."""
    from adapters.agencies.registry import AGENCIES
    from adapters.agencies.simulator import street
    from adapters.cli.demo_client import DemoClient
    from adapters.cli.demo_hub import hub_process
    from adapters.cli.demo_portals import addresses
    from adapters.cli.demo_witnesses import witness_processes
    from adapters.cli.token import token_for

    url = f"http://127.0.0.1:{port}"
    _step(1, f"making keys and configuration in {folder.path}/")
    clients = folder.make()
    first_witness = base_port + len(AGENCIES)
    _step(
        2,
        f"starting {len(AGENCIES)} agencies on ports {base_port} to {first_witness - 1}, "
        f"and {len(WITNESSES)} witnesses of the audit log after them",
    )
    with (
        street.open_street(base_port=base_port, clients=clients) as running,
        witness_processes(folder, first_port=first_witness) as witnesses,
    ):
        folder.configure_life(
            public_url=url,
            agencies=as_sources(running),
            reform=REFORM,
            witnesses=witnesses,
            portals=addresses(first_witness + len(WITNESSES)),
        )
        _step(3, f"starting the hub on {url}")
        with (
            hub_process(folder.config, port=port, url=url, more=["--sandbox"] if sandbox else []),
            DemoClient(url, lambda persona: token_for(folder.config, persona=persona, as_="citizen")) as client,
        ):
            yield client, running


def _seed(client: "DemoClient") -> None:
    from adapters.agencies.simulator import people

    for one in people.personas():
        answer = client.ask(one.name, "demo_give_consent", {"key": "seed", "agencies": list(one.consents)})
        if answer["giveConsent"]["problems"]:
            raise AssertionError("a seeded consent was refused")


def _main_job(client: "DemoClient", persona: str) -> None:
    """Print the whole story for one persona, then a refusal and a missing agency."""
    from adapters.cli.demo_print import Printer

    printer = Printer()
    wide = client.ask(persona, "demo_preview", {"scheme": WIDE})["preview"]
    printer.title(f"{persona}: what if one arrangement went over all agencies? ({WIDE})")
    printer.outcome(wide)
    kept = client.ask(persona, "demo_propose", {"key": "main-job", "scheme": LAW})["proposeArrangement"]
    printer.title(f"{persona}: what the law of today allows (Betalingsregeling Rijk 2025, {LAW})")
    printer.kept(kept)
    _household(client, persona, printer)
    for other, scheme, why in ((REFUSED, LAW, "a refusal"), (SILENT, WIDE, "a missing agency")):
        printer.title(f"{other}: {why} ({scheme})")
        printer.brief(client.ask(other, "demo_preview", {"scheme": scheme})["preview"])


def _short_life(client: "DemoClient", files: DemoFolder, persona: str) -> None:
    """What becomes of that plan once it is accepted, month after month."""
    from adapters.agencies.simulator import people
    from adapters.cli.demo_life import ShortLife
    from adapters.cli.demo_print import Printer
    from adapters.cli.token import token_for

    printer = Printer()
    printer.title(f"{persona}: a short life of the plan over all agencies ({WIDE}, under reform {REFORM})")
    ShortLife(
        client=client,
        persona=next(one for one in people.personas() if one.name == persona),
        token_of=lambda agency: token_for(files.config, as_=f"agency:{agency}"),
        clock=files.clock,
        printer=printer,
    ).play(WIDE)


def _household(client: "DemoClient", persona: str, printer: "Printer") -> None:
    """What the household can miss, the plan that then fits, and every variant side by side."""
    from adapters.agencies.simulator import people

    situation = next(one.situation for one in people.personas() if one.name == persona)
    if situation:
        household = str(situation["household"]).lower().replace("_", " ")
        printer.title(f"{persona}: how much can be missed a month? (told: {household}, income and expenses)")
        printer.capacity(client.ask(persona, "capacity", {"situation": situation})["capacity"])
        printer.title(f"{persona}: the plan over all agencies, now that the household is known ({WIDE})")
        printer.personal(client.ask(persona, "demo_preview", {"scheme": WIDE, "situation": situation})["preview"])
    printer.title(f"{persona}: every way of arranging it, side by side")
    printer.comparison(client.ask(persona, "compare", {"situation": situation or None})["compare"])


def _number(persona: str) -> str:
    """Give the number of somebody who does not exist: workers name people by it."""
    from adapters.agencies.simulator import people

    return next(one.bsn for one in people.personas() if one.name == persona)


def _addresses(
    described: Mapping[str, Any], url: str, files: DemoFolder, persona: str, portals: "Mapping[Audience, str]"
) -> None:
    say(f"\nPortal     {url}/   log in as {persona}, or whom you like")
    number = _number(persona)
    say(f"Workers    {portals['staff']}/   log in as a worker of an agency; {persona} has the number {number}")
    say(f"Helpers    {portals['intermediary']}/   log in as who helps people")
    say(f"Console    {url}/demo-console")
    say(f"Explorer   {url}/explorer")
    say(f"Hub        {url}/graphql   schema {url}/schema.graphql   health {url}/health/sources")
    for agency in described["agencies"]:
        say(f"Agency     {agency['url']}   {agency['name']} (process {agency['pid']})")
    say(f"Token      .venv/bin/hub token --config {files.config} --persona {persona} --as citizen")
    say(f"Clock      it is {files.clock.today()} here; the number of days in {files.clock_file} moves it")


def _free(port: int, base_port: int, others: int) -> None:
    """Say at once which ports are taken, before anything is started, and give a command that works beside."""
    taken = [wanted for wanted in (port, *range(base_port, base_port + others)) if not _is_free(wanted)]
    if taken:
        tell(f"In use: port {', '.join(map(str, taken))}. Another demo may be running. Beside it:")
        tell(f"  .venv/bin/hub demo --port {port + 10} --base-port {base_port + 100} --folder .demo-{port + 10}")
        raise typer.Exit(Exit.UNAVAILABLE)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _step(number: int, what: str) -> None:
    tell(f"{number}/{STEPS} {what}")
