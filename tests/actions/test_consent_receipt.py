import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from builders import a_citizen, a_partner
from hub_world import TRACE, World, a_world
from kept import a_person
from sqlalchemy import text

from consent.grants import GrantId
from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from hub.actions.change_grants import Named
from hub.actions.consent_receipt import KIND, Signed, alias
from hub.ports import Store, Transaction


@dataclass
class CountingStore:
    """The real store, and how often it was opened."""

    store: Store
    opened: int = 0

    def transaction(self, subject: SubjectRef) -> AbstractAsyncContextManager[Transaction]:
        self.opened += 1
        return self.store.transaction(subject)


async def given(world: World, *agencies: str, **more: Any) -> list[GrantId]:
    states = await world.give(replace(world.wish(*agencies), **more))
    assert isinstance(states, tuple)
    return [state.grant.id for state in states]


async def asked(world: World, grants: Sequence[GrantId], requester: Requester | None = None, **more: Any) -> Signed:
    of = {"requester": requester or world.citizen, "subject": world.subject, "trace": TRACE, **more}
    return await world.receipts(grants=grants, **of)


def payload(jws: str) -> Any:
    kind, content, mark = jws.split("|")
    assert (kind, mark) == (KIND, "signed")
    return json.loads(content)


def named(world: World, grants: Sequence[GrantId], key: str) -> Named:
    return Named(requester=world.citizen, subject=world.subject, grants=tuple(grants), trace=TRACE, key=key)


async def test_giving_narrowing_and_withdrawing_each_leave_a_receipt() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib", purposes=(Purpose.OVERVIEW,))
        world.clock.forward(hours=1)
        await world.narrow(named(world, grants, "n"), categories=frozenset({Category.CLAIMS}))
        world.clock.forward(hours=1)
        await world.withdraw(named(world, grants, "w"))
        (found,) = (await asked(world, grants)).values()

        assert found is not None
        assert [each.happened for each in found] == ["given", "narrowed", "withdrawn"]
        assert [payload(each.jws)["er:event"] for each in found] == ["given", "narrowed", "withdrawn"]
        assert [payload(each.jws)["@id"] for each in found] == [each.id for each in found]


async def test_a_receipt_is_the_same_whenever_it_is_asked_for() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib", "duo")
        first = await asked(world, grants)
        world.clock.forward(days=40)
        await world.withdraw(named(world, grants[:1], "w"))
        again = await asked(world, grants)

        assert [name for name, each in again.items() if len(each or ()) == 2] == grants[:1]
        assert {name: (each or ())[:1] for name, each in again.items()} == first


async def test_replacing_a_consent_leaves_a_receipt_of_the_old_one_ending() -> None:
    async with a_world() as world:
        (old,) = await given(world, "cjib", purposes=(Purpose.OVERVIEW,))
        world.clock.forward(hours=1)
        (new,) = await given(world, "cjib", purposes=(Purpose.OVERVIEW,), key="again")
        found = await asked(world, [old, new])

        assert [each.happened for each in found[old] or ()] == ["given", "withdrawn"]
        assert [each.happened for each in found[new] or ()] == ["given"]


@pytest.mark.parametrize("how_many", [1, 100])
async def test_all_receipts_take_one_look_at_the_record(how_many: int) -> None:
    async with a_world() as world:
        grants = [
            name
            for turn in range(how_many)
            for name in await given(world, "cjib", purposes=(Purpose.OVERVIEW,), key=f"k{turn}")
        ]
        store = CountingStore(world.store)
        found = await replace(world.receipts, store=store)(
            requester=world.citizen, subject=world.subject, trace=TRACE, grants=grants
        )

        assert store.opened == 1
        assert sum(len(each or ()) for each in found.values()) == 2 * how_many - 1


async def test_reading_is_written_down_with_a_count() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib")
        await asked(world, grants)
        seq, event, record = (await world.audit())[-1]

        assert (seq, event) == (2, "consent.read")
        assert json.loads(record)["outcome"] == {"receipts": 2}


