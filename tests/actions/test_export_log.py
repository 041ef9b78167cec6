"""Taking lines out of the log is itself in the log, before anything leaves."""

import json
from dataclasses import dataclass, replace

import pytest
from builders import a_citizen, a_partner
from hub_world import TRACE, a_world
from kept import audit_log

from adapters.store.own_lines import SqlOwnLines
from consent.parties import ClientId, Role
from consent.verdict import Ground
from hub.actions.export_log import SCOPE, Auditor, ExportLog, Operator, Stage
from hub.errors import BadInput, HubError, Unavailable

AUDITOR = replace(a_partner(), client=ClientId("auditor"), role=Role.AUDITOR, scopes=frozenset({SCOPE}))
BY = Auditor(requester=AUDITOR, trace=TRACE)
OPERATOR = Operator(by="operator-7", reason="yearly audit", trace_id="1" * 32)
TOLD = {"export": "x-1", "from": "2026-11-01"}


@pytest.fixture
async def world():
    async with a_world() as opened:
        yield opened


def exporting(world):
    return ExportLog(own=SqlOwnLines(world.engine), store=world.store, clock=world.clock)


async def lines(world):
    read = [(subject, json.loads(record)) for _, subject, record in await audit_log(world.engine)]
    return [(subject, record["event"], record) for subject, record in read]


async def test_an_auditor_with_the_scope_may_and_nothing_is_written_yet(world):
    assert await exporting(world).admit(BY) is None
    assert await world.audit() == []


@pytest.mark.parametrize(
    "requester",
    [
        a_citizen(),
        a_partner(),
        replace(AUDITOR, scopes=frozenset({"ldv.read"})),
        replace(AUDITOR, role=Role.STAFF),
        replace(AUDITOR, role=Role.AGENCY),
    ],
    ids=["citizen", "agency", "auditor without it", "worker", "agency with the scope"],
)
async def test_whoever_else_tries_may_not_and_stands_in_the_log(world, requester):
    ground = await exporting(world).admit(Auditor(requester=requester, trace=TRACE))
    ((subject, event, record),) = await lines(world)

    assert ground is Ground.ROLE_HAS_NO_BASIS
    assert (subject, event) == ("log", "access.refused")
    assert (record["client"], record["outcome"]) == (requester.client, {"ground": "consent.role_has_no_basis"})


async def test_a_citizen_who_tries_has_it_in_their_own_log_too(world):
    ground = await exporting(world).admit(Auditor(requester=world.citizen, trace=TRACE))
    about_the_log, theirs = await lines(world)

    assert ground is Ground.ROLE_HAS_NO_BASIS
    assert [each[:2] for each in (about_the_log, theirs)] == [
        ("log", "access.refused"),
        (str(world.subject), "access.refused"),
    ]
    assert theirs[2]["outcome"] == {"ground": "consent.role_has_no_basis"}


async def test_an_attempt_that_cannot_be_written_down_is_no_answer(world):
    fault = Unavailable("store.unavailable", "The database does not answer.")
    export = replace(exporting(world), store=Broken(fault))

    with pytest.raises(HubError) as raised:
        await export.admit(Auditor(requester=world.citizen, trace=TRACE))
    assert raised.value is fault


async def test_an_export_is_a_line_about_the_log_itself(world):
    await exporting(world).write(OPERATOR, Stage.BEGUN, TOLD)
    await exporting(world).write(BY, Stage.COMPLETE, TOLD)
    (by_operator, by_auditor) = await lines(world)

    assert by_operator[:2] == by_auditor[:2] == ("log", "log.exported")
    assert by_operator[2]["outcome"] == {**TOLD, "stage": "begun"}
    assert (by_operator[2]["worker"], by_operator[2]["case"]) == ("operator-7", "yearly audit")
    assert (by_auditor[2]["client"], by_auditor[2]["role"]) == ("auditor", "auditor")


async def test_a_person_whose_lines_are_taken_sees_it_in_their_own_log(world):
    export = exporting(world)
    for stage in (Stage.BEGUN, Stage.COMPLETE):
        await export.write(BY, stage, TOLD, about=str(world.subject))
    first, theirs, last = await lines(world)

    assert [each[:2] for each in (first, theirs, last)] == [
        ("log", "log.exported"),
        (str(world.subject), "accesses.read"),
        ("log", "log.exported"),
    ]
    assert first[2]["outcome"] == {**TOLD, "stage": "begun", "about": "person"}
    assert str(world.subject) not in str(first) + str(last)
    assert theirs[2]["outcome"] == TOLD


async def test_of_who_is_not_here_any_more_only_the_line_about_the_log_is_written(world):
    await exporting(world).write(BY, Stage.BEGUN, TOLD, about="forgotten")

    assert [each[:2] for each in await lines(world)] == [("log", "log.exported")]


@dataclass
class Broken:
    """A store that gives no transaction."""

    fault: HubError

    def transaction(self, _subject):
        raise self.fault


@pytest.mark.parametrize(
    "fault",
    [Unavailable("store.unavailable", "The database does not answer."), BadInput("person.mismatch", "Somebody else.")],
    ids=["away", "another fault"],
)
async def test_what_cannot_be_written_into_the_log_of_a_person_stops_it(world, fault):
    export = replace(exporting(world), store=Broken(fault))

    with pytest.raises(HubError) as raised:
        await export.write(BY, Stage.BEGUN, TOLD, about=str(world.subject))
    assert raised.value is fault
