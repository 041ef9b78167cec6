import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOON, ON
from living import a_life_world, an_agency_client

from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.errors import BadInput
from hub.life.events import Payment
from hub.life.paying import Account, DebitMandate, Method, Paying
from hub.life.problem import LifeProblem
from hub.life.states import State

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
CAK = an_agency_client("cak")
WORKER = an_agency_client("cjib", Role.STAFF)
UNREGISTERED = replace(CJIB, purposes=frozenset())
HELPER = Requester(
    client=ClientId("helper"), role=Role.INTERMEDIARY, issuer="https://issuer.example", oin=Oin("1" * 20)
)
EVERYBODY = frozenset({AgencyCode("cjib"), AgencyCode("duo")})
OTHER_TERMS = Answered(
    reply=Reply.GRANTED_OTHERWISE, terms=(PlannedTerm(due_on=date(2027, 1, 1), amount=Cents(90000)),)
)
DEBIT = Paying(
    method=Method.DIRECT_DEBIT,
    account=Account(iban="NL91ABNA0417164300", holder="V. Oorbeeld"),
    mandate=DebitMandate(reference="M-1", signed_on=ON),
)


async def mandated(hub, agencies):
    """A helper whom the person let look at what they owe at some agencies."""
    mandate = Mandate(
        id=MandateId("m-1"),
        subject=hub.world.subject,
        representative=HELPER.recipient,
        kind=MandateKind.HELP,
        acts=frozenset({Act.VIEW}),
        purposes=frozenset({Purpose.OVERVIEW}),
        agencies=frozenset(agencies),
        evidence=Evidence.LOGIN,
        valid_from=NOON - timedelta(days=1),
        valid_until=NOON + timedelta(days=90),
    )
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        await transaction.append_mandate(MandateGiven(mandate=mandate, at=NOON - timedelta(days=1)))


async def last_line(hub):
    _, event, written = (await hub.world.audit())[-1]
    return event, json.loads(written)


# ── who sees what ──


async def test_the_person_sees_all_of_it_for_ever_and_it_is_written_down():
    async with a_life_world() as hub:
        alive = await hub.running()
        for who in (hub.world.citizen, CJIB):
            (seen,) = await hub.seen(who)
            assert (seen.whole, seen.owners) == (True, EVERYBODY)
            assert [each.agency for each in seen.errands] == ["cjib", "duo"]
            assert [each.seq for each in seen.happened] == [1, 2, 3]
        event, line = await last_line(hub)
        assert (event, line["outcome"], line["purpose"]) == ("arrangement.read", {"arrangements": 1}, "execution")
        assert {code: told["rests_on"] for code, told in line["decided"].items()} == {
            "cjib": alive.kept.id,
            "duo": alive.kept.id,
        }

        await hub.change(alive.kept.id, changes.withdrawal(today=ON))
        assert await hub.seen(CJIB) is Ground.NO_ARRANGEMENT
        assert (await last_line(hub))[0] == "access.refused"
        (over,) = await hub.seen()
        assert over.alive.life.state is State.WITHDRAWN


async def test_an_owner_sees_its_own_claims_and_no_more():
    async with a_life_world() as hub:
        await hub.running()

        (seen,) = await hub.seen(DUO)

        assert (seen.whole, seen.owners) == (False, {"duo"})
        assert [each.agency for each in seen.errands] == ["duo"]
        assert list((await last_line(hub))[1]["decided"]) == ["duo"]


async def test_an_agency_that_takes_no_part_sees_nothing():
    async with a_life_world() as hub:
        await hub.running()

        assert await hub.seen(CAK) is Ground.NO_ARRANGEMENT
        assert await hub.seen(replace(CAK, agency=None)) is Ground.NO_ARRANGEMENT


async def test_an_agency_that_is_not_registered_for_it_sees_nothing_whatever_the_person_allowed():
    async with a_life_world() as hub:
        await hub.running()

        assert await hub.seen(UNREGISTERED) is Ground.PURPOSE_NOT_REGISTERED


async def test_a_worker_says_in_which_case():
    async with a_life_world() as hub:
        await hub.running()
        with pytest.raises(BadInput, match="must say why"):
            await hub.seen(WORKER, case=" ")

        (seen,) = await hub.seen(WORKER, case="contact:Z-1")

        assert seen.whole
        assert (await last_line(hub))[1]["case"] == "contact:Z-1"


