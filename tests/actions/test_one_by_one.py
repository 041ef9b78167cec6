"""Answers that are released one by one, as the agencies give them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import AGENCIES, a_claim, a_partner, a_report
from hub_world import TRACE, World, a_world

from consent.grants import Use, Withdrawn
from consent.purposes import Purpose
from hub.actions import collect
from hub.domain.source import SourceReport, SourceStatus
from hub.errors import BadInput


def overview(world, requester=None):
    return world.question(requester, purpose=Purpose.OVERVIEW)


def gated(world: World, *codes: str) -> None:
    """Let these agencies answer only when a test says so."""
    for code in codes:
        world.sources[code].gate = asyncio.Event()


async def after(world: World, coming: AsyncGenerator[SourceReport, None], code: str) -> SourceReport:
    """Let an agency answer; give what comes next."""
    world.sources[code].gate.set()
    return await asyncio.wait_for(anext(coming), 5)


async def withdraw(world: World, *agencies: str) -> None:
    states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)
    async with world.store.transaction(world.subject) as transaction:
        for state in states:
            if state.grant.agency in agencies:
                await transaction.append_consent(Withdrawn(grant_id=state.grant.id, at=world.clock.now()))


async def lines(world: World) -> list[tuple[str, str]]:
    """What the log says of asking and releasing, without what came before."""
    return [(event, record) for _, event, record in await world.audit() if event.startswith("claims.")]


def used(states):
    return {str(state.grant.agency) for state in states if state.used_at}


async def test_answers_come_in_the_order_in_which_the_agencies_give_them():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish())
        gated(world, *AGENCIES)
        order = ("cak", "cjib", "toeslagen", "duo", "belastingdienst")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            came = [await after(world, coming, code) for code in order]
            with pytest.raises(StopAsyncIteration):
                await anext(coming)

    assert [report.agency for report in came] == list(order)
    assert len(came[1].claims) == 1


async def test_who_may_not_be_asked_is_told_at_once_and_is_not_asked():
    async with a_world() as world:
        await world.give(world.wish("cjib"))
        gated(world, "cjib")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            early = [await anext(coming) for _ in range(4)]
            last = await after(world, coming, "cjib")

    assert {(report.status, report.reason) for report in early} == {(SourceStatus.WITHHELD, "consent.missing")}
    assert (last.agency, last.status) == ("cjib", SourceStatus.ANSWERED)
    assert [code for code, source in world.sources.items() if source.asked] == ["cjib"]


async def test_together_they_are_what_one_answer_holds():
    reports = (a_report("cjib", a_claim()), a_report("duo", status=SourceStatus.BUSY, reason="source.busy"))
    async with a_world(*reports) as world:
        await world.give(world.wish("cjib", "duo", "cak"))
        whole = await world.collect(overview(world))
        parts = [report async for report in world.collect.one_by_one(overview(world))]

    assert {report.agency: report for report in parts} == {report.agency: report for report in whole.reports}


async def test_every_answer_is_written_down_and_committed_before_it_comes_out():
    async with a_world(a_report("cjib", a_claim(123456))) as world:
        await world.give(world.wish("cjib", "duo"))
        gated(world, "cjib", "duo")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            for _ in range(3):
                await anext(coming)
            before = await lines(world)
            await after(world, coming, "duo")
            between = await lines(world)
            await after(world, coming, "cjib")
            events = await lines(world)
        sequence = [seq for seq, _, _ in await world.audit()]
        states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)

    assert [event for event, _ in events] == ["claims.asked", *["claims.released"] * 5]
    assert (len(before), len(between)) == (4, 5), "one line for each that came out, none for one that did not"
    assert '"outcome":{"duo":"answered:0"}' in events[4][1]
    assert '"outcome":{"cjib":"answered:1"}' in events[5][1]
    assert '"decided":{"cjib":{' in events[5][1]
    assert all("123456" not in record for _, record in events)
    assert sequence == list(range(1, len(sequence) + 1))
    assert used(states) == {"cjib", "duo"}


async def test_an_agency_is_marked_used_when_its_answer_comes_out_and_not_before():
    async with a_world() as world:
        await world.give(world.wish("cjib", "duo", purposes=(Purpose.OVERVIEW,)))
        gated(world, "duo")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            for _ in range(4):
                await anext(coming)
            states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)
    assert used(states) == {"cjib"}


async def test_a_withdrawal_between_two_answers_withholds_the_rest():
    async with a_world(a_report("cjib", a_claim()), a_report("duo", a_claim(owner="duo", collector="duo"))) as world:
        await world.give(world.wish("cjib", "duo"))
        gated(world, "cjib", "duo")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            for _ in range(3):
                await anext(coming)
            first = await after(world, coming, "cjib")
            await withdraw(world, "cjib", "duo")
            second = await after(world, coming, "duo")
        last = (await lines(world))[-1][1]

    assert len(first.claims) == 1
    assert (second.status, second.claims) == (SourceStatus.WITHHELD, ())
    assert '"outcome":{"duo":"withheld:0"}' in last


async def test_a_grant_that_comes_meanwhile_lets_nothing_out_that_was_not_asked():
    async with a_world() as world:
        await world.give(world.wish("cjib"))
        gated(world, "cjib")
        async with aclosing(world.collect.one_by_one(overview(world))) as coming:
            await anext(coming)
            await world.give(world.wish("duo", key="later"))
            rest = [await anext(coming) for _ in range(3)]
    assert {report.status for report in rest} == {SourceStatus.WITHHELD}
    assert not world.sources["duo"].asked


# ── Grants for once ──


async def test_grants_for_once_serve_a_question_until_it_is_answered_and_no_other():
    partner, moved = a_partner("cak"), a_claim(owner="cjib", collector="duo", reference="M-1")
    async with a_world(a_report("duo", moved)) as world:
        await world.give(replace(world.wish(recipient=partner.recipient), use=Use.ONCE))
        gated(world, "duo")
        question = overview(world, partner)
        async with aclosing(world.collect.one_by_one(question)) as coming:
            for _ in range(4):
                await anext(coming)
            last = await after(world, coming, "duo")
        again = [report async for report in world.collect.one_by_one(question)]

    assert (last.status, len(last.claims)) == (SourceStatus.ANSWERED, 1), "the owner's grant was used a moment before"
    assert {(report.status, report.reason) for report in again} == {(SourceStatus.WITHHELD, "consent.missing")}


async def test_a_grant_for_once_that_is_taken_back_after_its_use_counts_no_more():
    partner, moved = a_partner("cak"), a_claim(owner="cjib", collector="duo", reference="M-1")
    async with a_world(a_report("duo", moved)) as world:
        await world.give(replace(world.wish(recipient=partner.recipient), use=Use.ONCE))
        gated(world, "duo")
        async with aclosing(world.collect.one_by_one(overview(world, partner))) as coming:
            for _ in range(4):
                await anext(coming)
            await withdraw(world, "cjib")
            last = await after(world, coming, "duo")
    assert (last.status, last.claims) == (SourceStatus.WITHHELD, ())


async def test_a_use_in_the_same_question_does_not_make_a_grant_look_unused():
    partner, moved = a_partner("cak"), a_claim(owner="cjib", collector="duo", reference="M-1")
    async with a_world(a_report("duo", moved)) as world:
        await world.give(world.wish(recipient=partner.recipient, purposes=(Purpose.OVERVIEW,)))
        world.clock.forward(days=100)
        await world.collect(overview(world, partner))
        world.clock.forward(days=100)
        came = [report async for report in world.collect.one_by_one(overview(world, partner))]
    assert {report.status for report in came} == {SourceStatus.ANSWERED}


async def test_of_two_that_ask_one_by_one_on_the_same_grant_for_once_one_gets_an_answer():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(replace(world.wish("cjib", purposes=(Purpose.OVERVIEW,)), use=Use.ONCE))
        gated(world, "cjib")

        async def look() -> str:
            reports = [report async for report in world.collect.one_by_one(overview(world))]
            return next(report.status.value for report in reports if report.agency == "cjib")

        first = asyncio.create_task(look())
        await world.sources["cjib"].reached.wait()
        world.sources["cjib"].reached.clear()
        second = asyncio.create_task(look())
        await world.sources["cjib"].reached.wait()
        world.sources["cjib"].gate.set()
        came = await asyncio.gather(first, second)
    assert sorted(came) == ["answered", "withheld"]


# ── Time, pace, faults ──


class Waiting:
    """An agency that never answers, and notes that nobody waits for it any more."""

    def __init__(self, agency):
        self.agency = agency
        self.reached, self.stopped = asyncio.Event(), asyncio.Event()

    async def ask(self, *_, **__):
        self.reached.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.stopped.set()
            raise


def with_one_waiting(world):
    waiting = Waiting(world.sources["duo"].agency)
    others = [source for source in world.collect.sources if source.agency != waiting.agency]
    return waiting, replace(world.collect, sources=(*others, waiting))


async def test_who_closes_stops_the_agencies_that_have_not_answered():
    async with a_world() as world:
        await world.give(world.wish())
        waiting, collecting = with_one_waiting(world)
        async with asyncio.timeout(5), aclosing(collecting.one_by_one(overview(world))) as coming:
            await anext(coming)
            await waiting.reached.wait()
        assert waiting.stopped.is_set()
        assert len(await lines(world)) == 2


async def test_cancelling_whoever_waits_stops_the_agencies():
    async with a_world() as world:
        await world.give(world.wish())
        waiting, collecting = with_one_waiting(world)

        async def wait_for_all():
            return [report async for report in collecting.one_by_one(overview(world))]

        asking = asyncio.create_task(wait_for_all())
        await waiting.reached.wait()
        asking.cancel()
        await asyncio.wait([asking], timeout=5)
        assert asking.cancelled()
        assert waiting.stopped.is_set()


async def test_an_agency_that_never_answers_comes_last_and_is_unreachable(monkeypatch):
    async with a_world() as world:
        monkeypatch.setattr(collect, "REQUEST_BUDGET", timedelta(milliseconds=100))
        await world.give(world.wish())
        gated(world, "cjib")
        came = [report async for report in world.collect.one_by_one(overview(world))]
    assert (came[-1].agency, came[-1].status) == ("cjib", SourceStatus.UNREACHABLE)
    assert {report.status for report in came[:-1]} == {SourceStatus.ANSWERED}


async def test_no_agency_has_longer_than_whoever_asks():
    async with a_world() as world:
        await world.give(world.wish())
        question = replace(overview(world), ends_at=world.clock.now())
        came = [report async for report in world.collect.one_by_one(question)]
    assert {report.reason for report in came} == {"source.timed_out"}
    assert not any(source.asked for source in world.sources.values())


class Often:
    """Lets nobody ask."""

    def count(self, requester, subject):
        raise BadInput("person.asked_too_often", "Agencies were asked about this person too often.", "Wait.")


async def test_who_asks_too_often_asks_nobody_and_nothing_is_written():
    async with a_world() as world:
        await world.give(world.wish())
        hurried = replace(world.collect, pace=Often())
        with pytest.raises(BadInput) as often:
            await anext(hurried.one_by_one(overview(world)))
        assert await lines(world) == []
    assert often.value.code == "person.asked_too_often"


class Counted:
    """Lets everybody ask, and remembers about whom."""

    def __init__(self):
        self.about = []

    def count(self, requester, subject):
        self.about.append(subject)


async def test_a_question_counts_once_however_many_agencies_are_asked():
    async with a_world() as world:
        await world.give(world.wish())
        pace = Counted()
        came = [report async for report in replace(world.collect, pace=pace).one_by_one(overview(world))]

    assert len(came) > 1
    assert pace.about == [world.subject]


async def test_a_fault_in_asking_is_not_swallowed_and_stops_the_others():
    class Broken(Waiting):
        async def ask(self, *_, **__):
            await self.reached.wait()
            raise RuntimeError("broken")

    async with a_world() as world:
        await world.give(world.wish())
        waiting, collecting = with_one_waiting(world)
        broken = Broken(world.sources["cak"].agency)
        collecting = replace(collecting, sources=(waiting, broken))
        asking = asyncio.create_task(anext(collecting.one_by_one(overview(world))))
        await waiting.reached.wait()
        broken.reached.set()
        with pytest.raises(RuntimeError, match="broken"):
            await asking
        assert waiting.stopped.is_set()
