"""What cannot be told about one thing is null at its own place, with the error there; all other things are told."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest
from api.desk import OTHER_BSN, Desk, codes
from api.requesters import OWED, Counter, a_counter
from api.test_federation import CJIB, DUO, ENTITIES
from strawberry.relay.utils import to_base64

from adapters.identity.bsn import Bsn
from consent.parties import Requester, SubjectRef
from hub.actions.show_arrangement import Shown
from hub.errors import BadInput, Unavailable


class Broken:
    """An action that always fails."""

    async def __call__(self, *_given: object, **_named: object) -> Any:
        raise LookupError("no such table")


@dataclass
class BrokenFor:
    """The opening of arrangements, but for one that cannot be read."""

    show: Any
    id: str

    async def __call__(self, requester: Requester, proposal_id: str, **named: Any) -> Shown | None:
        if proposal_id == self.id:
            raise Unavailable("vault.unreadable", "What was kept cannot be read.")
        shown: Shown | None = await self.show(requester, proposal_id, **named)
        return shown


@dataclass
class TooOftenAbout:
    """A pace that one person was asked about too often for."""

    subject: SubjectRef

    def count(self, _requester: Requester, subject: SubjectRef) -> None:
        if subject == self.subject:
            raise BadInput("person.asked_too_often", "Asked too often.", "Wait.")


def acting(desk: Desk, **actions: Any) -> None:
    """Put other actions behind the desk."""
    desk.services = replace(desk.services, actions=replace(desk.services.actions, **actions))


def errors(answer: Any) -> list[tuple[str, list[object]]]:
    """The code and the place of every error."""
    return list(zip(codes(answer), [error["path"] for error in answer.errors], strict=True))


def things(counter: Counter, *kinds: str, name: str = "person") -> list[dict[str, str]]:
    ids = counter.ids(name)
    return [{"__typename": kind, "id": ids[kind]} for kind in kinds]


async def test_a_kind_that_cannot_be_looked_up_takes_no_other_with_it() -> None:
    async with a_counter(*OWED) as counter:
        acting(counter.desk, list_grants=Broken())
        of = [*things(counter, "Claim", "Grant", "Mandate", "Grant"), DUO]
        answer = await counter.desk.ask(ENTITIES, of=of)
        assert answer.data
        kinds = [each and each["__typename"] for each in answer.data["_entities"]]

    assert kinds == ["Claim", None, "Mandate", None, "Agency"]
    assert errors(answer) == [("internal.error", ["_entities", 1]), ("internal.error", ["_entities", 3])]


async def test_the_answer_waits_for_everything_that_it_began() -> None:
    async with a_counter(*OWED) as counter:
        acting(counter.desk, list_grants=Broken())
        slow = counter.desk.world.sources["cjib"]
        slow.gate = asyncio.Event()
        asking = asyncio.create_task(counter.desk.ask(ENTITIES, of=things(counter, "Grant", "Claim")))
        await slow.reached.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        too_soon = asking.done()
        slow.gate.set()
        answer = await asking
        assert answer.data

    assert not too_soon
    assert [each and each["__typename"] for each in answer.data["_entities"]] == [None, "Claim"]


async def test_an_arrangement_that_cannot_be_read_hides_no_other() -> None:
    async with a_counter(*OWED) as counter:
        acting(counter.desk, show_arrangement=BrokenFor(show=counter.desk.world.show, id="lost"))
        lost = {"__typename": "Arrangement", "id": to_base64("Arrangement", "lost")}
        answer = await counter.desk.ask(ENTITIES, of=[lost, *things(counter, "Arrangement"), lost])
        assert answer.data
        alone = await counter.desk.ask("query Node($id: ID!) { node(id: $id) { id } }", id=lost["id"])

    assert [each and each["__typename"] for each in answer.data["_entities"]] == [None, "Arrangement", None]
    assert errors(answer) == [("vault.unreadable", ["_entities", 0]), ("vault.unreadable", ["_entities", 2])]
    assert errors(alone) == [("vault.unreadable", ["node"])]


async def test_a_person_of_whom_nothing_can_be_told_hides_nobody_else() -> None:
    async with a_counter(*OWED) as counter:
        desk, agency = counter.desk, counter.parties["agency"].requester
        other = await desk.directory.ref_of(Bsn(OTHER_BSN))
        acting(desk, collect=replace(desk.world.collect, pace=TooOftenAbout(other)))
        theirs = to_base64("Claim", f"{desk.directory.pairwise(other, agency.client)}.A-1")
        of = [*things(counter, "Claim", name="agency"), {"__typename": "Claim", "id": theirs}]
        answer = await desk.ask(ENTITIES, requester=agency, of=of)
        assert answer.data

    assert [each and each["__typename"] for each in answer.data["_entities"]] == ["Claim", None]
    assert errors(answer) == [("person.asked_too_often", ["_entities", 1])]


@pytest.mark.parametrize("wrong", [{"__typename": "Agency"}, {"__typename": "Person", "ref": "x"}, "Agency", [CJIB]])
async def test_what_is_no_representation_takes_no_other_with_it(wrong: object) -> None:
    async with a_counter(*OWED) as counter:
        answer = await counter.desk.ask(ENTITIES, of=[CJIB, wrong, DUO])
        assert answer.data

    assert [each and each["code"] for each in answer.data["_entities"]] == ["cjib", None, "duo"]
    assert errors(answer) == [("representation.malformed", ["_entities", 1])]
