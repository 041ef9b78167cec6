"""Whose work it is: samples of a running stack, summed by part of the hub. The standard library is enough for it.

A profiler that hooks every call makes small Python functions look dear; this one looks at the stack once a millisecond
of processor time. Work inside a general library counts for the part of ours that called it.

    BENCH_SAMPLES=FILE python -m bench.shares serve …   the hub's own command line, sampled
"""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Final

import greenlet  # type: ignore[import-untyped]  # it ships none

SAMPLES: Final = "BENCH_SAMPLES"
"""Names the file that the samples are written to."""

ROOT: Final = Path(__file__).parents[2]
EVENT_LOOP: Final = "event loop"
EVERY_SECONDS: Final = 0.001
DEEPEST: Final = 200
DEEP: Final = 3
"""How many calls of ours are told of a place, from the innermost outward."""

PARTS: Final[Mapping[str, str]] = {
    "graphql/execution": "executor",
    "strawberry": "executor",
    "schema/compiled": "executor, compiled",
    "graphql/language": "parse and validate",
    "graphql/validation": "parse and validate",
    "schema/limits": "parse and validate",
    "schema/variables": "parse and validate",
    "schema/documents": "parse and validate",
    "schema/execute": "parse and validate",
    "schema/": "building types, resolvers",
    "adapters/agencies/fcid/": "decoding FCID",
    "adapters/agencies/signed_answer": "signatures of answers",
    "aiohttp": "HTTP client",
    "adapters/agencies": "HTTP client",
    "stamina": "HTTP client",
    "adapters/identity": "tokens",
    "adapters/store": "store",
    "sqlalchemy": "store",
    "aiosqlite": "store",
    "asyncpg": "store",
    "adapters/web": "web door",
    "starlette": "web door",
    "uvicorn": "web door",
    "structlog": "logs",
    "adapters/system": "logs",
    "hub/arrange": "arranging",
    "hub/rules": "arranging",
    "hub/": "actions and domain",
    "consent/": "consent",
    "uvloop": EVENT_LOOP,
}
"""Part by how a file's path begins, in our tree or in a library; the first that fits counts."""

_found: dict[str, Counter[str]] = {"parts": Counter(), "places": Counter()}


def part_of(path: str) -> str | None:
    """Name the part that a file belongs to; None for a library that works for whoever calls it."""
    inside = path.partition("/site-packages/")[2] or path.removeprefix(f"{ROOT}/")
    if "/asyncio/" in inside:
        return EVENT_LOOP
    return next((part for beginning, part in PARTS.items() if inside.startswith(beginning)), None)


def _sample(_signal: int, innermost: FrameType | None) -> None:
    stack = list(islice(_outward(innermost), DEEPEST))
    part = next(filter(None, (part_of(frame.f_code.co_filename) for frame in stack)), EVENT_LOOP)
    ours = [place for frame in stack if (place := _our_place(frame))]
    _found["parts"][part] += 1
    _found["places"][" ← ".join(dict.fromkeys(ours[:DEEP]))] += 1


def _outward(frame: FrameType | None) -> Iterator[FrameType]:
    """Go from a call to its caller, across the threads of a library that waits inside ordinary functions."""
    beside = greenlet.getcurrent()
    while True:
        while frame is not None:
            yield frame
            frame = frame.f_back
        if beside.parent is None:
            return
        beside, frame = beside.parent, beside.parent.gr_frame


def _our_place(frame: FrameType) -> str | None:
    """Name a function of ours; None for a library's."""
    path = frame.f_code.co_filename
    if "/site-packages/" in path or not path.startswith(f"{ROOT}/"):
        return None
    return f"{path.removeprefix(f'{ROOT}/')}:{frame.f_code.co_name}"


def begin() -> None:
    """Sample this process from now on, each time it has used a little more of the processor."""
    signal.signal(signal.SIGPROF, _sample)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)


def write(path: Path) -> None:
    """Stop, and write the samples."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    path.write_text(json.dumps(_found), encoding="utf-8")


def clear() -> None:
    """Forget what came before: starting up is no part of the load."""
    for counted in _found.values():
        counted.clear()


if __name__ == "__main__":
    from bench import shares  # the module by its name: as a script it would be loaded twice, and sample into the other

    from adapters.cli.main import run

    signal.signal(signal.SIGUSR1, lambda *_: shares.clear())
    signal.signal(signal.SIGUSR2, lambda *_: shares.write(Path(os.environ[shares.SAMPLES])))
    shares.begin()
    run()
