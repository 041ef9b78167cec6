"""`hub serve` as processes that may be killed: started on one port, spoken to over HTTP, watched from outside."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil  # type: ignore[import-untyped]  # it ships none

READY_SECONDS = 40
STOP_SECONDS = 70
WORKER = "spawn_main"
"""What the command line of a worker says, and that of no other process beside it."""


@dataclass
class ServedHub:
    """One `hub serve`, of one worker or of several. It is started and killed as often as a test likes."""

    config: Path
    port: int
    workers: int = 1
    env: Mapping[str, str] = field(default_factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.config.with_name("served.log")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @property
    def process(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def start(self) -> None:
        command = [sys.executable, "-m", "adapters.cli.main", "serve", "--config", str(self.config)]
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        with self.config.with_name("served.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **self.env}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def worker_pids(self) -> list[int]:
        """The workers that are there now; with one worker it is the process itself."""
        if self.workers == 1:
            return [self.process.pid]
        return [one.pid for one in self.process.children() if _is_worker(one)]

    def is_ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/health/ready", timeout=2, trust_env=False).is_success
        except httpx2.HTTPError:
            return False

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait until the first process is gone; give its exit code."""
        assert self._process is not None
        return self._process.wait(seconds)

    def kill(self) -> None:
        """Kill the first process, and give it no time for anything."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to stop, as an operator does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self.wait()


def _is_worker(process: psutil.Process) -> bool:
    try:
        return any(WORKER in part for part in process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def served(hub: ServedHub) -> Iterator[ServedHub]:
    """Start it, and leave nothing of it behind."""
    hub.start()
    family = [hub.process]
    try:
        yield hub
    finally:
        if not hub.has_ended():
            family += hub.process.children(recursive=True)
            hub.stop()
        for one in family:
            if one.is_running():
                one.kill()
