"""Processes of ours that tests start: forked from one that has read our modules already, which is most of a start.

Each is as much a process of its own as one that `python -m` starts: memory, sockets, signals, exit code. What only an
interpreter from nothing shows is tried where commands are tried (tests/commands, tests/work).
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any, BinaryIO, Final

import pytest
from children import ENVIRONMENT
from sources import ROOT

from adapters import processes

ENTRIES: Final = {processes.COMMANDS: "run", "adapters.agencies.simulator.server": "child"}
"""What `python -m` runs of each module."""

READ_BEFORE: Final = [*ENTRIES, "adapters.bootstrap", "adapters.portal_parts", "adapters.work_parts", __name__]


@pytest.fixture(scope="session", autouse=True)
def _forked_processes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(processes, "start", Forked)
        yield


class Forked:
    """A child as `subprocess.Popen` shows one."""

    def __init__(
        self,
        module: str,
        *words: str,
        output: BinaryIO | None = None,
        errors: BinaryIO | None = None,
        kept: Sequence[int] = (),
    ) -> None:
        reading, writing = os.pipe()
        self.stdin = os.fdopen(writing, "wb")
        handed = [
            Handed(reading, 0),
            Handed(output.fileno() if output else 1, 1),
            Handed(errors.fileno() if errors else 2, 2),
            *(Handed(number, number) for number in kept),
        ]
        given = (module, words, dict(os.environ), Path.cwd(), handed)
        self._process = _forking().Process(target=_become, args=given)
        self._process.start()
        os.close(reading)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


@dataclass(frozen=True, slots=True)
class Handed:
    """A file descriptor of ours that a child gets, and the number that it has there."""

    ours: int
    theirs: int

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, ((DupFd(self.ours), self.theirs),)


@cache
def _forking() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(READ_BEFORE)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), ENVIRONMENT["PYTHONPATH"]]))
        forkserver.ensure_running()
    return context


def _become(
    module: str, words: Sequence[str], environment: dict[str, str], folder: Path, handed: Sequence[tuple[Any, int]]
) -> None:
    os.setsid()
    for descriptor, number in handed:
        own = descriptor.detach()
        os.dup2(own, number)
        if own != number:
            os.close(own)
    # multiprocessing has closed what Python took for it.
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 it stays open for as long as the process
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [module, *words]
    getattr(import_module(module), ENTRIES[module])()
