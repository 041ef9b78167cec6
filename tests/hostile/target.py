"""The hub that these tests attack: as an operator runs it, with every client of theirs registered in one place."""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
import psutil  # type: ignore[import-untyped]  # it ships no types
from running_hub import PERSONAS, RunningHub, free_port, running_hub

from adapters.web.graphql import INTROSPECTION_SCOPE

RESPONSE = "application/graphql-response+json"
JSON = "application/json"

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback speaks plain HTTP, and loading the machine's certificates takes longer than most attacks."""

FLAT_BYTES = 16_000_000
"""What a process may hold more after an attack than before it: its caches fill, and Python keeps what it once had."""

SCOPES: tuple[str, ...] = ("graphql.free",)
"""What every client of these tests is registered for."""

CITIZEN = "noor"
"""Owes at all five agencies, and consents in what each test needs."""

STRANGER = "milan"
"""Somebody whose number and debts nobody else may see."""

PARTNER, CURIOUS = "agency:hostile", "agency:curious"
"""A partner's two systems; only the second may see the schema."""


def configured(url: str) -> str:
    """Write what is added to the demo's configuration: the three clients, under the demo's own issuer."""
    issuer = f'issuer = "{url}/demo/issuer"\naudience = "{url}"\nalgorithms = ["ES256"]\nproof = "none"'
    partner = 'oin = "00000099000000098000"\nrole = "agency"\nagency = "cjib"\nbsn_basis = "fictitious"'
    may = 'purposes = ["overview", "proposal"]'
    return f"""
[limits]
cost_per_person = 90000000
cost_per_client = 90000000
look_ups_per_person = 1000000

[[identity.issuers]]
{issuer}
kind = "citizen"
subject_claim = "bsn"
[identity.issuers.clients.portal]
role = "portal"
scopes = {json.dumps(SCOPES)}

[[identity.issuers]]
{issuer}
kind = "partner"
[identity.issuers.clients.agency-hostile]
{partner}
{may}
scopes = {json.dumps(SCOPES)}
[identity.issuers.clients.agency-curious]
{partner}
{may}
scopes = {json.dumps([*SCOPES, INTROSPECTION_SCOPE])}
"""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A running hub, and what can be seen of its process from outside."""

    hub: RunningHub
    port: int
    _tokens: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    @property
    def door(self) -> str:
        return f"{self.hub.url}/graphql"

    @cached_property
    def process(self) -> psutil.Process:
        return psutil.Process(self.hub.pid)

    @property
    def memory(self) -> int:
        """Bytes that the hub's process holds."""
        resident: int = self.process.memory_info().rss
        return resident

    @property
    def cpu_seconds(self) -> float:
        """Time that the hub's process worked, however busy the machine is."""
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)

    def connections(self, port: int) -> int:
        """Count the hub's open connections at a port: its own, for clients, or an agency's."""
        found = self.process.net_connections("tcp")
        return sum(
            each.status == psutil.CONN_ESTABLISHED and port in {end.port for end in (each.laddr, each.raddr)}
            for each in found
        )

    def token(self, who: str = CITIZEN) -> str:
        """Give a token: of a persona by name, or of a partner's system. One of each lasts longer than the tests."""
        if who not in self._tokens:
            made = self.hub.token(persona=who) if who in PERSONAS else self.hub.token(as_=who)
            self._tokens[who] = made
        return self._tokens[who]

    def reported(self) -> list[str]:
        """Give the lines of the hub's log that tell of a fault."""
        log = self.hub.folder.config.with_name("hub.log").read_text(encoding="utf-8")
        return [line for line in log.splitlines() if ".fault" in line or "Traceback" in line]

    @contextmanager
    def client(self, who: str | None = CITIZEN, **headers: str) -> Iterator["Client"]:
        """Open a client with one connection."""
        sent = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        sent |= {"Accept": RESPONSE, "Content-Type": JSON}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx2.Client(headers=sent, timeout=30, trust_env=False, verify=NO_CERTIFICATES) as http:
            yield Client(door=self.door, http=http)


@dataclass(frozen=True, kw_only=True)
class Client:
    """Sends whatever it is told to."""

    door: str
    http: httpx2.Client

    def send(self, content: object, **headers: str) -> httpx2.Response:
        """Send a body as JSON, or bytes as they are."""
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(self.door, content=sent, headers=named)

    def ask(self, document: str, variables: Mapping[str, object] | None = None) -> httpx2.Response:
        """Send a document."""
        return self.send({"query": document, "variables": dict(variables or {})})


@contextmanager
def a_target(folder: Path, more: str = "") -> Iterator[Target]:
    """Start it, let its citizen consent, and stop it. `more` is added to the configuration."""
    port = free_port()
    with running_hub(folder, port=port, more=configured(f"http://127.0.0.1:{port}") + more) as hub:
        hub.consent(CITIZEN)
        yield Target(hub=hub, port=port)


def codes(answer: httpx2.Response) -> list[str]:
    """The code of every error of an answer."""
    content: Mapping[str, Any] = answer.json()
    return [str(error["extensions"]["code"]) for error in content.get("errors", [])]
