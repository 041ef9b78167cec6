"""Where the time goes in one row of ours: samples taken inside its worker, under load."""

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import uvloop
from bench.contenders import Ours
from bench.load import load
from bench.rounds import Effort
from bench.shares import SAMPLES
from bench.surroundings import Surroundings

WRITTEN_WITHIN_SECONDS: Final = 10
PLACES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Samples of one row, by part and by place, and what a request of it cost."""

    name: str
    cpu_us: float
    parts: Mapping[str, int]
    places: Mapping[str, int]

    @property
    def shares(self) -> list[tuple[str, float]]:
        """Which share of the time each part takes, the largest first."""
        total = sum(self.parts.values())
        return [(part, count / total) for part, count in sorted(self.parts.items(), key=lambda item: -item[1])]


def profile(world: Surroundings, row: Ours, effort: Effort) -> Profile:
    """Run a row with a sampler inside."""
    file = world.folder_of_its_own() / "samples.json"
    os.environ[SAMPLES] = str(file)
    with world.own_hub(replace(row.setting, module="bench.shares")) as hub:
        running = row.running(hub, world.people)
        uvloop.run(load(hub.server.port, running.requests(effort.clients * 4), clients=effort.clients))
        os.kill(hub.server.pid, signal.SIGUSR1)
        before = hub.server.cpu_seconds()
        came = uvloop.run(load(hub.server.port, running.requests(effort.most_requests), clients=effort.clients))
        cpu_us = (hub.server.cpu_seconds() - before) / came.requests * 1_000_000
        os.kill(hub.server.pid, signal.SIGUSR2)
        samples = _awaited(file)
    return Profile(name=row.name, cpu_us=cpu_us, parts=samples["parts"], places=samples["places"])


def told(found: Profile) -> Iterator[str]:
    """Tell whose work it was, then in which functions most."""
    total = sum(found.parts.values())
    yield f"{found.name}: {found.cpu_us:.0f} µs of processor time a request, {total} samples"
    for counted, most in ((found.parts, len(found.parts)), (found.places, PLACES)):
        yield ""
        for name, count in sorted(counted.items(), key=lambda item: -item[1])[:most]:
            yield f"{count / total:6.1%}  {count / total * found.cpu_us:8.0f} µs  {name}"


def _awaited(file: Path) -> dict[str, Any]:
    ends_at = time.monotonic() + WRITTEN_WITHIN_SECONDS
    while not file.is_file():
        if time.monotonic() > ends_at:
            raise TimeoutError("the worker wrote no samples")
        time.sleep(0.05)
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
