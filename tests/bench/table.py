"""The table of a run, for a terminal: what was measured, the ratios, and which targets hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.contenders import BARE, FREE, GATEWAY, HIVE, MERCURIUS, WHOLE_JOB
from bench.rounds import Measured
from bench.slow_source import OnTop

HEAD: Final = ("contender", "req/s", "p50 ms", "p99 ms", "CPU µs", "× bare", "× Hive", "MB", "grows", "odd")
NOT_MEASURED: Final = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that one run found. None for what this run left out. `shares`: of one row, which part takes how much."""

    measured: Sequence[Measured]
    ours: frozenset[str]
    on_top: OnTop | None = None
    workers_ratio: float | None = None
    grants_ratio: float | None = None
    grants: int = 0
    shares: tuple[str, Sequence[tuple[str, float]]] | None = None

    def cpu_us(self, name: str) -> float | None:
        return next((one.cpu_us for one in self.measured if one.name == name), None)

    def ratio(self, name: str, to: str) -> float | None:
        """Processor time of one contender, as much as another's."""
        over, under = self.cpu_us(name), self.cpu_us(to)
        return None if over is None or under is None else over / under


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One promise about speed, what it came to, and whether it holds."""

    code: str
    says: str
    came: str
    holds: bool | None


def lines(results: Results) -> Iterator[str]:
    """The table and the targets, line by line."""
    rows = [HEAD, *(_row(one, results) for one in results.measured)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for row in rows:
        name, *numbers = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        yield "  ".join((name.strip().ljust(widths[0]), *numbers))
    yield ""
    for target in targets(results):
        yield f"{target.code}  {verdict(target):12}  {target.says}: {target.came}"


def verdict(target: Target) -> str:
    return {True: "holds", False: "does not hold", None: NOT_MEASURED}[target.holds]


def times(ratio: float | None) -> str:
    """Write a ratio with as many digits as it deserves."""
    if ratio is None:
        return "–"
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def targets(results: Results) -> list[Target]:
    """Hold a run against the targets."""
    return [
        _ratio("P1", "overview, trusted document, at most 1.5 × the bare fan-out", results.ratio(GATEWAY, BARE), 1.5),
        _ratio("P1", "… and below mercurius with its JIT", results.ratio(GATEWAY, MERCURIUS), 1),
        _ratio("P2", "plan, trusted document, at most 2 × the bare fan-out", results.ratio(WHOLE_JOB, BARE), 2),
        _ratio("P2", "… and at most a sixth of Hive Gateway", results.ratio(WHOLE_JOB, HIVE), 1 / 6),
        _ratio("P3", "overview, free query, at most 5 × the bare fan-out", results.ratio(FREE, BARE), 5),
        *_latency(results.on_top),
        *_memory(results),
        _ratio("P7", "two workers, at most 1.1 × one", results.workers_ratio, 1.1),
        _ratio("P7", f"{results.grants:,} stored grants, at most 1.1 × a thousand", results.grants_ratio, 1.1),
    ]


def _ratio(code: str, says: str, ratio: float | None, most: float) -> Target:
    came = NOT_MEASURED if ratio is None else f"{times(ratio)} ×"
    return Target(code=code, says=says, came=came, holds=None if ratio is None else ratio <= most)


def _latency(found: OnTop | None) -> Iterator[Target]:
    came: Mapping[str, tuple[float | None, float]] = {
        "half of all, at most 3 ms": (found.p50_ms if found else None, 3),
        "99 of 100, at most 15 ms": (found.p99_ms if found else None, 15),
    }
    for says, (ms, most) in came.items():
        yield Target(
            code="P4",
            says=f"on top of the slowest source, one client: {says}",
            came=NOT_MEASURED if ms is None else f"{ms:.1f} ms",
            holds=None if ms is None else ms <= most,
        )


def _memory(results: Results) -> Iterator[Target]:
    ours = [one for one in results.measured if one.name in results.ours]
    largest, growth = (max((getattr(one, name) for one in ours), default=None) for name in ("memory_mb", "growth"))
    yield Target(
        code="P6",
        says="a worker, at most 150 MB",
        came=NOT_MEASURED if largest is None else f"{largest:.0f} MB",
        holds=None if largest is None else largest <= 150,
    )
    yield Target(
        code="P6",
        says="… and flat, within 5 %",
        came=NOT_MEASURED if growth is None else f"{growth:+.1%}",
        holds=None if growth is None else growth <= 0.05,
    )


def _row(one: Measured, results: Results) -> tuple[str, ...]:
    return (
        one.name,
        f"{one.per_second:.0f}",
        f"{one.p50_ms:.1f}",
        f"{one.p99_ms:.1f}",
        f"{one.cpu_us:.0f}",
        times(results.ratio(one.name, BARE)),
        times(results.ratio(one.name, HIVE)),
        f"{one.memory_mb:.0f}",
        f"{one.growth:+.1%}",
        str(one.odd),
    )