async def test_nobody_else_gets_a_receipt() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib")
        stranger = await a_person(world.engine)

        assert await asked(world, grants, a_partner()) == {}
        assert await asked(world, grants, a_citizen(stranger)) == {}
        assert await asked(world, grants, a_citizen(stranger), subject=stranger) == {}
        assert await asked(world, [GrantId("never")]) == {}


async def test_whoever_acts_without_a_mandate_to_look_gets_none() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib")
        helper = replace(world.citizen, actor=SubjectRef("a-helper"))
        before = await asked(world, grants, helper)
        await _mandated(world, "a-helper")
        after = await asked(world, grants, helper)
        record = json.loads((await world.audit())[-1][2])

        assert before == {}
        assert set(after) == set(grants)
        assert record["mandate"] == "mandate-1"


async def test_an_organization_that_helps_gets_them_on_its_mandate_only() -> None:
    async with a_world() as world:
        grants = await given(world, "cjib")
        helper = replace(a_partner(), role=Role.INTERMEDIARY, agency=None)
        before = await asked(world, grants, helper)
        await _mandated(world, str(helper.oin))

        assert before == {}
        assert set(await asked(world, grants, helper)) == set(grants)


async def test_a_giving_that_cannot_be_read_has_no_receipt() -> None:
    async with a_world() as world:
        spoiled, sound = await given(world, "cjib", "duo", purposes=(Purpose.OVERVIEW,))
        await world.withdraw(named(world, [spoiled], "w"))
        async with world.engine.begin() as connection:
            spoil = text("UPDATE consent_grant SET purpose = 'nonsense' WHERE id = :id")
            await connection.execute(spoil, {"id": spoiled})
        found = await asked(world, [spoiled, sound])

        assert found[spoiled] == ()
        assert len(found[sound] or ()) == 1


async def test_what_a_representative_did_is_marked_with_the_mandate_and_without_a_reference() -> None:
    async with a_world() as world:
        await _mandated(world, "a-helper")
        helper = replace(world.citizen, actor=SubjectRef("a-helper"))
        grants = await given(world, "cjib", requester=helper, purposes=(Purpose.OVERVIEW,))
        (found,) = (await asked(world, grants)).values()
        assert found is not None
        (event,) = payload(found[0].jws)["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]

        assert (event["er:byRepresentative"], event["er:mandate"]) == (True, "mandate-1")
        assert event["dpv:isIndicatedBy"] == f"urn:eenregeling:person:{alias('a-helper')}"
        assert "a-helper" not in found[0].jws
        assert world.subject not in found[0].jws


async def test_what_the_register_has_lost_gives_no_receipt_and_harms_no_other() -> None:
    async with a_world() as world:
        cjib, duo = await given(world, "cjib", "duo", purposes=(Purpose.OVERVIEW,))
        others = tuple(agency for agency in world.receipts.agencies if agency.code != "duo")
        empty = Register(activities=(), request_days=30, fingerprint="sha256:0")

        found = await replace(world.receipts, agencies=others)(
            requester=world.citizen, subject=world.subject, trace=TRACE, grants=[cjib, duo]
        )
        assert (len(found[cjib] or ()), found[duo]) == (1, None)
        found = await replace(world.receipts, register=empty)(
            requester=world.citizen, subject=world.subject, trace=TRACE, grants=[cjib]
        )
        assert found == {cjib: None}


async def _mandated(world: World, representative: str) -> None:
    at = world.clock.now()
    mandate = Mandate(
        id=MandateId("mandate-1"),
        subject=world.subject,
        representative=representative,
        kind=MandateKind.HELP,
        acts=frozenset({Act.VIEW, Act.CONSENT}),
        purposes=frozenset(Purpose),
        agencies=frozenset(agency.code for agency in world.receipts.agencies),
        evidence=Evidence.LOGIN,
        valid_from=at - timedelta(days=1),
        valid_until=at + timedelta(days=1),
    )
    async with world.store.transaction(world.subject) as transaction:
        await transaction.append_mandate(MandateGiven(mandate=mandate, at=at))


def test_two_people_have_two_names_and_neither_is_their_reference() -> None:
    assert alias("one") == alias("one") != alias("two")
    assert "one" not in alias("one")
    assert len(alias("one")) == 32
