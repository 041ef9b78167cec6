"""What the hub adds to the slowest source: one client, one agency that takes its time."""

from dataclasses import dataclass
from typing import Final

import uvloop
from bench.contenders import Ours
from bench.load import load, request
from bench.our_hub import Setting
from bench.rounds import Effort
from bench.surroundings import Surroundings
from bench.upstream import CLAIMS

SLOWEST: Final = "cak"
REQUESTS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTop:
    """Milliseconds between an answer and what the slowest source took for its part of it."""

    p50_ms: float
    p99_ms: float


def on_top(world: Surroundings, row: Ours, effort: Effort) -> OnTop:
    """Measure the source by itself, then a row of ours before it."""
    requests = min(REQUESTS, effort.most_requests)
    question = b'{"bsn": "%b"}' % world.people[0].encode()
    asked = [request(f"/slow/{SLOWEST}{CLAIMS}", question, world.upstream)] * requests
    source = uvloop.run(load(world.upstream, asked, clients=1))
    with world.own_hub(Setting(slow=SLOWEST, config=row.setting.config)) as hub:
        running = row.running(hub, world.people)
        uvloop.run(load(hub.server.port, running.requests(requests // 4 + 1), clients=1))
        came = uvloop.run(load(hub.server.port, running.requests(requests), clients=1))
    usual_ms = source.quantile_ms(0.5)
    return OnTop(p50_ms=came.quantile_ms(0.5) - usual_ms, p99_ms=came.quantile_ms(0.99) - usual_ms)
