"""A receipt is given to who checks the log only by right, on an article, and as the person's own log then says."""

import json
from dataclasses import dataclass, replace

import pytest
from actions.test_export_log import AUDITOR, OPERATOR
from actions.test_receipt_in_the_log import OWED, propose
from builders import a_citizen, a_partner
from hub_world import TRACE, PlainKey, PlainVault, a_world
from kept import a_person, audit_log

from adapters.store.own_lines import SqlOwnLines
from consent.parties import Role, SubjectRef
from consent.verdict import Ground
from hub.actions.disclose_receipts import SCOPE, Disclosed, DiscloseReceipts, Sealed
from hub.actions.export_log import Auditor
from hub.audit import canonical
from hub.audit.commitment import commitment
from hub.errors import BadInput, Unavailable

MAY = replace(AUDITOR, scopes=AUDITOR.scopes | {SCOPE})
TOLD = {"export": "x-1", "article": "AVG 58(1)(e)"}


@pytest.fixture
async def world():
    async with a_world(OWED) as opened:
        await opened.give(opened.wish())
        yield opened


def disclosing(world, vault=None):
    own = SqlOwnLines(world.engine)
    return DiscloseReceipts(own=own, store=world.store, vault=vault or PlainVault(), clock=world.clock)


async def lines(world):
    return [(subject, json.loads(record)) for _, subject, record in await audit_log(world.engine)]


async def test_a_receipt_is_given_with_what_opens_the_commitment_of_the_log(world):
    made = await propose(world)
    found = await disclosing(world)(Auditor(requester=MAY, trace=TRACE), world.subject, made.id, TOLD)
    (_, kept), (subject, read) = (await lines(world))[-2:]

    assert isinstance(found, Disclosed)
    assert found.receipt == canonical.dumps(made.receipt)
    assert commitment(bytes.fromhex(found.opening), found.receipt) == kept["outcome"]["receipt"]
    assert (subject, read["event"], read["role"]) == (world.subject, "proposal.read", "auditor")
    assert read["outcome"] == {**TOLD, "proposal": made.id}


async def test_what_an_operator_takes_says_who_and_why(world):
    made = await propose(world)
    await disclosing(world)(OPERATOR, world.subject, made.id, TOLD)
    _, read = (await lines(world))[-1]

    assert (read["worker"], read["case"], read["outcome"]["article"]) == ("operator-7", "yearly audit", "AVG 58(1)(e)")


async def test_what_has_expired_or_is_somebody_elses_stays_sealed_and_leaves_no_line(world):
    made = await propose(world)
    other = await a_person(world.engine)
    before = await lines(world)

    assert await disclosing(world)(OPERATOR, other, made.id, TOLD) is Sealed.EXPIRED
    world.clock.forward(days=14)
    assert await disclosing(world)(OPERATOR, world.subject, made.id, TOLD) is Sealed.EXPIRED
    assert await lines(world) == before


async def test_of_who_was_forgotten_nothing_can_be_given(world):
    made = await propose(world)
    vault = PlainVault()
    await vault.destroy(world.subject)

    assert await disclosing(world, vault)(OPERATOR, world.subject, made.id, TOLD) is Sealed.ERASED


@dataclass
class Damaged(PlainKey):
    """A key that opens nothing any more."""

    code: str

    def open(self, label, sealed):
        raise Unavailable(self.code, "It cannot be read.")


@dataclass
class Vault:
    """Gives one key, or none."""

    given: PlainKey | Unavailable
    destroyed: bool = False

    async def key(self, _subject):
        if isinstance(self.given, Unavailable):
            raise self.given
        return self.given

    async def is_destroyed(self, _subject):
        return self.destroyed


async def test_a_key_that_is_away_is_not_said_to_be_destroyed(world):
    made = await propose(world)
    away = Unavailable("vault.unreadable", "What was kept cannot be read.")
    before = await lines(world)

    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await disclosing(world, Vault(away))(OPERATOR, world.subject, made.id, TOLD)
    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await disclosing(world, Vault(away))(OPERATOR, SubjectRef("nobody"), made.id, TOLD)
    destroyed = Vault(away, destroyed=True)
    assert await disclosing(world, destroyed)(OPERATOR, world.subject, made.id, TOLD) is Sealed.ERASED
    assert await lines(world) == before


async def test_what_is_not_as_it_was_sealed_is_told_apart(world):
    made = await propose(world)
    vault = Vault(Damaged("vault.unreadable"))

    assert await disclosing(world, vault)(OPERATOR, world.subject, made.id, TOLD) is Sealed.DAMAGED


@pytest.mark.parametrize("given", [Damaged("keys.away"), Unavailable("keys.away", "Away.")], ids=["open", "key"])
async def test_another_fault_stops_it(world, given):
    made = await propose(world)

    with pytest.raises(Unavailable, match=r"keys\.away"):
        await disclosing(world, Vault(given))(OPERATOR, world.subject, made.id, TOLD)


async def test_where_it_cannot_be_written_down_nothing_is_given(world):
    made = await propose(world)

    class Closed:
        def line(self, *_told):
            raise Unavailable("audit.behind", "Behind.")

    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await disclosing(world)(Closed(), world.subject, made.id, TOLD)


async def test_an_auditor_with_both_scopes_may(world):
    before = await lines(world)

    assert await disclosing(world).admit(Auditor(requester=MAY, trace=TRACE), world.subject) is None
    assert await lines(world) == before


@pytest.mark.parametrize(
    "requester",
    [AUDITOR, a_citizen(), replace(MAY, role=Role.STAFF), replace(a_partner(), scopes=MAY.scopes)],
    ids=["without the scope", "citizen", "worker", "agency"],
)
async def test_whoever_else_tries_stands_in_the_log_and_in_the_persons_own(world, requester):
    ground = await disclosing(world).admit(Auditor(requester=requester, trace=TRACE), world.subject)
    about_the_log, about_the_person = (await lines(world))[-2:]

    assert ground is Ground.ROLE_HAS_NO_BASIS
    assert [subject for subject, _ in (about_the_log, about_the_person)] == ["log", world.subject]
    assert {line["event"] for _, line in (about_the_log, about_the_person)} == {"access.refused"}


async def test_an_attempt_at_nobody_is_a_line_about_the_log_alone(world):
    await disclosing(world).admit(Auditor(requester=AUDITOR, trace=TRACE), SubjectRef("nobody"))
    *_, (subject, line) = await lines(world)

    assert (subject, line["event"]) == ("log", "access.refused")


async def test_another_fault_while_an_attempt_is_written_down_is_no_answer(world):
    class Elsewhere:
        def transaction(self, _subject):
            raise BadInput("person.mismatch", "Somebody else.")

    disclose = replace(disclosing(world), store=Elsewhere())
    with pytest.raises(BadInput, match=r"person\.mismatch"):
        await disclose.admit(Auditor(requester=AUDITOR, trace=TRACE), world.subject)
