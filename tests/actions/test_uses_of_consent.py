"""Once, use marks, kinds of data, several questions at once: what happens to a grant when it is used."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from builders import a_claim, a_partner, a_report
from consenting import a_worker, done
from hub_world import TRACE, a_world

from consent.grants import Given, Use, Withdrawn
from consent.purposes import Category, Purpose
from hub.actions.collect import Question
from hub.domain.source import SourceStatus
from hub.errors import BadInput
from hub.ports import Store, Transaction


def of(answers, code="cjib"):
    (report,) = [report for report in answers.reports if report.agency == code]
    return report


async def used_at(world):
    states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)
    return {f"{state.grant.agency}:{state.grant.purpose.value}": state.used_at for state in states}


def once(world, *agencies, **more):
    return replace(world.wish(*agencies, purposes=(Purpose.OVERVIEW,)), use=Use.ONCE, **more)


def overview(world, requester=None):
    return world.question(requester, purpose=Purpose.OVERVIEW)


async def test_data_that_leaves_marks_the_grants_it_left_on_and_no_others():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib", "duo"))
        world.clock.forward(hours=1)
        await world.collect(overview(world))

        assert await used_at(world) == {
            "cjib:overview": world.clock.now(),
            "cjib:proposal": None,
            "duo:overview": world.clock.now(),
            "duo:proposal": None,
        }


async def test_a_grant_for_once_lets_data_leave_once():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(once(world, "cjib"))
        first, second = await world.collect(overview(world)), await world.collect(overview(world))

        assert of(first).status is SourceStatus.ANSWERED
        assert (of(second).status, of(second).reason) == (SourceStatus.WITHHELD, "consent.used_up")
        assert len(world.sources["cjib"].asked) == 1


async def test_of_two_looks_at_the_same_time_on_a_grant_for_once_one_succeeds():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(once(world, "cjib"))
        looks = await asyncio.gather(*(world.collect(overview(world)) for _ in range(5)))

    assert sorted(of(one).status.value for one in looks) == ["answered", *["withheld"] * 4]


async def test_an_organization_learns_no_more_of_a_grant_for_once_that_was_used_than_of_none():
    async with a_world(a_report("cjib", a_claim())) as world:
        partner = a_partner("cak")
        await world.give(once(world, "cjib", recipient=partner.recipient))
        await world.collect(overview(world, partner))
        assert of(await world.collect(overview(world, partner))).reason == "consent.missing"


@pytest.mark.parametrize("status", [SourceStatus.UNREACHABLE, SourceStatus.BUSY, SourceStatus.BAD_SIGNATURE])
async def test_an_agency_that_told_nothing_does_not_use_up_a_grant(status):
    async with a_world(a_report("cjib", status=status, reason="source.x")) as world:
        await world.give(once(world, "cjib"))
        await world.collect(overview(world))
        world.sources["cjib"].report = a_report("cjib", a_claim())

        assert await used_at(world) == {"cjib:overview": None}
        assert len(of(await world.collect(overview(world))).claims) == 1


async def test_an_agency_where_nothing_is_to_pay_has_told_something():
    async with a_world() as world:
        await world.give(once(world, "cjib"))
        await world.collect(overview(world))
        assert await used_at(world) == {"cjib:overview": world.clock.now()}


async def test_a_grant_that_nobody_used_for_six_months_lapses_and_use_keeps_it():
    async with a_world() as world:
        await world.give(world.wish("cjib", "duo", purposes=(Purpose.OVERVIEW,)))
        world.clock.forward(days=100)
        world.sources["duo"].report = a_report("duo", status=SourceStatus.BUSY, reason="source.busy")
        await world.collect(overview(world))
        world.clock.forward(days=100)
        answers = await world.collect(overview(world))

    assert of(answers).status is SourceStatus.ANSWERED
    assert of(answers, "duo").reason == "consent.lapsed"


async def taken_back_ahead(world, state):
    """Write a withdrawal down the way a worker does whose clock runs ahead of this one."""
    ahead = world.clock.now() + timedelta(seconds=2)
    async with world.store.transaction(world.subject) as transaction:
        await transaction.append_consent(Withdrawn(grant_id=state.grant.id, at=ahead))


async def test_what_was_taken_back_under_a_clock_that_runs_ahead_is_not_asked_for_here():
    async with a_world(a_report("cjib", a_claim())) as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        await taken_back_ahead(world, state)

        assert of(await world.collect(overview(world))).status is SourceStatus.WITHHELD
        assert not world.sources["cjib"].asked


async def test_what_was_taken_back_under_a_clock_that_runs_ahead_does_not_leave_here():
    async with a_world(a_report("cjib", a_claim())) as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        fetched = await world.collect.fetch(overview(world))
        await taken_back_ahead(world, state)
        async with world.store.transaction(world.subject) as transaction:
            released = await world.collect.release(overview(world), fetched, transaction)

    assert of(fetched).status is SourceStatus.ANSWERED
    assert of(released).status is SourceStatus.WITHHELD


# ── One look at the record ──


@dataclass
class CountingTransaction:
    """The real transaction; counts how often somebody looks at the record."""

    inner: Transaction
    looks: list[str]

    def __getattr__(self, name):
        return getattr(self.inner, name)

    async def standing(self):
        self.looks.append("standing")
        return await self.inner.standing()


@dataclass
class CountingStore:
    """The real store; counts transactions."""

    inner: Store
    opened: list[str]

    @asynccontextmanager
    async def transaction(self, subject):
        self.opened.append("transaction")
        async with self.inner.transaction(subject) as transaction:
            yield CountingTransaction(transaction, self.opened)


async def test_several_questions_of_one_operation_are_decided_on_one_look_before_and_one_after():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib"))
        counted: list[str] = []
        collect = replace(world.collect, store=CountingStore(world.store, counted))
        shown, planned, again = await collect.together([overview(world), world.question(), overview(world)])
        lines = [event for _, event, _ in await world.audit()]

    assert counted == ["transaction", "standing"] * 2
    assert [of(one).status for one in (shown, planned, again)] == [SourceStatus.ANSWERED] * 3
    assert lines == ["consent.given", *["claims.asked"] * 3, *["claims.released"] * 3]


async def test_a_grant_for_once_serves_one_of_several_questions_of_an_operation():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(once(world, "cjib"))
        both = await world.collect.together([overview(world), overview(world)])
        later = await world.collect(overview(world))

    first, second = both
    assert of(first).status is SourceStatus.ANSWERED
    assert of(second).reason == of(later).reason == "consent.used_up"


# ── A worker's case ──


@pytest.mark.parametrize("case", [None, "", "  "], ids=["none", "empty", "blank"])
async def test_a_worker_without_a_case_cannot_even_ask(case):
    async with a_world() as world:
        with pytest.raises(BadInput) as refused:
            Question(
                requester=a_worker(),
                subject=world.subject,
                purpose=Purpose.OVERVIEW,
                as_of=world.clock.today(),
                trace=TRACE,
                case=case,
            )
    assert refused.value.code == "case.missing"


async def test_a_worker_sees_their_own_agencys_claims_and_every_line_keeps_case_and_worker():
    async with a_world(a_report("cjib", a_claim()), a_report("duo", a_claim(owner="duo", collector="duo"))) as world:
        question = Question(
            requester=a_worker("cjib"),
            subject=world.subject,
            purpose=Purpose.OVERVIEW,
            as_of=world.clock.today(),
            trace=TRACE,
            case="objection 2026-17",
        )
        answers = await world.collect(question)
        lines = await world.accesses(requester=world.citizen, subject=world.subject, trace=TRACE)
        written = await world.audit()

    assert [claim.owner for claim in answers.claims] == ["cjib"]
    assert not of(answers).person
    (line,) = [line.record for line in lines]
    assert (line.case, line.worker, line.role) == ("objection 2026-17", "w-1", "staff")
    assert (line.decided["cjib"].basis, line.decided["duo"].ground) == ("public_task", "consent.missing")
    assert all('"case":"objection 2026-17"' in text for _, event, text in written if event.startswith("claims."))


# ── Kinds of data ──


async def test_a_grant_for_claims_alone_lets_no_circumstances_leave():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(replace(world.wish("cjib"), categories=frozenset({Category.CLAIMS})))
        answers = await world.collect(world.question())

    assert len(answers.claims) == 1
    assert not of(answers).person


async def test_a_grant_in_a_record_of_a_later_moment_counts_from_that_moment():
    async with a_world() as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        async with world.store.transaction(world.subject) as transaction:
            (event,) = (await transaction.standing()).consents

    assert event == Given(grant=state.grant, at=world.clock.now(), by=event.by)
    assert event.by.client == "portal"
