"""A million people: workers stay small however many there are, and every one of them is decided."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from adapters.population import figures, make, run

ON = date(2026, 11, 23)
FEW, MANY = 10_000, 1_000_000
MOST_MORE = 1.15
"""How much larger a worker may be after a hundred times as many people."""


@pytest.mark.prove
@pytest.mark.timeout(0)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how large a process ever was")
def test_a_million_people_are_decided_by_workers_that_stay_small(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    most = {count: _largest(tmp_path / str(count), count) for count in (FEW, MANY)}

    for count, size in most.items():
        record_property(f"MB a worker at {count} people", size // 2**10)
    assert most[MANY] <= most[FEW] * MOST_MORE
    assert figures.headline(tmp_path / str(MANY) / "results")[0] == MANY


def _largest(folder: Path, count: int) -> int:
    """The largest that a worker ever was while so many people were decided (kilobytes).

    The system keeps it: a worker is largest for a moment while it writes, which looking from time to time would miss
    in a short run and find in a long one.
    """
    population = make.make(folder / "people", people=count, seed=1, workers=2)
    largest = 0

    def told(done: int) -> None:
        nonlocal largest
        del done
        largest = max([largest, *map(_peak, psutil.Process().children(recursive=True))])

    run.run(population, folder / "results", on=ON, workers=2, told=told)
    return largest


def _peak(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])
