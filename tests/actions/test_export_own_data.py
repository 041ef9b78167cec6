"""A person takes home everything about them, and nothing about anybody else; nobody else takes it."""

import json
from dataclasses import replace

import pytest
from builders import AGENCIES, ON, a_claim, a_partner, a_report
from consenting import ACTOR, a_helper, a_worker, acting_for
from hub_world import TRACE, PlainKey, PlainVault, World, a_world
from kept import a_proposal
from living import OWED, LivingWorld, a_life_world, an_agency_client
from reviews import ReviewWorld, a_decider, mandate
from sqlalchemy import text
from taking_home import lines, taken, taking

from consent.mandates import Act
from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import arrangement_changes as changes
from hub.actions import export_own_data
from hub.actions.change_grants import Named
from hub.actions.disputing import Open
from hub.actions.export_own_data import UNREADABLE
from hub.actions.once import OnceProblem
from hub.actions.reviewing import Standing
from hub.actions.show_arrangement import LABEL
from hub.audit import canonical, commitment
from hub.audit.others import KEPT_BACK, SOMEBODY
from hub.audit.receipt import Receipt
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.money import Cents
from hub.domain.source import SourceStatus
from hub.errors import Unavailable
from hub.life.events import Payment

CJIB = an_agency_client("cjib")


async def refusal(world: World, requester: Requester) -> Ground:
    ground = await taking(world)(requester, trace=TRACE)
    assert isinstance(ground, Ground), ground
    return ground


# ── who may ──


async def test_that_it_was_taken_is_in_the_log_with_counts_and_the_person_takes_that_line_home_too() -> None:
    async with a_world(OWED) as world:
        await world.give(world.wish())
        data = await taken(world)
        *_, (_, event, record) = await world.audit()
        home = await lines(world)

    line = json.loads(record)
    assert (event, line["client"], line["recipient"]) == ("person.exported", world.citizen.client, "self")
    assert line["outcome"] == {
        "person": 1,
        "consents": 2 * len(AGENCIES),
        "consentEvents": 2 * len(AGENCIES),
        "commands": 1,
        "waiting": 1,
    }
    assert [each["record"]["event"] for each in home] == ["consent.given", "person.exported"]
    assert [each["number"] for each in home] == [1, 2]
    assert data.subject == world.subject


@pytest.mark.parametrize(
    "requester",
    [a_partner(), a_worker(), a_helper(), replace(a_partner(), role=Role.AUDITOR)],
    ids=["agency", "worker", "organization that helps", "auditor"],
)
async def test_nobody_but_a_person_takes_anything(requester: Requester) -> None:
    async with a_world() as world:
        for who in (requester, replace(requester, subject=world.subject), replace(world.citizen, subject=None)):
            assert await refusal(world, who) is Ground.NOT_THEIR_OWN
        assert await world.audit() == []


async def test_who_acts_for_somebody_gets_nothing_whatever_their_mandate_and_the_person_sees_that() -> None:
    async with a_world() as world:
        await world.recognize(acting_for(world.subject), trace=TRACE)

        assert await refusal(world, acting_for(world.subject)) is Ground.NOT_THEIR_OWN
        *_, (_, event, record) = await world.audit()

    assert (event, json.loads(record)["outcome"]) == ("access.refused", {"ground": "consent.not_their_own"})
    assert json.loads(record)["representative"] == ACTOR


async def test_what_cannot_be_written_down_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_world() as world:

        async def away(_transaction: object, *, tell: bool = False) -> None:
            raise Unavailable("store.unavailable", "The database does not answer.")

        monkeypatch.setattr("adapters.store.transaction.SqlTransaction.finish", away)
        with pytest.raises(Unavailable):
            await taking(world)(world.citizen, trace=TRACE)


# ── what is in it ──


async def an_arrangement(hub: LivingWorld) -> str:
    """One that runs, on which something was paid."""
    alive = await hub.running()
    paid = changes.payment(Payment(reference="P-1", amount=Cents(500), on=ON), today=ON)
    assert not isinstance(await hub.change(alive.kept.id, paid, requester=CJIB), OnceProblem)
    return str(alive.kept.id)


async def test_consents_have_their_history_and_their_receipts() -> None:
    async with a_world() as world:
        given = await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        assert isinstance(given, tuple)
        world.clock.forward(hours=1)
        await world.withdraw(
            Named(requester=world.citizen, subject=world.subject, grants=(given[0].grant.id,), trace=TRACE, key="w")
        )
        (consent,) = (await taken(world)).kinds["consents"]

    assert [(each["type"], each["madeBy"]["is"]) for each in consent["happened"]] == [
        ("GIVEN", "By"),
        ("WITHDRAWN", "By"),
    ]
    assert [each["happened"] for each in consent["receipts"]] == ["given", "withdrawn"]
    assert consent["receipts"][0]["jws"].startswith("consent-receipt+jws|")
    assert "grantId" not in consent["happened"][0]


