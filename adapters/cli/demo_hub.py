"""The hub as a child process of the demo: started, awaited, stopped."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx2

from hub.errors import Unavailable

START_SECONDS = 30
STOP_SECONDS = 10
POLL_SECONDS = 0.05


@contextmanager
def hub_process(config: Path, *, port: int, url: str) -> Iterator[None]:
    """Run `hub serve` for as long as the block lasts."""
    command = [
        sys.executable,
        "-m",
        "adapters.cli.main",
        "serve",
        "--config",
        str(config),
        "--port",
        str(port),
        "--with-parent",
    ]
    log = config.with_name("hub.log")
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603 our own command in our own interpreter
            command, start_new_session=True, stdin=subprocess.PIPE, stderr=written
        )
    try:
        _wait(process, url, log)
        yield
    finally:
        if process.stdin:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    ends_at = time.monotonic() + START_SECONDS
    with httpx2.Client(timeout=1, trust_env=False) as http:
        while time.monotonic() < ends_at:
            if process.poll() is not None:
                said = log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
                raise Unavailable("demo.hub_ended", f"The hub did not start: {said}", "Mend that first.")
            try:
                if http.get(f"{url}/health/ready").status_code == HTTPStatus.OK:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(POLL_SECONDS)
    raise Unavailable("demo.hub_silent", f"The hub did not get ready within {START_SECONDS} seconds.")
