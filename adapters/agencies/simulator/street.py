"""The street: all agencies side by side, each a process of its own on a port of its own, stopped together."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep
from urllib.parse import urlsplit

from adapters import processes
from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import generator, people, server
from adapters.agencies.simulator.bsn import SEEDED_AT_MOST
from adapters.agencies.simulator.server import DEFAULT_SEED, LOOPBACK, START_SECONDS, Order, Stall

STOP_SECONDS = 5.0
POLL_SECONDS = 0.02
MODULE = "adapters.agencies.simulator.server"


class StreetFault(RuntimeError):
    """An agency did not start; says which, and how its process ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """All agencies, running."""

    stalls: tuple[Stall, ...]
    people: tuple[Mapping[str, str], ...]
    processes: tuple[subprocess.Popen[bytes], ...]

    def described(self) -> dict[str, object]:
        """Describe the street as `hub simulate` prints it."""
        return {"agencies": [stall.described() for stall in self.stalls], "people": list(self.people)}

    def fallen(self) -> tuple[str, ...]:
        """Name the agencies whose process has ended."""
        pairs = zip(self.stalls, self.processes, strict=True)
        return tuple(stall.code for stall, process in pairs if process.poll() is not None)

    def stop(self) -> None:
        """Stop all agencies, and wait until they are gone."""
        _stop(self.processes)


def start(
    *,
    base_port: int,
    clients: Mapping[str, object],
    count: int = 0,
    seed: int = DEFAULT_SEED,
    agencies: Sequence[str] = AGENCIES,
    host: str = LOOPBACK,
) -> Street:
    """Start one process per agency on ports from `base_port` (0: any free ones) and wait until all answer."""
    started: list[tuple[Stall, subprocess.Popen[bytes]]] = []
    try:
        for place, code in enumerate(agencies):
            order = Order(code=code, clients=clients, people=count, seed=seed)
            started.append(_spawn(order, port=base_port + place if base_port else 0, host=host))
        deadline_s = monotonic() + START_SECONDS
        for stall, process in started:
            _wait(stall, process, deadline_s)
    except BaseException:
        _stop([process for _, process in started])
        raise
    return Street(
        stalls=tuple(stall for stall, _ in started),
        processes=tuple(process for _, process in started),
        people=seeded(count=count, seed=seed),
    )


@contextmanager
def open_street(
    *, base_port: int = 0, clients: Mapping[str, object], count: int = 0, seed: int = DEFAULT_SEED
) -> Iterator[Street]:
    """Keep the street running for as long as the block lasts."""
    street = start(base_port=base_port, clients=clients, count=count, seed=seed)
    try:
        yield street
    finally:
        street.stop()


def seeded(*, count: int = 0, seed: int = DEFAULT_SEED) -> tuple[Mapping[str, str], ...]:
    """List who can be asked about: the personas, then the generated people that have a BSN."""
    told = [
        {"persona": persona.name, "bsn": persona.bsn, "story": persona.story["en"]} for persona in people.personas()
    ]
    for number, one in enumerate(generator.people(seed, min(count, SEEDED_AT_MOST))):
        if one.bsn:
            places = ", ".join(one.organizations)
            told.append({"persona": f"generated-{seed}-{number}", "bsn": one.bsn, "story": f"Owes at: {places}."})
    return tuple(told)


def _spawn(order: Order, *, port: int, host: str) -> tuple[Stall, subprocess.Popen[bytes]]:
    listener = server.listen(port, host=host)
    with listener:
        process = processes.start(MODULE, kept=[listener.fileno()])
        stall = server.stall(order, listener, pid=process.pid)
        _hand_over(process, {**asdict(order), "listener": listener.fileno()})
    return stall, process


def _hand_over(process: subprocess.Popen[bytes], order: Mapping[str, object]) -> None:
    """Give the child its order. The pipe then stays open: its end is how the child knows that we are gone."""
    if process.stdin is None:
        raise StreetFault("a child without standard input cannot be told what to be")
    process.stdin.write(json.dumps(order).encode() + b"\n")
    process.stdin.flush()


def _wait(stall: Stall, process: subprocess.Popen[bytes], deadline_s: float) -> None:
    while not _answers(stall.url):
        if process.poll() is not None:
            raise StreetFault(f"{stall.code} ended with exit code {process.returncode} before it answered")
        if monotonic() > deadline_s:
            raise StreetFault(f"{stall.code} did not answer within {START_SECONDS:.0f} seconds")
        sleep(POLL_SECONDS)


def _answers(url: str) -> bool:
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or LOOPBACK, address.port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.stdin:
            process.stdin.close()
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
