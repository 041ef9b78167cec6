"""What one question to an agency costs, for each HTTP client, in CPU time of the process that asks.

    PYTHONPATH=.:tests python tests/bench/bench_sources.py

A static server in a process of its own gives the answer of a simulator; the clients take turns in one run, and what
counts is the ratio between them. A benchmark, never a test: machines are noisy.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import ssl
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast, get_args

import uvloop
from builders import A_TRACE
from joserfc.jwk import ECKey
from rich.console import Console

from adapters.agencies import agency_profile
from adapters.agencies.fcid_source import FcidSource
from adapters.agencies.registry import folder
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator import encoder, people
from adapters.agencies.transport import Request
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient, SourceSettings
from adapters.system import configure_logs
from consent.parties import SubjectRef

AGENCY = "belastingdienst"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BSN = "999990019"
AT_ONCE = 8
TOKEN = {"access_token": "a" * 43, "token_type": "Bearer", "expires_in": 3600}


def answer_of_a_simulator() -> bytes:
    """The story with the most cases, as the simulator of the agency tells it."""
    agency = simulated.load(AGENCY)
    person = max(people.load(agency).values(), key=lambda told: len(told.cases) if not told.behaviour else 0)
    return json.dumps(encoder.document(person, agency, bsn=BSN, as_of=TODAY, made_at=NOW)).encode()


class Static(asyncio.Protocol):
    """Answers each request with bytes made before, as fast as Python can."""

    def __init__(self, answer: bytes) -> None:
        self.answers = {b"/oauth": _http(json.dumps(TOKEN).encode()), b"/v1": _http(answer)}
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        head, found, rest = self.waiting.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(rest) >= length:
            self.waiting = rest[length:]
            self.transport.write(self.answers[b"/oauth" if b"/oauth" in head[:20] else b"/v1"])


def _http(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: static\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def serve(answer: bytes, tell: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Static(answer), "127.0.0.1", 0)
        tell.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


@asynccontextmanager
async def _asks(client: HttpClient, port: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    async def bsn_of(_subject: SubjectRef) -> str:
        return BSN

    with tempfile.TemporaryDirectory() as place:
        key_file = Path(place) / "key.jwk"
        key_file.write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)), encoding="utf-8")
        url = f"http://127.0.0.1:{port}"
        profile = agency_profile.load(folder(AGENCY))
        source = FcidSource(
            profile=profile,
            settings=SourceSettings(url=url, token_url=f"{url}/oauth/token", key_file=key_file),
            bsn_of=bsn_of,
            owners={profile.agency.oin: profile.agency.code},
            now=lambda: NOW,
            client=client,
        )

    async def ask() -> object:
        report = await source.ask(
            SubjectRef("a"), as_of=TODAY, known_at=None, within=timedelta(seconds=3), trace=A_TRACE
        )
        assert report.claims, report.reason
        return report

    yield ask
    await source.close()


@asynccontextmanager
async def _calls(client: HttpClient, port: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    transport = open_transport(client, tls=ssl.create_default_context(), now=lambda: NOW)
    headers = {"Accept": "application/jose, application/json", "Content-Type": "application/json"}
    request = Request(method="POST", url=f"http://127.0.0.1:{port}/v1/financial-claims", headers=headers, body=b"{}")
    yield lambda: transport.call(request, within_s=3.0)
    await transport.close()


async def _round(ask: Callable[[], Awaitable[object]], asks: int) -> float:
    """CPU µs per question, `AT_ONCE` callers side by side."""

    async def caller() -> None:
        for _ in range(asks // AT_ONCE):
            await ask()

    begun = time.process_time()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return (time.process_time() - begun) / asks * 1e6


async def measure(port: int, asks: int, rounds: int) -> dict[tuple[str, HttpClient], float]:
    found: dict[tuple[str, HttpClient], list[float]] = {}
    for _ in range(rounds):
        for name, opened in (("ask", _asks), ("call", _calls)):
            for client in get_args(HttpClient):
                async with opened(client, port) as ask:
                    await _round(ask, asks // 10)
                    found.setdefault((name, client), []).append(await _round(ask, asks))
    return {which: statistics.median(times) for which, times in found.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    options.add_argument("--asks", type=int, default=4_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    answer = answer_of_a_simulator()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(answer, there), daemon=True)
    server.start()
    try:
        # As in serving, with log lines that go nowhere.
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stderr(nowhere):
            configure_logs()
            found = uvloop.run(measure(here.recv(), chosen.asks, chosen.rounds))
    finally:
        server.terminate()
    console = Console()
    console.print(f"answer of {len(answer)} bytes, {AT_ONCE} at once, median of {chosen.rounds} rounds")
    for (name, client), micros in found.items():
        console.print(f"{name:5} {client:8} {micros:8.1f} µs CPU")


if __name__ == "__main__":
    main()
