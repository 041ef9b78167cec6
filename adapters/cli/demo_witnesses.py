"""The demo's two witnesses: each a process of its own with a memory of its own, as parties outside would run them."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from adapters import processes
from adapters.cli.audit import WITNESS_FILE
from adapters.cli.demo_folder import WITNESSES, DemoFolder, witness_key_name
from adapters.cli.demo_hub import awaited, ended


@contextmanager
def witness_processes(folder: DemoFolder, *, first_port: int) -> Iterator[Mapping[str, str]]:
    """Run `hub witness` for each of them for as long as the block lasts; give their addresses by name."""
    ports = dict(zip(WITNESSES, range(first_port, first_port + len(WITNESSES)), strict=True))
    with ExitStack() as stack:
        started = {name: stack.enter_context(_process(folder, name, port)) for name, port in ports.items()}
        for name, process in started.items():
            url = f"http://127.0.0.1:{ports[name]}/health"
            awaited(process, url, folder.path / f"{name}.log", what=f"Witness {name}")
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}


@contextmanager
def _process(folder: DemoFolder, name: str, port: int) -> "Iterator[subprocess.Popen[bytes]]":
    with (folder.path / f"{name}.log").open("wb") as written:
        process = processes.start(processes.COMMANDS, *_words(folder, name, port), errors=written)
    try:
        yield process
    finally:
        ended(process)


def _words(folder: DemoFolder, name: str, port: int) -> Sequence[str]:
    options = {
        "--name": witness_key_name(name),
        "--key-file": folder.path / name / WITNESS_FILE,
        "--state": folder.path / name / "state.json",
        "--port": port,
    }
    told = [str(part) for pair in options.items() for part in pair]
    logs = [part for vkey in folder.vkeys["log"] for part in ("--log", vkey)]
    return ["witness", *told, *logs, "--with-parent"]
