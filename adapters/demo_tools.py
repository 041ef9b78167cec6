"""What whoever shows a demo can do to it: agencies that fail, days that pass, instalments that are paid or missed.

Exists in demo mode only. It uses what everybody could use there: the simulators' own switches, the file of the clock,
and GraphQL with tokens of the demo's issuer. So nothing happens that the hub did not allow, and its log tells it all.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, Final, Protocol

import httpx2
from starlette.types import ASGIApp

from adapters.settings import Mode, Settings
from adapters.spared import structlog
from adapters.store.audit_log import SqlAuditLog
from adapters.system import DemoClock, SystemClock
from hub.audit.sealed import Enough

PATIENCE_SECONDS: Final = 20
SIMULATOR_SECONDS: Final = 2

SWITCHES: Final[Mapping[str, tuple[str | None, str | None]]] = {
    "normal": (None, None),
    "slow": ("late", None),
    "contradictory": ("contradictory", None),
    "down": ("unavailable", "unavailable"),
}
"""How the console calls a behaviour → how a simulator's counter calls it, and its desk for arrangements."""

A_WEEK: Final = timedelta(days=7)
"""So long after its day an instalment that did not come in is missed, weekends and bank holidays or not."""

RUNNING: Final = ("ACTIVE", "REMINDED", "PAUSED")

ARRANGEMENTS: Final = """
query Arrangements {
  acceptedArrangements(first: 5) {
    ... on AcceptedArrangementConnection {
      edges { node { id state executes { code } terms { instalments { number dueOn amount paidAmount } } } }
    }
  }
}
"""

PAYMENT: Final = """
mutation RecordPayment($input: RecordPaymentInput!) {
  recordPayment(input: $input) { state problems { ... on Problem { code } } }
}
"""

_log = structlog.get_logger(__name__)