async def test_each_consent_has_its_own_history_and_no_other() -> None:
    async with a_world() as world:
        await world.give(world.wish())
        consents = (await taken(world)).kinds["consents"]

    assert [len(each["happened"]) for each in consents] == [1] * (2 * len(AGENCIES))
    assert {len(each["receipts"]) for each in consents} == {1}
    assert sorted(each["happened"][0]["seq"] for each in consents) == [*range(1, 2 * len(AGENCIES) + 1)]


async def test_of_what_the_register_no_longer_says_there_is_no_receipt() -> None:
    async with a_world() as world:
        await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        receipts = replace(world.receipts, agencies=())
        (consent,) = (await taken(world, receipts=receipts)).kinds["consents"]

    assert (consent["agency"], consent["receipts"]) == ("cjib", [])


async def test_a_proposal_comes_opened_with_what_opens_its_commitment_in_the_log() -> None:
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        shown = await hub.propose()
        (proposal,) = (await taken(hub.world)).kinds["proposals"]
        kept = [each["record"] for each in await lines(hub.world) if each["record"]["event"] == "proposal.kept"]

    written = canonical.dumps(canonical.read(Receipt, proposal["content"]))
    assert written == canonical.dumps(shown.receipt)
    committed = commitment.commitment(bytes.fromhex(proposal["opening"]), written)
    assert committed == kept[0]["outcome"]["receipt"]


async def test_an_arrangement_comes_with_all_that_happened_and_its_numbers() -> None:
    async with a_life_world() as hub:
        arrangement = await an_arrangement(hub)
        alive = await hub.stands(arrangement)
        kinds = (await taken(hub.world)).kinds
        (home,) = kinds["arrangements"]

    stands = home["stands"]
    assert (home["id"], home["state"], stands["state"]) == (arrangement, "active", "active")
    assert [each["content"]["is"] for each in home["happened"]] == ["Accepted", "Requested", "Granted", "Received"]
    assert [each["seq"] for each in home["happened"]] == [1, 2, 3, 4]
    assert stands["open"] == alive.life.open == 89_500
    assert stands["months"] == [{"dueOn": term.due_on.isoformat(), "amount": term.amount} for term in alive.life.terms]
    assert stands["unpaid"][0]["amount"] == alive.life.unpaid[0].amount
    assert [(each["reference"], each["amount"], each["reversed"]) for each in stands["payments"]] == [
        ("P-1", 500, False)
    ]
    assert {claim["reference"]: claim["open"] for claim in stands["claims"]} == {
        claim.key.reference: claim.open.total for claim in alive.life.claims
    }
    assert (stands["pause"], stands["begunOn"], stands["overOn"]) == (None, ON.isoformat(), None)
    assert {each["kind"] for each in home["errands"]} == {"request", "suspend"}
    assert [each["arrangement"] for each in kinds["paymentNames"]] == [arrangement]


async def test_a_pause_that_was_asked_for_is_told_as_that() -> None:
    async with a_life_world() as hub:
        arrangement = await an_arrangement(hub)
        asked = await hub.change(arrangement, changes.pause_wish(helped=True, today=ON), key="pause")
        (home,) = (await taken(hub.world)).kinds["arrangements"]
        granted = await hub.stands(arrangement)

    pause = granted.life.pause or granted.life.pause_asked
    assert pause is not None, asked
    assert home["stands"]["pause"] == {
        "granted": granted.life.pause is not None,
        "since": pause.since.isoformat(),
        "until": pause.until.isoformat(),
    }


async def test_reviews_and_disputes_come_with_what_was_said_but_not_what_is_kept_back_nor_by_which_worker() -> None:
    async with a_life_world() as hub:
        arrangement = await an_arrangement(hub)
        reviews = ReviewWorld(hub.world)
        review = (await reviews.about_arrangement(arrangement)).kept.id
        await reviews.say(review, "Ask DUO about the letter.", key="1")
        assert isinstance(await reviews.say(review, "A secret.", kept_back="Wpg 24a", key="2"), Standing)
        await reviews.decide(review)
        dispute = (await reviews.disputed()).open.kept.id
        assert isinstance(await reviews.answer(dispute, requester=a_decider()), Open)
        kinds = (await taken(hub.world)).kinds
        home = await lines(hub.world)

    ((reviewed,), (disputed,)) = kinds["reviews"], kinds["disputes"]
    said = [each["content"] for each in reviewed["happened"]]
    assert [each["is"] for each in said] == ["Applied", "Said", "Said", "Decided"]
    assert [(each["text"], each["kept_back"]) for each in said[1:3]] == [
        ("Ask DUO about the letter.", None),
        (KEPT_BACK, "Wpg 24a"),
    ]
    assert {each["by"]["worker"] for each in said} == {None, SOMEBODY}
    assert disputed["answer"]["by"]["worker"] == SOMEBODY
    assert "w-1" not in json.dumps([kinds, home])
    assert "A secret." not in json.dumps([kinds, home])


