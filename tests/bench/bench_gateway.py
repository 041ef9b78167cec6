"""The whole hub beside a bare fan-out and the gateways that people would pick instead, for `make bench`.

A benchmark, never a test: machines are noisy. What counts is the ratio between two rows of one run.

    python -m bench.bench_gateway --help
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bench import page, profiled, scale, slow_source, table
from bench.contenders import BARE, BARE_ONES, FREE, GATEWAY, OURS, RIVALS, Other, Ours, Running
from bench.rounds import Effort, measure
from bench.surroundings import Surroundings, surroundings
from bench.table import Results

WHOLE = Effort()
QUICK = Effort(clients=2, rounds=1, round_seconds=0.5, most_requests=500, warm_up=4)
"""For trying: a minute, most of it starting; the numbers are worth as much."""


def run(world: Surroundings, effort: Effort, others: Sequence[Other], ours: Sequence[Ours]) -> Results:
    """Start everybody, and measure them in turn."""
    running: dict[str, Running] = {}
    for other in others:
        started = other.running(world.folder_of_its_own(), world.people, world.upstream)
        running[other.name] = world.stack.enter_context(started)
    for row in ours:
        running[row.name] = row.running(world.hub(row.setting), world.people)
    return Results(measured=measure(running, effort, say), ours=frozenset(row.name for row in ours))


def with_scale(found: Results, world: Surroundings, effort: Effort, row: Ours, grants: int) -> Results:
    """Add what one row costs beside a slow source, with two workers and with many grants."""
    say("beside a slow source")
    on_top = slow_source.on_top(world, row, effort)
    workers = scale.workers_ratio(world, row, effort, say)
    stored = scale.grants_ratio(world, row, effort, grants, say)
    say("where the time goes")
    shares = profiled.profile(world, row, replace(effort, most_requests=1_500)).shares
    return replace(
        found, on_top=on_top, workers_ratio=workers, grants_ratio=stored, grants=grants, shares=(row.name, shares)
    )


def say(line: str) -> None:
    """Tell whoever waits what happens; the table goes to standard output."""
    sys.stderr.write(f"{line}\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    asked = _arguments(argv)
    # Stopped from outside, it still stops everything that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    effort = QUICK if asked.quick else WHOLE
    ours = [row for row in OURS if row.is_built and asked.only in row.name]
    others = [one for one in (*BARE_ONES, *RIVALS) if one.name == BARE or asked.only in one.name]
    profiled_row = _named(asked.profile) if asked.profile else None
    with surroundings(people=effort.clients) as world:
        if profiled_row:
            told = list(profiled.told(profiled.profile(world, profiled_row, replace(effort, most_requests=300))))
        else:
            found = run(world, effort, others, ours)
            if not (asked.quick or asked.only):
                found = with_scale(found, world, effort, _first_built(), asked.grants)
            told = list(table.lines(found))
            if asked.on and not (asked.quick or asked.only):
                page.write(found, on=asked.on, clients=effort.clients, rounds=effort.rounds)
    sys.stdout.write("\n".join(told) + "\n")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, for trying; writes no page")
    parser.add_argument(
        "--only",
        default="",
        metavar="WORDS",
        help="only contenders with these words in their name, and the bare fan-out",
    )
    parser.add_argument("--profile", metavar="NAME", help="instead: where the time goes in one row of ours")
    parser.add_argument("--grants", type=int, default=scale.MANY, help="stored grants that a thousand is held against")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day that the page is dated")
    return parser.parse_args(argv)


def _named(name: str) -> Ours:
    """Find a row of ours. Raises SystemExit that lists them."""
    found = next((row for row in OURS if row.is_built and row.name == name), None)
    if found is None:
        built = "\n  ".join(row.name for row in OURS if row.is_built)
        raise SystemExit(f"There is no such row. There are:\n  {built}")
    return found


def _first_built() -> Ours:
    """The row that the promises are about, or the one that stands in for it until it is built."""
    return next(row for row in OURS if row.name in {GATEWAY, FREE} and row.is_built)


if __name__ == "__main__":
    main()
