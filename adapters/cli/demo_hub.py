"""The hub as a child process of the demo: started, awaited, stopped; others are awaited and stopped alike."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx2

from adapters import processes
from hub.errors import Unavailable

START_SECONDS = 90
STOP_SECONDS = 10
POLL_SECONDS = 0.05


@contextmanager
def hub_process(config: Path, *, port: int, url: str, more: Sequence[str] = ()) -> "Iterator[subprocess.Popen[bytes]]":
    """Run `hub serve`, with `more` said to it, for as long as the block lasts."""
    words = ["serve", "--config", str(config), "--port", str(port), "--with-parent", *more]
    log = config.with_name("hub.log")
    with log.open("wb") as written:
        process = processes.start(processes.COMMANDS, *words, errors=written)
    try:
        awaited(process, f"{url}/health/ready", log, what="The hub")
        yield process
    finally:
        ended(process)


def ended(process: "subprocess.Popen[bytes]") -> None:
    """End a child in order, and wait until it is gone."""
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def awaited(process: "subprocess.Popen[bytes]", url: str, log: Path, *, what: str) -> None:
    """Wait until a child answers. Raises Unavailable that says what its log ended with."""
    ends_at = time.monotonic() + START_SECONDS
    with httpx2.Client(timeout=1, trust_env=False) as http:
        while time.monotonic() < ends_at:
            if process.poll() is not None:
                said = log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
                raise Unavailable("demo.hub_ended", f"{what} did not start: {said}", "Mend that first.")
            try:
                if http.get(url).status_code == HTTPStatus.OK:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(POLL_SECONDS)
    raise Unavailable("demo.hub_silent", f"{what} did not get ready within {START_SECONDS} seconds.")
