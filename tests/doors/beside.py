"""The doors beside GraphQL's, really served on loopback over a small hub."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import httpx2
from builders import a_partner
from doors.door import JSON, TOKEN, Door, a_served_door
from hub_world import EDITION

from adapters.web.admission import AtDoor
from adapters.web.beside import decisions_and_logs
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from hub.domain.source import SourceReport
from hub.ports import Store

PUBLIC = "https://hub.invalid"
CJIB = a_partner("cjib")
DUO = replace(a_partner("duo"), oin=Oin("00000099000000002000"))
HELPER = replace(
    a_partner("cjib"),
    client=ClientId("helper"),
    role=Role.INTERMEDIARY,
    agency=None,
    oin=Oin("00000099000000003000"),
)
TWICE = replace(DUO, client=ClientId("agency-duo-2"), oin=Oin("00000099000000004000"))
AGAIN = replace(TWICE, client=ClientId("agency-duo-3"))
CLIENTS = (CJIB, DUO, HELPER, TWICE, AGAIN)
ENFORCER = Requester(
    client=ClientId("enforcer"),
    role=Role.PORTAL,
    issuer="https://issuer.invalid",
    oin=Oin("00000099000000009000"),
    scopes=frozenset({"access.evaluate", "access.evaluate.others"}),
)
AUDITOR = replace(ENFORCER, client=ClientId("auditor"), role=Role.AUDITOR, scopes=frozenset({"ldv.read"}))


@dataclass
class Beside:
    """The hub, and a client that speaks to it over loopback; `wrong` keeps what the operator was told of."""

    door: Door
    http: httpx2.AsyncClient
    wrong: list[BaseException]

    @property
    def subject(self) -> SubjectRef:
        return self.door.desk.world.subject

    def ref(self, who: Requester = ENFORCER) -> str:
        """The person, as this client knows them."""
        return self.door.desk.directory.pairwise(self.subject, who.client)

    def come_as(self, who: Requester) -> None:
        self.door.gate.requester = who

    async def post(self, path: str, content: Any, **headers: str) -> httpx2.Response:
        sent = {"Content-Type": JSON, "Authorization": TOKEN}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(content, bytes):
            return await self.http.post(path, content=content, headers=sent)
        return await self.http.post(path, json=content, headers=sent)

    async def decide(self, content: Any, **headers: str) -> Any:
        answer = await self.post("/access/v1/evaluation", content, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def question(
        self, who: Requester = CJIB, agency: str | None = "cjib", action: str = "overview.read", **more: Any
    ) -> dict[str, Any]:
        """Ask whether an organization may see what an agency states about the person."""
        return {
            "subject": {"type": "organisatie", "id": who.oin, "properties": {"client_id": who.client}},
            "action": {"name": action},
            "resource": {
                "type": "dossier",
                "id": self.ref(),
                "properties": {"agency": AgencyCode(agency)} if agency else None,
            },
            **more,
        }


def mount(door: Door, wrong: list[BaseException], store: Store) -> None:
    """Lay the doors beside GraphQL's."""
    numbers = count(1)

    def report(fault: BaseException) -> str:
        wrong.append(fault)
        return f"incident-{len(wrong)}"

    at_door = AtDoor(
        authenticate=door.gate,
        crowd=door.graphql.crowd,
        budgets=door.graphql.budgets,
        new_trace=lambda: f"{next(numbers):032x}",
        report=report,
    )
    door.app.routes.router.routes.extend(
        decisions_and_logs(
            services=door.desk.services,
            store=store,
            edition=EDITION,
            clients=CLIENTS,
            at_door=at_door,
            public_url=PUBLIC,
        )
    )


@asynccontextmanager
async def doors_beside(
    *reports: SourceReport,
    requester: Requester = ENFORCER,
    spoil: Callable[[Store], Store] = lambda store: store,
    crowd: Crowd | None = None,
    budgets: Budgets | None = None,
) -> AsyncIterator[Beside]:
    """Serve them. The person has allowed themselves everything, and nobody else anything.

    `spoil` puts something between these doors and the store.
    """
    async with a_served_door(*reports) as (door, port):
        if crowd is not None:
            object.__setattr__(door.app.graphql, "crowd", crowd)
        if budgets is not None:
            object.__setattr__(door.app.graphql, "budgets", budgets)
        wrong: list[BaseException] = []
        mount(door, wrong, spoil(door.desk.world.store))
        door.gate.requester = requester
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            yield Beside(door=door, http=http, wrong=wrong)
