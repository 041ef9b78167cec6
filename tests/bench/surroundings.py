"""What all contenders stand in: the agencies, a database server, a folder, and the hubs that rows share."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import postgres
from bench import our_hub
from bench.our_hub import Hub, Setting
from bench.serving import CORES, surrounding
from bench.upstream import numbers


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """Everything that runs beside what is measured. Hubs of one setting are one hub, until `stack` closes."""

    folder: Path
    upstream: int
    databases: str
    people: tuple[str, ...]
    stack: ExitStack
    _hubs: dict[Setting, Hub] = field(default_factory=dict)

    def hub(self, setting: Setting) -> Hub:
        """Give the hub of this setting; it starts, and its people consent, when it is first wanted."""
        if setting not in self._hubs:
            self._hubs[setting] = self.stack.enter_context(self.own_hub(setting))
        return self._hubs[setting]

    @contextmanager
    def own_hub(self, setting: Setting, *, store: str | None = None) -> Iterator[Hub]:
        """Run a hub that nobody shares. `store` is a database that is there; otherwise it gets one of its own."""
        if store is None and setting.store == "postgresql":
            store = self.database()
        folder = self.folder_of_its_own()
        with our_hub.our_hub(folder, setting, upstream=self.upstream, store=store) as hub:
            hub.consent(self.people)
            yield hub

    def database(self) -> str:
        """Make an empty PostgreSQL database."""
        return asyncio.run(postgres.create(self.databases))

    def folder_of_its_own(self) -> Path:
        """Make a folder for one server."""
        made = self.folder / str(sum(1 for _ in self.folder.iterdir()))
        made.mkdir()
        return made


@contextmanager
def surroundings(*, people: int) -> Iterator[Surroundings]:
    """Start the agencies and a database server. Load and agencies run on one core, whatever is measured on another."""
    os.sched_setaffinity(0, {CORES[0]})
    try:
        with (
            TemporaryDirectory(prefix="hub-bench-") as folder,
            _upstream() as upstream,
            postgres.server() as databases,
            ExitStack() as stack,
        ):
            yield Surroundings(
                folder=Path(folder),
                upstream=upstream,
                databases=databases,
                people=numbers()[:people],
                stack=stack,
            )
    finally:
        os.sched_setaffinity(0, set(CORES))


@contextmanager
def _upstream() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.upstream"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=surrounding())
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the agencies have no pipes")
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