class Mint(Protocol):
    """Makes a token of the demo's issuer."""

    def __call__(self, *, as_: str, persona: str | None = None) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One agency, and how it behaves; None where its simulator does not answer."""

    code: str
    name: str
    behaviour: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the audit log, without the person."""

    seq: int
    at: str
    event: str
    who: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next instalment of a running arrangement: what is left of it, in cents."""

    arrangement: str
    agency: str
    number: int
    due_on: date
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTools:
    """What can be done. `numbers` are the personas by name, `addresses` those of the simulators by code."""

    numbers: Mapping[str, str] = field(repr=False)
    names: Mapping[str, str]
    addresses: Mapping[str, str]
    clock: SystemClock
    mint: Mint = field(repr=False)
    written: SqlAuditLog = field(repr=False)
    hub: httpx2.AsyncClient = field(repr=False)
    outside: httpx2.AsyncClient = field(repr=False)

    @property
    def people(self) -> Sequence[str]:
        return sorted(self.numbers)

    @property
    def can_move(self) -> bool:
        return isinstance(self.clock, DemoClock)

    def today(self) -> date:
        return self.clock.today()

    def move(self, days: int) -> str:
        return self._move_to(self.today() + timedelta(days=days))

    async def agencies(self) -> Sequence[Simulated]:
        return [
            Simulated(code=code, name=name, behaviour=await self._behaviour(code)) for code, name in self.names.items()
        ]

    async def switch(self, agency: str, behaviour: str) -> str:
        counter, desk = SWITCHES[behaviour]
        try:
            for door, told in (("counter", counter), ("desk", desk)):
                url = f"{self.addresses[agency]}/simulator/{door}"
                (await self.outside.put(url, json={"behaviour": told})).raise_for_status()
        except httpx2.HTTPError:
            return "failed"
        return "switched"

    async def pay(self, persona: str) -> str:
        term = await self._next(persona)
        if term is None:
            return "no_plan"
        if self.can_move and term.due_on > self.today():
            self._move_to(term.due_on)
        told = {
            "idempotencyKey": f"console-{term.arrangement}-{term.number}-{term.left}",
            "arrangement": term.arrangement,
            "person": {"bsn": self.numbers[persona]},
            "reference": f"console-{term.number}-{term.left}",
            "amount": term.left,
            "receivedOn": min(term.due_on, self.today()).isoformat(),
        }
        answer = await self._ask(self.mint(as_=f"agency:{term.agency}"), PAYMENT, {"input": told})
        return "paid" if answer is not None and not answer["recordPayment"]["problems"] else "failed"

    async def miss(self, persona: str) -> str:
        term = await self._next(persona)
        if term is None:
            return "no_plan"
        return "missed" if self._move_to(max(term.due_on, self.today()) + A_WEEK) == "moved" else "failed"

    async def log(self, last: int) -> Sequence[Line]:
        standing = await self.written.standing(Enough(quorum=0))
        pieces = self.written.entries(max(1, standing.lines - last + 1), standing.lines)
        lines = [_line(line.seq, json.loads(line.written)) async for piece in pieces for line in piece]
        return lines[::-1]

    async def close(self) -> None:
        """Give the connections back."""
        await self.hub.aclose()
        await self.outside.aclose()

    def _move_to(self, day: date) -> str:
        if not isinstance(self.clock, DemoClock):
            return "failed"
        self.clock.move(day)
        return "moved"

    async def _behaviour(self, code: str) -> str | None:
        try:
            told = (await self.outside.get(f"{self.addresses[code]}/simulator/counter")).json()["behaviour"]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return None
        return next((name for name, (counter, _) in SWITCHES.items() if counter == told), None)

    async def _next(self, persona: str) -> Next | None:
        """Find the first instalment that is not paid. The person looks, and the log says so."""
        answer = await self._ask(self.mint(as_="citizen", persona=persona), ARRANGEMENTS, {})
        edges = [] if answer is None else answer["acceptedArrangements"].get("edges", [])
        for node in (edge["node"] for edge in edges):
            for term in node["terms"]["instalments"] if node["state"] in RUNNING and node["terms"] else ():
                if term["paidAmount"] < term["amount"]:
                    return Next(
                        arrangement=node["id"],
                        agency=node["executes"]["code"],
                        number=term["number"],
                        due_on=date.fromisoformat(term["dueOn"]),
                        left=term["amount"] - term["paidAmount"],
                    )
        return None

    async def _ask(self, token: str, query: str, variables: Mapping[str, object]) -> Mapping[str, Any] | None:
        """Ask the hub; None where it does not answer well. Why stands in its own log."""
        asked = {"query": query, "variables": dict(variables)}
        answer = await self.hub.post("/graphql", json=asked, headers={"Authorization": f"Bearer {token}"})
        content = answer.json()
        if answer.status_code != HTTPStatus.OK or "errors" in content:
            _log.warning("demo.console", status=answer.status_code)
            return None
        data: Mapping[str, Any] = content["data"]
        return data


def demo_tools(
    settings: Settings,
    *,
    numbers: Mapping[str, str],
    names: Mapping[str, str],
    clock: SystemClock,
    mint: Callable[[], Mint],
    written: SqlAuditLog,
    graphql: ASGIApp,
) -> DemoTools | None:
    """Make the tools of a demo: None in production, and in a demo whose issuer is somebody else's."""
    if settings.mode is not Mode.DEMO or settings.demo.issuer_key_file is None:
        return None
    return DemoTools(
        numbers=numbers,
        names=names,
        addresses={code: settings.sources[code].url for code in names},
        clock=clock,
        mint=mint(),
        written=written,
        hub=httpx2.AsyncClient(
            base_url=settings.public_url,
            transport=httpx2.ASGITransport(app=graphql),
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        ),
        outside=httpx2.AsyncClient(timeout=SIMULATOR_SECONDS, trust_env=False),
    )


def _line(seq: int, record: Mapping[str, Any]) -> Line:
    """Write a line of the log for reading: no reference to a person, and no token's name."""
    outcome = record.get("outcome") or record.get("grounds") or {}
    return Line(
        seq=seq,
        at=str(record["at"])[:19].replace("T", " "),
        event=str(record["event"]),
        who=str(record.get("client") or record.get("role") or ""),
        outcome=", ".join(f"{name} {value}" for name, value in outcome.items()),
    )
