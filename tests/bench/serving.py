"""Servers under measurement: started on a core of their own, watched for processor time and memory, stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).resolve().parent.parent
LOOPBACK: Final = "127.0.0.1"
START_SECONDS: Final = 60
STOP_SECONDS: Final = 10
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
CORES: Final = tuple(sorted(os.sched_getaffinity(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A running server, by its first process."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time of it and all its descendants, user and system."""
        return sum(_cpu_ticks(pid) for pid in self.pids()) / TICKS

    def memory_mb(self) -> float:
        """Memory of the largest of its processes."""
        return max(_resident_pages(pid) for pid in self.pids()) * PAGE_BYTES / 1_000_000

    def pids(self) -> list[int]:
        """It and its descendants."""
        found = [self.pid]
        for pid in found:
            found += _children(pid)
        return found


def surrounding() -> dict[str, str]:
    """The environment of a process that finds the modules of the benchmark, wherever it was started from."""
    found = os.pathsep.join(path for path in (str(TESTS), os.environ.get("PYTHONPATH", "")) if path)
    return {**os.environ, "PYTHONPATH": found}


@contextmanager
def serving(
    command: Sequence[str], *, port: int, log: Path, env: Mapping[str, str] | None = None, core: int | None = None
) -> Iterator[Serving]:
    """Run a server for as long as the block lasts. Raises RuntimeError with its last words where it does not start."""
    cores = {CORES[-1]} if core is None else {core}
    with log.open("wb") as written:
        process = subprocess.Popen(
            command,
            env={**surrounding(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 nothing else runs here meanwhile
        )
    try:
        _wait(process, port, log)
        yield Serving(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.05)
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise RuntimeError(f"{log.stem} did not start: {said}")


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, after its name, which may hold anything; nothing of one that has gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return ["0"] * 50


def _cpu_ticks(pid: int) -> int:
    # Waited-for children count too: what they used must not vanish when they end.
    return sum(map(int, _stat(pid)[11:15]))


def _resident_pages(pid: int) -> int:
    return int(_stat(pid)[21])


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found
