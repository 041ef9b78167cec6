"""`hub simulate`: the five agencies alone, one port each."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.terminal import Exit, say_json, stop_event, tell

if TYPE_CHECKING:
    from adapters.agencies.simulator.street import Street

POLL_SECONDS = 0.2


def simulate(
    *,
    base_port: Annotated[int, typer.Option(help="First port; one each, in the registry's order. 0: any free.")] = 9101,
    agency: Annotated[str | None, typer.Option(help="Only this agency.")] = None,
    clients: Annotated[Path | None, typer.Option(help="Public keys of the clients that may ask (JSON).")] = None,
    people: Annotated[int, typer.Option(help="Generated people beside the personas.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the generated people.")] = 1,
) -> None:
    """Run the fictitious agencies until Ctrl-C; names, addresses and seeded people on stdout as JSON."""
    from adapters.agencies.registry import AGENCIES
    from adapters.agencies.simulator import server, street

    if agency is not None and agency not in AGENCIES:
        tell(f"There is no agency {agency}. Ask for one of: {', '.join(AGENCIES)}.")
        raise typer.Exit(Exit.USAGE)
    stopped = stop_event()
    try:
        running = street.start(
            base_port=base_port,
            clients=server.clients_of(clients),
            count=people,
            seed=seed,
            agencies=(agency,) if agency else AGENCIES,
        )
    except (OSError, ValueError, street.StreetFault) as fault:
        tell(f"The agencies did not start: {fault}")
        raise typer.Exit(Exit.UNAVAILABLE) from fault
    say_json(running.described())
    try:
        until_stopped(running, stopped)
    finally:
        running.stop()


def until_stopped(running: "Street", stopped: threading.Event) -> None:
    """Wait for Ctrl-C or a termination signal; say so when an agency falls."""
    fallen: set[str] = set()
    while not stopped.wait(POLL_SECONDS):
        for code in set(running.fallen()) - fallen:
            fallen.add(code)
            tell(f"{code} has stopped; the others go on.")
