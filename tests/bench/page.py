"""The part of docs/performance.md that a run writes: ratios, which hold from machine to machine, and no more."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from bench.contenders import BARE, HIVE
from bench.table import Results, targets, times, verdict

PAGE: Final = Path(__file__).parents[2] / "docs" / "performance.md"
MARK: Final = "## How fast it answers\n"

INTRODUCTION: Final = """
`make bench` also runs the whole hub beside the gateways that people would pick instead, and writes this part. Everybody
gets the same five answers of the same simulators (`tests/bench/answers`), the same warm-up and {rounds} rounds in turn;
the median counts. The agencies, a static server faster than anybody measured, and the {clients} clients run on one
core, whoever is measured on another. Processor time is of the whole server, user and system, divided by its requests.

**The bare fan-out** is the yardstick: a plain ASGI function, a client of its own, the same five calls, each claim's
reference and open amount in one list. No GraphQL, no checks, no database. Two of the five agencies sign; it opens their
answers and verifies nothing. The rivals do the same, except Hive Gateway, which reads only answers that are not signed.

The hub is `hub serve` with one worker on PostgreSQL: a token bound to its sender is checked, consent is looked up,
signatures are verified, the log is written. Requests are about as many people as there are clients.

This is the run of {on}. Machines are noisy and differ: only ratios are kept.
"""


def write(results: Results, *, on: date, clients: int, rounds: int, page: Path = PAGE) -> None:
    """Replace the part of an earlier run."""
    kept = page.read_text(encoding="utf-8").partition(f"\n{MARK}")[0].rstrip("\n")
    told = INTRODUCTION.format(on=f"{on.day} {on:%B %Y}", clients=clients, rounds=_word(rounds))
    lines = (f"{kept}\n\n{MARK}{told}", *_contenders(results), "", *_targets(results), *_shares(results))
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _contenders(results: Results) -> Iterator[str]:
    yield "| Who | CPU, × bare | CPU, × Hive Gateway | Requests a second, × bare | Memory |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    per_second = next((one.per_second for one in results.measured if one.name == BARE), None)
    for one in results.measured:
        to_bare, to_hive = (times(results.ratio(one.name, other)) for other in (BARE, HIVE))
        pace = "–" if per_second is None else times(one.per_second / per_second)
        yield f"| {one.name} | {to_bare} | {to_hive} | {pace} | {one.memory_mb:.0f} MB |"


def _targets(results: Results) -> Iterator[str]:
    yield "| Target | | Came to | |"
    yield "| --- | --- | ---: | --- |"
    for target in targets(results):
        yield f"| {target.code} | {target.says} | {target.came} | {verdict(target)} |"


def _shares(results: Results) -> Iterator[str]:
    """Where the time of one row goes, and how much of it each part is beside the whole bare fan-out."""
    if results.shares is None:
        return
    row, shares = results.shares
    whole = results.ratio(row, BARE)
    yield f"\n**Where the time goes** in *{row}*, by a sampler inside its worker:\n"
    yield "| Part | Share | CPU, × the whole bare fan-out |"
    yield "| --- | ---: | ---: |"
    for part, share in shares:
        yield f"| {part} | {share:.1%} | {times(None if whole is None else whole * share)} |"


def _word(number: int) -> str:
    return {1: "one", 2: "two", 3: "three"}.get(number, str(number))
