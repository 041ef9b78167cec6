"""`GET /v1/events/{id}`: the agency that was told asks what it is about, with its own rights; and its schemas."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import jsonschema
import pytest
from builders import a_citizen
from doors.door import TOKEN, Gate, away
from living import an_agency_client
from reforming import BREED, NAME, OWED_AT_ALL, WIDE
from starlette.applications import Starlette
from telling import StandingMessenger, TellingWorld, a_telling_world

from adapters.exports.event_schemas import schemas
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.store.subjects import SqlSubjects
from adapters.web import event_schemas
from adapters.web.admission import AtDoor
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd
from adapters.web.events import EventDoor
from consent.parties import Role
from hub.actions import arrangement_changes as changes
from hub.life.news import NewsKind

PUBLIC = "https://hub.example"
CJIB, DUO = an_agency_client("cjib"), an_agency_client("duo")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Asking:
    """A hub in which an arrangement runs, and a client at the door."""

    hub: TellingWorld
    gate: Gate
    http: httpx2.AsyncClient
    directory: Directory
    arrangement: str
    app: Starlette

    async def get(self, event_id: str, **headers: str) -> httpx2.Response:
        sent = {"Authorization": TOKEN, **headers}
        return await self.http.get(f"/v1/events/{event_id}", headers=sent)

    async def event_of(self, agency: str) -> str:
        return next(event.id for event in await self.hub.events() if event.agency == agency)


@asynccontextmanager
async def asking(scheme: str = "rijk-2025", **more: Any) -> AsyncIterator[Asking]:
    async with a_telling_world(StandingMessenger(), **more) as hub:
        alive, gate = await hub.running(scheme), Gate(CJIB)
        keys = KeyRing(wrap_id="test-1", _wrap=b"w" * 32, _index=b"i" * 32)
        directory = Directory(SqlSubjects(hub.world.engine), keys, hub.world.clock)
        at_door = AtDoor(
            authenticate=gate,
            crowd=Crowd(10),
            budgets=Budgets(person=10_000, client=2_000),
            new_trace=lambda: "0" * 31 + "1",
            report=lambda _fault: "incident-1",
        )
        door = EventDoor(ask=hub.ask_event, directory=directory, at_door=at_door)
        app = Starlette(routes=[*door.routes(), *event_schemas.routes(schemas(PUBLIC))])
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC) as http:
            yield Asking(hub=hub, gate=gate, http=http, directory=directory, arrangement=alive.kept.id, app=app)


async def test_what_only_a_reform_makes_possible_bears_its_name() -> None:
    async with asking(WIDE, owed=OWED_AT_ALL, book=BREED) as door:
        answer = await door.get(await door.event_of("cjib"))

        assert answer.json()["reform"] == NAME


async def test_the_agency_that_was_told_gets_the_person_as_it_knows_them_and_the_arrangement_as_it_stands() -> None:
    async with asking() as door:
        answer = await door.get(await door.event_of("cjib"), traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")

        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json() == {
            "person": door.directory.pairwise(door.hub.world.subject, CJIB.client),
            "arrangement": door.arrangement,
            "state": "active",
        }
        (line,) = [line for _, event, line in await door.hub.world.audit() if event == "arrangement.read"]
        assert TRACE in line


async def test_the_answer_is_what_the_schema_that_the_event_names_describes() -> None:
    async with asking() as door:
        content = (await door.get(await door.event_of("cjib"))).json()
        for kind in NewsKind:
            answer = await door.http.get(f"/schemas/{kind.word}/v1")

            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/schema+json"
            jsonschema.validate(content, answer.json())
            assert answer.json()["$id"] == str(answer.url)
        assert (await door.http.get("/schemas/regeling-ingegaan/v2")).status_code == 404


async def test_another_agencys_event_and_one_that_never_was_and_one_that_is_over_are_alike() -> None:
    async with asking() as door:
        own, other = await door.event_of("cjib"), await door.event_of("duo")
        answers = [await door.get(name) for name in (other, "never", "%00", "x" * 300)]
        await door.hub.change(door.arrangement, changes.withdrawal(today=door.hub.world.clock.today()))
        answers.append(await door.get(own))

        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AGENCY])
async def test_it_is_for_agencies_own_systems_only(role: Role) -> None:
    async with asking() as door:
        name = await door.event_of("cjib")
        person = a_citizen(door.hub.world.subject)
        door.gate.requester = person if role is Role.CITIZEN else replace(CJIB, role=role)

        answer = await door.get(name)
        assert (answer.status_code, answer.json()["code"]) == (403, "http.forbidden")


async def test_without_a_token_without_a_store_and_too_often_nothing_is_told() -> None:
    async with asking() as door:
        name = await door.event_of("cjib")
        statuses = [(await door.get(name, Authorization="Bearer bad")).status_code]
        door.gate.fault = away()
        answer = await door.get(name)
        assert answer.json()["code"] == "http.service_unavailable"
        statuses.append(answer.status_code)
        door.gate.fault = None
        for _ in range(8):
            await door.get(name)
        statuses.append((await door.get(name)).status_code)

        assert statuses == [401, 503, 429]
        assert (await door.http.post(f"/v1/events/{name}", headers={"Authorization": TOKEN})).status_code == 405
