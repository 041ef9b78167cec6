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
def test_a_million_people_are_decided_by_workers_that_stay_small(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    most = {count: _largest(tmp_path / str(count), count) for count in (FEW, MANY)}

    for count, size in most.items():
        record_property(f"MB a worker at {count} people", size // 2**20)
    assert most[MANY] <= most[FEW] * MOST_MORE
    assert figures.headline(tmp_path / str(MANY) / "results")[0] == MANY


def _largest(folder: Path, count: int) -> int:
    """The largest that a worker was while so many people were decided (bytes)."""
    population = make.make(folder / "people", people=count, seed=1, workers=2)
    sizes = [0]

    def told(done: int) -> None:
        del done
        for process in psutil.Process().children(recursive=True):
            try:
                sizes.append(process.memory_info().rss)
            except psutil.NoSuchProcess:
                continue

    run.run(population, folder / "results", on=ON, workers=2, told=told)
    return max(sizes)
