"""`hub` as a process of its own, forked from one that has read the whole program already.

Reading the program takes ten times as long as most commands. What a command gives is its real output and its real exit
code all the same; that it works from nothing is shown where it is started so: the demo, the pages, `compute`, `replay`.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from sources import ROOT

READ = ("__main__", "adapters.bootstrap", "adapters.cli.main", "adapters.cli.demo_hub", "adapters.cli.token")
"""What most commands need. The first is the program that asks for them, which every process would read otherwise."""


def hub(*arguments: object, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; give its exit code and what it printed."""
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        printed, told = Path(folder) / "stdout", Path(folder) / "stderr"
        process = _reader().Process(target=_run, args=(words, {**os.environ}, printed, told))
        process.start()
        process.join(timeout_s)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(words, timeout_s)
        return subprocess.CompletedProcess(
            words, process.exitcode, printed.read_text(encoding="utf-8"), told.read_text(encoding="utf-8")
        )


@cache
def _reader() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*READ])
    return context


def _run(words: Sequence[str], environment: Mapping[str, str], printed: Path, told: Path) -> None:
    for path, stream in ((printed, sys.stdout), (told, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = ["hub", *words]

    from adapters.cli.main import run  # noqa: PLC0415 in this process only

    run()
