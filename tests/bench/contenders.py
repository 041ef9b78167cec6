"""Who is measured: a row each. A row of ours names the settings that it needs; one that is not built yet stays out."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from bench import our_hub, rivals
from bench.load import request
from bench.our_hub import Hub, Setting
from bench.serving import LOOPBACK, Serving, serving
from bench.upstream import CLAIMS, agencies
from running_hub import free_port

BARE: Final = "bare fan-out"
BARE_PLAIN: Final = "bare fan-out, no signed answers"
HIVE: Final = "Hive Gateway"
MERCURIUS: Final = "mercurius, JIT"
GATEWAY: Final = "overview, trusted document"
WHOLE_JOB: Final = "plan, trusted document"
FREE: Final = "overview, free query"

REFERENCE: Final = '[graphql]\nexecution = "reference"\n'
LIBRARY: Final = '[http]\nclient = "aiohttp"\n'

_PLAINLY: Final = Setting()
_SQLITE: Final = Setting(store="sqlite")
_REFERENCE: Final = Setting(config=REFERENCE)
_LIBRARY: Final = Setting(config=LIBRARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A contender that runs. `requests` gives as many as are wanted."""

    server: Serving
    requests: Callable[[int], Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A row of ours: which document, sent how, to a hub of which setting."""

    name: str
    document: str
    setting: Setting = _PLAINLY
    is_trusted: bool = False
    by_key: bool = False
    needs: tuple[str, ...] = ()

    @property
    def is_built(self) -> bool:
        named = ("graphql.documents",) if self.is_trusted else ()
        return all(our_hub.knows(setting) for setting in (*named, *self.needs))

    def running(self, hub: Hub, numbers: tuple[str, ...]) -> Running:
        """Give the requests of this row to a hub that runs."""
        content = (our_hub.trusted if self.is_trusted else our_hub.free)(self.document)
        if self.by_key:
            proofs = {number: hub.by_key(number) for number in numbers}
            return Running(
                server=hub.server,
                requests=lambda wanted: [
                    hub.request(content, next(proofs[number])) for number in islice(cycle(numbers), wanted)
                ],
            )
        ready = [hub.request(content, hub.by_certificate(number)) for number in numbers]
        return Running(server=hub.server, requests=lambda wanted: islice(cycle(ready), wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A row of somebody else: how it starts, and how it is asked about one person."""

    name: str
    start: Callable[[Path, int], AbstractContextManager[Serving]]
    question: Callable[[int, str], bytes]

    @contextmanager
    def running(self, folder: Path, numbers: tuple[str, ...], upstream: int) -> Iterator[Running]:
        """Run it."""
        with self.start(folder, upstream) as server:
            ready = [self.question(server.port, number) for number in numbers]
            yield Running(server=server, requests=lambda wanted: islice(cycle(ready), wanted))


@contextmanager
def _bare(folder: Path, upstream: int, prefix: str = "") -> Iterator[Serving]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--host", LOOPBACK, "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    told = {"port": upstream, "paths": [f"/{prefix}{code}{CLAIMS}" for code in agencies()]}
    with serving(command, port=port, log=folder / "bare.log", env={"BENCH_UPSTREAM": json.dumps(told)}) as server:
        yield server


def _bare_question(port: int, number: str) -> bytes:
    return request("/", json.dumps({"bsn": number, "asOf": rivals.AS_OF}).encode(), port)


BARE_ONES: Final = (
    Other(name=BARE, start=_bare, question=_bare_question),
    Other(name=BARE_PLAIN, start=lambda folder, port: _bare(folder, port, "plain/"), question=_bare_question),
)

RIVALS: Final = (
    Other(
        name=MERCURIUS,
        start=lambda folder, port: rivals.by_hand("mercurius.mjs", folder, port),
        question=rivals.question,
    ),
    Other(
        name="graphql-yoga, JIT",
        start=lambda folder, port: rivals.by_hand("yoga.mjs", folder, port),
        question=rivals.question,
    ),
    Other(name=HIVE, start=rivals.hive, question=rivals.hives_question),
)

OURS: Final = (
    Ours(name=GATEWAY, document="overview", is_trusted=True),
    Ours(name=FREE, document="overview"),
    Ours(name="overview, free query, SQLite", document="overview", setting=_SQLITE),
    Ours(
        name="overview, reference executor",
        document="overview",
        setting=_REFERENCE,
        is_trusted=True,
        needs=("graphql.execution",),
    ),
    Ours(name="overview, aiohttp", document="overview", setting=_LIBRARY, is_trusted=True, needs=("http.client",)),
    Ours(name="overview, DPoP", document="overview", by_key=True),
    Ours(name=WHOLE_JOB, document="plan", is_trusted=True),
    Ours(name="plan, free query", document="plan"),
    Ours(name="plan, free query, SQLite", document="plan", setting=_SQLITE),
    Ours(name="plan, DPoP", document="plan", by_key=True, is_trusted=True),
    Ours(name="plan with reasons, free query", document="plan_with_reasons"),
    Ours(name="plan with reasons, trusted document", document="plan_with_reasons", is_trusted=True),
)
"""PostgreSQL, a token bound to a certificate, and the settings as they come, unless the name says otherwise."""
