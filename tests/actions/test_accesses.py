from dataclasses import replace

import pytest
from builders import BOOK, a_citizen, a_claim, a_partner, a_report
from consenting import ACTOR, a_helper, a_worker, acting_for, done
from hub_world import TRACE, a_world
from kept import a_person

from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.capacity import ComputeCapacity
from hub.domain.household import Household, Means
from hub.domain.situation import Situation


async def accesses(world, requester=None, **more):
    told = {"requester": requester or world.citizen, "subject": world.subject, "trace": TRACE, **more}
    return await world.accesses(**told)


async def events(world, requester=None):
    return [str(line.record.event) for line in await accesses(world, requester)]


async def test_the_latest_line_comes_first_and_an_access_is_there_as_soon_as_it_was():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib"))
        await world.collect(world.question())
        lines = await accesses(world)

    assert [str(line.record.event) for line in lines] == ["claims.released", "consent.given"]
    assert [line.seq for line in lines] == [3, 1]
    assert lines[0].record.at == world.clock.now()


async def test_an_access_is_on_record_before_its_answer_leaves_and_not_where_that_fails():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib"))
        fetched = await world.collect.fetch(world.question())

        async def fails():
            async with world.store.transaction(world.subject) as transaction:
                await world.collect.release(world.question(), fetched, transaction)
                raise LookupError

        with pytest.raises(LookupError):
            await fails()

        assert await events(world) == ["consent.given"]


async def test_every_line_says_what_was_permitted_on_which_basis_and_what_was_refused():
    async with a_world(a_report("cjib", a_claim()), secrecy="AWR 67") as world:
        partner = a_partner("cak")
        (state,) = done(await world.give(world.wish("cjib", recipient=partner.recipient, purposes=(Purpose.OVERVIEW,))))
        await world.collect(world.question(partner, purpose=Purpose.OVERVIEW))
        line = (await accesses(world))[0].record

    assert (line.client, line.role, line.oin, line.recipient) == ("agency-cak", "agency", partner.oin, partner.oin)
    assert (line.purpose, line.facts, line.register) == ("overview", 1, world.collect.register.fingerprint)
    seen, secret = line.decided["cjib"], line.decided["belastingdienst"]
    assert (seen.permitted, seen.activity, seen.basis, seen.article) == (
        True,
        "overview-organization:1",
        "consent",
        "AVG 6(1)(a)",
    )
    assert (seen.categories, seen.rests_on) == (("claims",), state.grant.id)
    assert (secret.permitted, secret.ground, secret.article) == (False, "needs.legal_basis", "AWR 67")
    assert line.outcome["cjib"] == "withheld:1"


async def test_refused_attempts_are_shown_to_the_person():
    async with a_world() as world:
        await world.collect(world.question(a_partner("cak"), purpose=Purpose.OVERVIEW))
        compute = ComputeCapacity(book=BOOK, store=world.store, clock=world.clock)
        means = Means(household=Household.SINGLE, taxable_income_year=None, monthly_income=None)
        await compute(
            requester=a_partner(purposes=()), subject=world.subject, situation=Situation(means=means), trace=TRACE
        )
        tried, looked = await accesses(world)

    assert (str(tried.record.event), tried.record.outcome) == (
        "access.refused",
        {"ground": "consent.purpose_not_registered"},
    )
    assert {one.ground for one in looked.record.decided.values()} == {"consent.missing"}


async def test_reading_the_log_is_written_down_too_and_shown_the_next_time():
    async with a_world() as world:
        assert await events(world) == []
        assert await events(world) == ["accesses.read"]


async def test_whoever_acts_for_the_person_reads_it_on_their_mandate_and_is_in_it():
    async with a_world() as world:
        actor = acting_for(world.subject)
        assert await accesses(world, actor) is Ground.NO_MANDATE

        await world.recognize(actor, trace=TRACE)
        assert await events(world, actor) == ["mandate.given", "access.refused"]
        read, given, _ = await accesses(world)
    assert (read.record.representative, read.record.mandate) == (ACTOR, given.record.mandate)
    assert read.record.recipient == "self"


async def test_a_look_on_a_mandate_names_who_acted():
    async with a_world() as world:
        actor = replace(acting_for(world.subject), acr="substantial")
        await world.recognize(actor, trace=TRACE)
        await world.give(world.wish("cjib"))
        await world.collect(world.question(actor))
        line = (await accesses(world))[0].record

    assert (line.representative, line.mandate, line.acr) == (ACTOR, "id-1", "substantial")
    assert line.decided["cjib"].rests_on == "id-3"
    assert line.decided["cjib"].mandate == "id-1"


@pytest.mark.parametrize("requester", [a_partner(), a_worker(), a_helper()], ids=["an agency", "a worker", "a helper"])
async def test_nobody_else_reads_who_looked_and_the_person_sees_that_they_tried(requester):
    async with a_world() as world:
        stranger = a_citizen(await a_person(world.engine))
        for one in (requester, stranger):
            assert await accesses(world, one) is Ground.NOT_THEIR_OWN
        lines = [line.record for line in await accesses(world)]

    assert [(str(line.event), line.client) for line in lines] == [
        ("access.refused", stranger.client),
        ("access.refused", requester.client),
    ]
    assert {line.outcome["ground"] for line in lines} == {"consent.not_their_own"}


async def test_the_log_about_one_person_says_nothing_about_another():
    async with a_world() as world:
        other = await a_person(world.engine)
        await world.give(world.wish("cjib"))
        assert await accesses(world, a_citizen(other), subject=other) == ()
