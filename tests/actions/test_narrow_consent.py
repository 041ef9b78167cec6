from dataclasses import replace
from datetime import timedelta

import pytest
from builders import a_citizen, a_claim, a_partner, a_report
from consenting import done
from hub_world import TRACE, a_world

from consent.history import GrantStatus
from consent.parties import SubjectRef
from consent.purposes import Category, Purpose
from hub.actions.acting import ConsentProblem
from hub.actions.change_grants import Named
from hub.actions.once import OnceProblem

CLAIMS = frozenset({Category.CLAIMS})
CIRCUMSTANCES = frozenset({Category.CIRCUMSTANCES})


def named(world, *states, key="n", **more):
    wish = Named(
        requester=world.citizen,
        subject=world.subject,
        grants=tuple(state.grant.id for state in states),
        trace=TRACE,
        key=key,
    )
    return replace(wish, **more)


async def test_what_is_left_of_a_grant_is_all_that_may_be_seen_from_then_on():
    async with a_world(a_report("cjib", a_claim())) as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.PROPOSAL,))))
        before = await world.collect(world.question())
        (left,) = done(await world.narrow(named(world, state), categories=CLAIMS))
        after = await world.collect(world.question())

    assert left.grant.categories == CLAIMS
    assert left.narrowed_at == world.clock.now()
    (before_cjib,), (after_cjib,) = ([one for one in all_.reports if one.agency == "cjib"] for all_ in (before, after))
    assert before_cjib.person
    assert after_cjib == replace(before_cjib, person={})


async def test_without_the_claims_a_person_sees_what_an_agency_says_about_them_and_no_claim():
    async with a_world(a_report("cjib", a_claim())) as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.PROPOSAL,))))
        await world.narrow(named(world, state), categories=CIRCUMSTANCES)
        (report,) = [one for one in (await world.collect(world.question())).reports if one.agency == "cjib"]

    assert (report.claims, report.reason) == ((), "consent.category_withheld")
    assert report.person


async def test_an_earlier_end_ends_it_earlier():
    async with a_world() as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        end = world.clock.now() + timedelta(hours=1)
        await world.narrow(named(world, state), until=end)
        world.clock.forward(hours=1)
        answers = await world.collect(world.question(purpose=Purpose.OVERVIEW))
        ((left),) = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)

    assert {report.reason for report in answers.reports} == {"consent.missing"}
    assert left.grant.valid_until == end


async def test_all_named_grants_are_narrowed_or_none():
    async with a_world() as world:
        one, other = done(await world.give(world.wish("cjib")))
        (taken,) = done(await world.withdraw(named(world, other, key="w")))
        problem = await world.narrow(named(world, one, taken), categories=CLAIMS)
        states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)

        assert problem == ConsentProblem(code="grant.withdrawn", path="grants")
        assert [state.narrowed_at for state in states] == [None, None]
        assert len(await world.narrow(named(world, one, key="again"), categories=CLAIMS)) == 1


async def test_a_narrowing_that_failed_can_be_tried_again_under_its_key_and_one_that_was_done_is_done_once():
    async with a_world() as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        too_far = world.clock.now() + timedelta(days=900)
        for _ in range(2):
            assert await world.narrow(named(world, state), until=too_far) == ConsentProblem(
                code="consent.would_widen", path="until"
            )
        first = await world.narrow(named(world, state, key="m"), categories=CLAIMS)
        world.clock.forward(hours=1)

        assert await world.narrow(named(world, state, key="m"), categories=CLAIMS) == first
        assert await world.narrow(named(world, state, key="m"), categories=CIRCUMSTANCES) is OnceProblem.REUSED
        assert [event for _, event, _ in await world.audit()] == ["consent.given", "consent.narrowed"]


@pytest.mark.parametrize(
    ("change", "left", "problem"),
    [
        ({}, {}, ConsentProblem(code="consent.nothing_to_narrow", path="grants")),
        ({}, {"days": 0}, ConsentProblem(code="consent.ends_before_it_begins", path="until")),
        ({}, {"days": 400}, ConsentProblem(code="consent.would_widen", path="until")),
        ({}, {"categories": frozenset()}, ConsentProblem(code="consent.narrowed_to_nothing", path="categories")),
        ({"grants": ()}, {"days": 1}, ConsentProblem(code="grant.none_named", path="grants")),
        ({"grants": ("never",)}, {"days": 1}, ConsentProblem(code="grant.unknown", path="grants.0")),
        (
            {"requester": a_partner()},
            {"days": 1},
            ConsentProblem(code="consent.not_their_own", path="person"),
        ),
        (
            {"requester": a_citizen(SubjectRef("other"))},
            {"days": 1},
            ConsentProblem(code="consent.not_their_own", path="person"),
        ),
    ],
)
async def test_what_narrows_nothing_or_widens_says_so_and_changes_nothing(change, left, problem):
    async with a_world() as world:
        given = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        told = dict(left)
        if "days" in told:
            told["until"] = world.clock.now() + timedelta(days=told.pop("days"))

        assert await world.narrow(replace(named(world, *given), **change), **told) == problem
        assert await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE) == given


async def test_narrowing_leaves_a_grant_in_force():
    async with a_world() as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        (left,) = done(await world.narrow(named(world, state), categories=CLAIMS))
        activity = world.give.register.find(left.grant.activity)

    assert left.status(activity, world.clock.now()) is GrantStatus.IN_FORCE
