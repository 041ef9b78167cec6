"""Who may read what was done with a person's data, behind every door."""

from dataclasses import replace

import pytest
from builders import a_citizen, a_partner
from hub_world import TRACE, a_world

from consent.parties import ClientId, Role
from consent.verdict import Ground
from hub.actions.read_processing import ReadProcessing
from hub.audit.events import Event

AUDITOR = replace(a_partner(), client=ClientId("auditor"), role=Role.AUDITOR, scopes=frozenset({"ldv.read"}))


@pytest.mark.parametrize(
    "requester",
    [
        a_citizen(),
        a_partner(),
        replace(a_partner(), scopes=frozenset({"ldv.read"})),
        replace(AUDITOR, scopes=frozenset()),
        replace(AUDITOR, role=Role.STAFF),
    ],
    ids=["somebody else", "agency", "agency with the scope", "auditor without it", "worker"],
)
async def test_nobody_reads_it_but_the_person_and_an_auditor_with_the_scope(requester):
    async with a_world() as world:
        read = ReadProcessing(store=world.store, clock=world.clock)

        assert await read(requester=requester, subject=world.subject, trace=TRACE) is Ground.NOT_THEIR_OWN
        assert await world.audit() == []


async def test_a_reading_gives_what_was_there_before_and_is_a_line_itself():
    async with a_world() as world:
        await world.collect(world.question())
        read = ReadProcessing(store=world.store, clock=world.clock)
        first = await read(requester=AUDITOR, subject=world.subject, trace=TRACE)
        second = await read(requester=world.citizen, subject=world.subject, trace=TRACE)

    assert [line.record.event for line in first] == [Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED]
    assert [(line.record.event, line.record.role) for line in second[2:]] == [(Event.ACCESSES_READ, "auditor")]