async def test_a_person_who_acts_for_them_is_somebody_and_an_organization_is_named() -> None:
    async with a_world() as world:
        await mandate(world, Act.ACCEPT)
        await world.recognize(acting_for(world.subject), trace=TRACE)
        kinds, home = (await taken(world)).kinds, await lines(world)

    first, second = kinds["mandates"]
    assert first["record"]["representative"] == "00000099000000004000"
    assert (second["record"]["representative"], second["madeBy"]["representative"]) == (SOMEBODY, SOMEBODY)
    assert [line["record"]["recipient"] for line in home] == ["00000099000000004000", SOMEBODY, "self"]
    assert ACTOR not in json.dumps([kinds, home])


async def test_a_number_of_somebody_else_in_what_an_agency_wrote_does_not_come() -> None:
    joint = {
        FactName.JOINT: Fact(answer=Answer.YES, detail="with 999990020"),
        FactName.BAILIFF: Fact(answer=Answer.YES, detail="Bailiff 12"),
    }
    async with a_life_world(a_report("cjib", a_claim(60000, said=joint))) as hub:
        await hub.world.give(hub.world.wish())
        await hub.propose()
        data = await taken(hub.world)

    told = json.dumps(data.kinds)
    assert "999990020" not in told + repr(data.answers)
    assert "Bailiff 12" in told
    assert data.answers[AGENCIES.index("cjib")].statement.claims[0].facts[FactName.JOINT].detail == SOMEBODY


# ── what agencies stated last ──


async def test_of_each_agency_the_last_answer_that_is_kept_is_given() -> None:
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        await hub.propose("first")
        hub.world.clock.forward(days=1)
        source = hub.world.sources["cjib"]
        source.report = a_report("cjib", a_claim(70_000), a_claim(30_000, owner="duo", reference="D-1"))
        last = await hub.propose("second")
        answers = (await taken(hub.world)).answers

    assert [each.statement.agency for each in answers] == [*AGENCIES]
    assert {each.proposal for each in answers} == {last.id}
    (cjib,) = [each.statement for each in answers if each.statement.agency == "cjib"]
    assert [claim.principal for claim in cjib.claims] == [70_000, 30_000]
    assert cjib.status is SourceStatus.ANSWERED


async def test_what_nobody_can_read_any_more_says_so_and_hides_nothing_else() -> None:
    async with a_life_world() as hub:
        arrangement = await an_arrangement(hub)
        async with hub.world.store.transaction(hub.world.subject) as tx:
            for name, sealed in (("damaged", b"\xff"), ("of another form", b'{"is":"Receipt"}'), ("none", b"[]")):
                content = PlainKey().seal(LABEL, sealed)
                await tx.keep_proposal(a_proposal(hub.world.subject, id=name, sealed=content))
        async with hub.world.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER arrangement_event_refuse_update"))
            await connection.execute(text("UPDATE arrangement_event SET sealed = :it WHERE seq = 2"), {"it": b"\xfe"})
        kinds = (await taken(hub.world)).kinds

    by_id = {each["id"]: each["content"] for each in kinds["proposals"]}
    assert by_id["damaged"] == UNREADABLE
    assert (by_id["of another form"], by_id["none"]) == ({"is": "Receipt"}, [])
    (home,) = kinds["arrangements"]
    assert (home["id"], home["stands"]) == (arrangement, UNREADABLE)
    assert [each["content"] == UNREADABLE for each in home["happened"]] == [False, True, False, False]


async def test_what_another_key_sealed_is_unreadable() -> None:
    class OtherKey(PlainKey):
        def open(self, label: str, sealed: bytes) -> bytes:
            raise Unavailable("vault.unreadable", "What was kept cannot be read.")

    class OtherVault(PlainVault):
        async def key(self, subject: SubjectRef) -> OtherKey:
            return OtherKey()

    async with a_life_world() as hub:
        await an_arrangement(hub)
        data = await taken(hub.world, vault=OtherVault())

    assert [each["content"] for each in data.kinds["proposals"]] == [UNREADABLE]
    assert data.answers == ()


# ── the log ──


@pytest.mark.parametrize("piece", [1, 2, 3, 4, 500])
async def test_every_line_of_the_log_comes_once_whatever_the_pieces(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_own_data, "PIECE", piece)
    async with a_world(OWED) as world:
        await world.give(world.wish())
        for _ in range(2):
            await world.collect(world.question())
        written = [(seq, json.loads(record)["event"]) for seq, _, record in await world.audit()]
        home = [(each["number"], each["record"]["event"]) for each in await lines(world)]

    assert home == written
    assert len(written) > 4
