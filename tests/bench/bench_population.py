"""How fast a population is decided, for `make bench`: people a second a core, against the pure function's own time.

A benchmark, never a test. Each line is held against another line of the same run: machines differ, ratios less so.
"""

import gc
import resource
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from adapters import heap
from adapters.population import decide, law, make, run, sound
from adapters.population.layout import part_of

ON = date(2026, 11, 23)
PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PURE = 1_000


def a_second(count: int, seconds: float) -> str:
    return f"{count / seconds:8.0f} people a second"


def timed(clock: Callable[[], float], doing: Callable[[], object]) -> float:
    begun = clock()
    doing()
    return clock() - begun


def main() -> None:
    rules = law.law()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        making = timed(process_time, lambda: make.make(folder / "people", people=PEOPLE, seed=1, workers=0))
        population = make.found(folder / "people")
        people = sound.read(part_of(population.folder, 0), rules.known(ON))[:PURE]
        for person in people[:50]:
            decide.compared(person, rules, ON)
        gc.collect()
        heap.look_seldom()  # as every command of the hub has it
        pure = timed(process_time, lambda: deque((decide.compared(each, rules, ON) for each in people), maxlen=0))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        whole = timed(process_time, lambda: run.run(population, folder / "alone", on=ON, workers=0))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        walls = {
            workers: timed(perf_counter, partial(run.run, population, folder / str(workers), on=ON, workers=workers))
            for workers in (1, 2)
        }
    times = whole / PEOPLE * len(people) / pure
    lines = (
        f"made                                   {a_second(PEOPLE, making)} a core",
        f"compare(), four variants               {a_second(len(people), pure)} a core",
        f"whole run, one process                 {a_second(PEOPLE, whole)} a core, {times:.2f} x the pure function",
        f"whole run, one worker                  {a_second(PEOPLE, walls[1])}",
        f"whole run, two workers                 {a_second(PEOPLE, walls[2])}, {walls[1] / walls[2]:.2f} x one",
        f"most memory, before and after the run  {before // 1024} MB, {after // 1024} MB",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