@pytest.mark.parametrize(
    ("agencies", "whole", "owners"),
    [(("cjib", "duo"), True, {"cjib", "duo"}), (("cjib",), False, {"cjib"}), (("duo",), False, {"duo"})],
)
async def test_a_helper_sees_as_far_as_the_mandate_reaches(agencies, whole, owners):
    async with a_life_world() as hub:
        await hub.running()
        await mandated(hub, agencies)

        (seen,) = await hub.seen(HELPER)

        assert (seen.whole, seen.owners) == (whole, owners)
        assert (await last_line(hub))[1]["mandate"] == "m-1"


async def test_a_helper_whose_mandate_reaches_nobody_in_it_sees_nothing_of_it():
    async with a_life_world() as hub:
        await hub.running()
        await mandated(hub, ("cak",))

        assert await hub.seen(HELPER) == ()


async def test_a_helper_without_a_mandate_is_refused_and_it_is_written_down():
    async with a_life_world() as hub:
        await hub.running()

        assert await hub.seen(HELPER) is Ground.NO_MANDATE
        assert (await last_line(hub))[0] == "access.refused"


async def test_an_agency_sees_no_other_arrangement_than_the_one_that_runs():
    async with a_life_world() as hub:
        first = await hub.running()
        await hub.change(first.kept.id, changes.withdrawal(today=ON))
        hub.world.clock.forward(hours=1)
        second = await hub.accept((await hub.propose("q")).id, "b")
        await hub.work()

        assert [each.alive.kept.id for each in await hub.seen()] == [second.kept.id, first.kept.id]
        assert [each.alive.kept.id for each in await hub.seen(CJIB)] == [second.kept.id]


# ── what the person decides ──


async def test_whoever_agrees_to_other_terms_has_them_and_every_agency_is_told():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [OTHER_TERMS]
        alive = await hub.accepted()
        await hub.work()

        agreed = await hub.change(alive.kept.id, changes.agreement(today=ON))
        await hub.work()

        assert (agreed.life.state, agreed.kept.begun_at) == (State.ACTIVE, NOON)
        assert [term.amount for term in agreed.life.terms] == [90000]
        assert (hub.brought("cjib"), hub.brought("duo")) == (["request", "amend"], ["suspend"])


async def test_an_agency_does_not_agree_for_the_person():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [OTHER_TERMS]
        alive = await hub.accepted()
        await hub.work()

        assert await hub.change(alive.kept.id, changes.agreement(today=ON), requester=CJIB) is LifeProblem.UNKNOWN
        assert await hub.change("other", changes.agreement(today=ON)) is LifeProblem.UNKNOWN


async def test_there_are_no_other_terms_in_an_arrangement_that_runs():
    async with a_life_world() as hub:
        alive = await hub.running()

        assert await hub.change(alive.kept.id, changes.agreement(today=ON)) is LifeProblem.OFFER_UNKNOWN


async def test_how_the_person_pays_is_sealed_and_bound_to_the_key():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()

        alive = await hub.accept(made.id, paying=DEBIT)

        assert isinstance(alive, Alive)
        assert alive.life.paying == DEBIT
        assert (await hub.stands(alive.kept.id)).life.paying == DEBIT
        assert await hub.accept(made.id) is OnceProblem.REUSED


async def test_an_account_that_cannot_be_is_not_accepted():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        wrong = replace(DEBIT, account=Account(iban="NL92ABNA0417164300", holder="V. Oorbeeld"))

        assert await hub.accept(made.id, paying=wrong) is LifeProblem.ACCOUNT_INVALID
        assert isinstance(await hub.accept(made.id, "b", paying=DEBIT), Alive)


# ── who does what ──


async def test_nobody_but_an_agency_tells_what_came_in_and_nobody_but_a_worker_ends():
    async with a_life_world() as hub:
        alive = await hub.running()
        told = [
            changes.payment(Payment(reference="P-1", amount=Cents(100), on=ON), today=ON),
            changes.reversal("P-1", today=ON),
            changes.restatement(alive.life.claims[0].key, alive.life.claims[0].open, today=ON),
            changes.early_end("ground_gone", "Because.", today=ON),
        ]

        for change in told:
            assert await hub.change(alive.kept.id, change) is LifeProblem.UNKNOWN, change.operation
        assert (await hub.stands(alive.kept.id)).kept.version == alive.kept.version


async def test_an_agency_that_is_not_registered_for_it_tells_nothing_and_it_is_written_down():
    async with a_life_world() as hub:
        alive = await hub.running()
        told = changes.payment(Payment(reference="P-1", amount=Cents(100), on=ON), today=ON)

        found = await hub.change(alive.kept.id, told, requester=UNREGISTERED)

        assert found == ConsentProblem(code="consent.purpose_not_registered", path="person")
        assert (await last_line(hub))[0] == "access.refused"
