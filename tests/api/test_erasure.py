"""Being forgotten: afterwards nobody is meant by anything that meant the person before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.commands import OVERVIEW, accesses, done, grants, mandates, problem, ref_for, requests
from api.desk import BSN, Desk, a_desk
from api.requesters import OWED, a_helper, a_request
from api.test_arrangements import OPEN, PROPOSE
from builders import a_citizen, a_partner

from adapters.identity.bsn import Bsn
from consent.parties import Requester

NODE = "query Node($id: ID!) { node(id: $id) { id } }"


@asynccontextmanager
async def a_sealing_desk() -> AsyncIterator[Desk]:
    """A desk where what is kept is sealed under the person's real key."""
    async with a_desk(*OWED) as desk:
        vault = desk.services.actions.erase_person.vault
        for action in (desk.world.show, desk.world.propose):
            object.__setattr__(action, "vault", vault)
        yield desk


async def logged_in_again(desk: Desk) -> Requester:
    """The same number logs in."""
    return a_citizen(await desk.directory.ref_of(Bsn(BSN)))


async def test_after_it_the_persons_references_lead_to_nobody() -> None:
    partner, helper = a_partner(), a_helper()
    async with a_sealing_desk() as desk:
        refs = {requester.client: ref_for(desk, requester) for requester in (partner, helper, desk.world.citizen)}
        assert (await done(desk, "erasePerson"))["erased"] is True
        again = await logged_in_again(desk)
        told = [
            await desk.root(OVERVIEW, requester=partner, person=refs[partner.client]),
            await desk.root(OVERVIEW, requester=helper, person=refs[helper.client]),
            await desk.root(OVERVIEW, requester=again, person=refs[again.client]),
            await desk.root(OVERVIEW, requester=partner, person={"ref": "never-was"}),
        ]
        assert set(desk.asked.values()) == {0}
    assert told == [{"__typename": "AccessRefused", "code": "person.unknown", "path": ["person"]}] * 4


async def test_a_new_log_in_is_a_new_and_empty_person() -> None:
    async with a_sealing_desk() as desk:
        made = (await desk.root(PROPOSE, input={"idempotencyKey": "p", "scheme": "rijk-2025"}))["arrangement"]
        await desk.world.ask_consent(a_request(desk, a_partner()))
        mandate = {"representative": str(a_helper().oin), "acts": ["VIEW"], "purposes": ["OVERVIEW"]}
        await done(desk, "giveMandate", agencies=["cjib"], **mandate)
        old, (before, *_) = desk.world.subject, await grants(desk)
        await done(desk, "erasePerson")
        again = await logged_in_again(desk)
        lists = [await grants(desk, again), await mandates(desk, again), await requests(desk, again)]
        kinds = {access["kind"] for access in await accesses(desk, again)}
        opened = await desk.root(OPEN, requester=again, id=made["id"])
        found = await desk.root(NODE, requester=again, id=before["id"])
        overview = await desk.root(OVERVIEW, requester=again)
    assert again.subject != old
    assert lists == [[], [], []]
    assert kinds == {"CONSENT_READ", "MANDATE_READ"}
    assert (opened, found, overview["knownOpen"]) == (None, None, 0)


async def test_what_was_sealed_can_be_opened_by_nobody_not_even_by_who_came_before() -> None:
    async with a_sealing_desk() as desk:
        made = (await desk.root(PROPOSE, input={"idempotencyKey": "p", "scheme": "rijk-2025"}))["arrangement"]
        assert (await desk.root(OPEN, id=made["id"]))["proposal"]["total"] == 20_000
        await done(desk, "erasePerson")
        answer = await desk.ask(OPEN, id=made["id"])
    assert not (answer.data or {}).get("arrangement")
    assert "20000" not in str(answer.plain())


async def test_it_is_written_down_before_it_happens_and_tells_of_nobody() -> None:
    async with a_sealing_desk() as desk:
        await done(desk, "erasePerson")
        (_, event, line) = (await desk.world.audit())[-1]
    assert event == "person.erased"
    assert BSN not in line


async def test_a_key_is_needed_and_a_partner_erases_nobody() -> None:
    async with a_sealing_desk() as desk:
        missing = await problem(desk, "erasePerson", idempotencyKey=" ")
        too_long = await problem(desk, "erasePerson", idempotencyKey="x" * 201)
        theirs = await problem(desk, "erasePerson", by=a_partner())
        still_there: Any = await grants(desk)
    assert missing == ("idempotency.missing", ["input", "idempotencyKey"])
    assert too_long == ("idempotency.invalid", ["input", "idempotencyKey"])
    assert theirs == ("consent.not_their_own", ["input"])
    assert len(still_there) == 10
