"""A whole hub as an operator runs it: five agencies and the hub as processes, spoken to over HTTP."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from adapters.agencies.simulator import people, street
from adapters.agencies.simulator.street import Street
from adapters.cli.demo_client import DemoClient
from adapters.cli.demo_folder import DemoFolder, as_sources
from adapters.cli.demo_hub import hub_process
from adapters.cli.token import token_for

PORTS_OF_A_PROCESS = 2500
_PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
_FIRST_PORT = 22000 + _PROCESS * PORTS_OF_A_PROCESS
_tried = count(os.getpid())

PERSONAS = {persona.name: persona for persona in people.personas()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningHub:
    """Where it runs, and how to speak to it."""

    url: str
    pid: int
    folder: DemoFolder
    street: Street
    client: DemoClient

    def token(self, *, as_: str = "citizen", persona: str | None = None) -> str:
        return token_for(self.folder.config, as_=as_, persona=persona)

    def post(self, query: str, *, token: str | None = None, **variables: object) -> Mapping[str, Any]:
        """Send a document; give the whole answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx2.post(
            f"{self.url}/graphql",
            json={"query": query, "variables": variables},
            headers=headers,
            timeout=20,
            trust_env=False,
        )
        content: Mapping[str, Any] = answer.json()
        return content

    def consent(self, persona: str, agencies: Sequence[str] | None = None, key: str = "seed") -> None:
        """Let a persona consent, to what its story says unless told otherwise."""
        wanted = list(PERSONAS[persona].consents if agencies is None else agencies)
        answer = self.client.ask(persona, "demo_give_consent", {"key": key, "agencies": wanted})
        assert answer["giveConsent"]["problems"] == []

    def preview(self, persona: str, scheme: str = "rijk-2025", **wish: object) -> Mapping[str, Any]:
        outcome: Mapping[str, Any] = self.client.ask(persona, "demo_preview", {"scheme": scheme, **wish})["preview"]
        return outcome

    def with_household(self, persona: str, scheme: str = "rijk-2025", **wish: object) -> Mapping[str, Any]:
        """Preview with what the persona tells of their household."""
        return self.preview(persona, scheme, situation=PERSONAS[persona].situation, **wish)


Hub = TypeVar("Hub", bound=RunningHub)

Agencies = Sequence[Mapping[str, object]]
"""Where each agency is, as a configuration says it."""


@contextmanager
def running_hub(
    path: Path, *, port: int | None = None, more: str = "", changed: Mapping[str, str] | None = None
) -> Iterator[RunningHub]:
    """Start everything in a folder, and stop it.

    `more` is added to the demo's configuration; of `changed` each text stands in the place of another.
    """
    folder = DemoFolder(path=path / "demo")

    def configure(url: str, agencies: Agencies) -> None:
        folder.configure(public_url=url, agencies=agencies)
        told = folder.config.read_text(encoding="utf-8")
        for old, new in (changed or {}).items():
            assert old in told
            told = told.replace(old, new)
        folder.config.write_text(told + more, encoding="utf-8")

    with hub_in(folder, RunningHub, clients=folder.make(), configure=configure, port=port) as hub:
        yield hub


@contextmanager
def hub_in(
    folder: DemoFolder,
    kind: type[Hub],
    *,
    clients: Mapping[str, object],
    configure: Callable[[str, Agencies], None],
    port: int | None = None,
) -> Iterator[Hub]:
    """Start agencies that know these clients, and a hub in a folder that was made; stop them.

    `configure` writes the configuration, for a hub at this address and these agencies, unless it stands there.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    with street.open_street(clients=clients) as agencies:
        configure(url, as_sources(agencies))
        with (
            hub_process(folder.config, port=port, url=url) as process,
            DemoClient(url, lambda persona: token_for(folder.config, as_="citizen", persona=persona)) as client,
        ):
            yield kind(url=url, pid=process.pid, folder=folder, street=agencies, client=client)


def free_port() -> int:
    """Choose a port that nothing listens on, for a server that starts later.

    It lies below the ports that the system hands out by itself, in a part that is this process's own: nobody takes it
    in between.
    """
    for _ in range(PORTS_OF_A_PROCESS):
        port = _FIRST_PORT + next(_tried) % PORTS_OF_A_PROCESS
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    message = f"All {PORTS_OF_A_PROCESS} ports from {_FIRST_PORT} are taken."
    raise RuntimeError(message)
