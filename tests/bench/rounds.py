"""Rounds in turn: the same warm-up for everybody, then each measured so often, one after another, and the median."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import uvloop
from bench.contenders import Running
from bench.load import Load, load
from bench.upstream import A_CLAIM

WARM_UP: Final = 100
"""Requests a client that nobody counts: connections, caches, compiled documents, a JIT."""

PIECE: Final = 4
"""Requests a client after which it is seen how warm somebody is."""

WARM_UP_SECONDS: Final = 8.0
"""A slow contender need not take longer than this to get warm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured: clients, rounds, how long a round takes about, and the most requests in one."""

    clients: int = 32
    rounds: int = 3
    round_seconds: float = 4.0
    most_requests: int = 8_000
    warm_up: int = WARM_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of one contender: medians over the rounds, and memory before the first and after the last."""

    name: str
    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    memory_mb: float
    growth: float
    odd: int


def measure(
    running: Mapping[str, Running], effort: Effort, tell: Callable[[str], None] = lambda _line: None
) -> list[Measured]:
    """Measure contenders that run already, in turn."""
    counts = {name: _warmed(one, effort) for name, one in running.items()}
    before = {name: one.server.memory_mb() for name, one in running.items()}
    found: dict[str, list[tuple[Load, float]]] = {name: [] for name in running}
    for number in range(effort.rounds):
        for name, one in running.items():
            tell(f"round {number + 1} of {effort.rounds}: {name}")
            found[name].append(_round(one, counts[name], effort.clients))
    return [_summed(name, found[name], before[name], one.server.memory_mb()) for name, one in running.items()]


def _warmed(one: Running, effort: Effort) -> int:
    """Get a contender warm; say how many requests a round of it takes, by its pace at the end."""
    left, ends_at = effort.warm_up * effort.clients, time.monotonic() + WARM_UP_SECONDS
    while True:
        some = max(effort.clients, min(left, PIECE * effort.clients))
        came = uvloop.run(load(one.server.port, one.requests(some), clients=effort.clients))
        left -= came.requests
        if left <= 0 or time.monotonic() > ends_at:
            return max(effort.clients, min(effort.most_requests, int(came.per_second * effort.round_seconds)))


def _round(one: Running, requests: int, clients: int) -> tuple[Load, float]:
    # Made before the clock runs: proofs of possession cost the client, not the hub.
    ready = list(one.requests(requests))
    before = one.server.cpu_seconds()
    came = uvloop.run(load(one.server.port, ready, clients=clients, holding=A_CLAIM))
    return came, (one.server.cpu_seconds() - before) / requests * 1_000_000


def _summed(name: str, rounds: Sequence[tuple[Load, float]], before_mb: float, after_mb: float) -> Measured:
    return Measured(
        name=name,
        requests=sum(came.requests for came, _ in rounds),
        per_second=median(came.per_second for came, _ in rounds),
        p50_ms=median(came.quantile_ms(0.5) for came, _ in rounds),
        p99_ms=median(came.quantile_ms(0.99) for came, _ in rounds),
        cpu_us=median(cpu_us for _, cpu_us in rounds),
        memory_mb=after_mb,
        growth=after_mb / before_mb - 1,
        odd=sum(came.odd for came, _ in rounds),
    )
