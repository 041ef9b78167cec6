from dataclasses import replace
from datetime import timedelta

import pytest
from builders import REGISTER, a_citizen, a_partner
from consenting import a_helper, mandated
from hub_world import TRACE, World, a_world

from consent.history import GrantState
from consent.mandates import MandateKind
from consent.parties import SELF, SubjectRef
from consent.purposes import Category, Purpose
from hub.actions.acting import ConsentProblem
from hub.actions.change_grants import Named
from hub.actions.collect import REQUEST_BUDGET
from hub.actions.give_consent import Wish
from hub.actions.once import LEASE, OnceProblem


async def given(world: World, wish: Wish) -> tuple[GrantState, ...]:
    """Give what must be possible to give."""
    states = await world.give(wish)
    assert isinstance(states, tuple)
    return states


async def withdrawn(world: World, wish: Named) -> tuple[GrantState, ...]:
    """Withdraw what must be possible to withdraw."""
    states = await world.withdraw(wish)
    assert isinstance(states, tuple)
    return states


def withdrawal(world, *grants, key="w", **more):
    wish = Named(requester=world.citizen, subject=world.subject, grants=grants, trace=TRACE, key=key)
    return replace(wish, **more)


async def test_a_grant_lasts_twelve_months_unless_a_shorter_time_is_wished():
    async with a_world() as world:
        (longest,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        shorter = replace(
            world.wish("duo", key="b", purposes=(Purpose.OVERVIEW,)), until=world.clock.now() + timedelta(days=3)
        )
        (short,) = await given(world, shorter)

        assert longest.grant.valid_until == world.clock.now().replace(year=2027)
        assert short.grant.valid_until == world.clock.now() + timedelta(days=3)


async def test_the_same_key_and_wish_give_the_same_grants_once():
    async with a_world() as world:
        first = await given(world, world.wish("cjib", "duo"))
        again = await given(world, world.wish("cjib", "duo"))

        assert [state.grant.id for state in again] == [state.grant.id for state in first]
        assert len(await world.audit()) == 1


async def test_a_retry_gives_the_same_grants_even_when_their_time_is_over():
    async with a_world() as world:
        wish = replace(world.wish("cjib"), until=world.clock.now() + timedelta(hours=1))
        first = await given(world, wish)
        world.clock.forward(hours=2)
        assert [state.grant for state in await given(world, wish)] == [state.grant for state in first]


async def test_a_wish_that_could_not_be_can_be_tried_again_under_its_key():
    async with a_world() as world:
        wish = replace(world.wish("cjib"), until=world.clock.now() + timedelta(days=370))
        assert isinstance(await world.give(wish), ConsentProblem)
        world.clock.forward(days=30)
        assert len(await given(world, wish)) == 2


async def test_the_same_key_with_another_wish_is_a_problem():
    async with a_world() as world:
        await given(world, world.wish("cjib"))
        assert await world.give(world.wish("duo")) is OnceProblem.REUSED


@pytest.mark.parametrize("key", ["", "  "])
async def test_a_missing_key_is_a_problem(key):
    async with a_world() as world:
        assert await world.give(world.wish("cjib", key=key)) is OnceProblem.MISSING


async def test_a_new_grant_takes_the_place_of_the_one_it_repeats():
    async with a_world() as world:
        (old,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        world.clock.forward(hours=1)
        (new,) = await given(world, world.wish("cjib", key="again", purposes=(Purpose.OVERVIEW,)))
        states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)

        assert [(state.grant.id, state.withdrawn_at is None) for state in states] == [
            (old.grant.id, False),
            (new.grant.id, True),
        ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"requester": a_citizen(SubjectRef("other"))}, ConsentProblem(code="consent.not_their_own", path="person")),
        ({"requester": a_partner()}, ConsentProblem(code="consent.not_their_own", path="person")),
        ({"agencies": ()}, ConsentProblem(code="consent.no_agency", path="agencies")),
        ({"agencies": ("cjib", "svb")}, ConsentProblem(code="agency.unknown", path="agencies.1")),
        ({"purposes": ()}, ConsentProblem(code="consent.no_purpose", path="purposes")),
    ],
    ids=["somebody else", "a partner", "no agency", "unknown agency", "no purpose"],
)
async def test_a_wish_that_cannot_be_changes_nothing_and_says_where(change, problem):
    async with a_world() as world:
        assert await world.give(replace(world.wish("cjib"), **change)) == problem
        assert await world.audit() == []


@pytest.mark.parametrize(("days", "code"), [(0, "consent.ends_before_it_begins"), (400, "consent.too_long")])
async def test_the_end_must_lie_ahead_and_within_twelve_months(days, code):
    async with a_world() as world:
        wish = replace(world.wish("cjib"), until=world.clock.now() + timedelta(days=days))
        assert await world.give(wish) == ConsentProblem(code=code, path="until")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"recipient": "00000099000000009000"}, ConsentProblem(code="needs.legal_basis", path="agencies.0")),
        ({"purposes": (Purpose.EXECUTION,)}, ConsentProblem(code="consent.not_by_consent", path="purposes.0")),
        ({"categories": frozenset()}, ConsentProblem(code="consent.category_not_needed", path="categories")),
        ({"notices": ("nl:an older text",)}, ConsentProblem(code="consent.notice_outdated", path="notices")),
    ],
    ids=["what a law keeps secret", "nothing to consent to", "no category that is needed", "an older text"],
)
async def test_consent_that_could_have_no_effect_is_not_taken(change, problem):
    async with a_world(secrecy="AWR 67") as world:
        assert await world.give(replace(world.wish("belastingdienst", "cjib"), **change)) == problem
        assert await world.audit() == []


@pytest.mark.parametrize("recipient", [SELF, "0" * 20], ids=["oneself", "the agency itself"])
async def test_what_a_law_keeps_secret_can_be_shown_to_oneself_and_to_the_agency_itself(recipient):
    async with a_world(secrecy="AWR 67") as world:
        assert len(await given(world, world.wish("belastingdienst", recipient=recipient))) == 2


async def test_no_more_is_taken_than_an_activity_needs():
    async with a_world() as world:
        partner = a_partner().recipient
        wish = replace(world.wish("cjib", recipient=partner), categories=frozenset(Category))
        states = await given(world, wish)

    assert {state.grant.purpose: state.grant.categories for state in states} == {
        Purpose.OVERVIEW: {Category.CLAIMS},
        Purpose.PROPOSAL: set(Category),
    }


async def test_a_grant_keeps_which_text_was_read_in_which_language():
    async with a_world() as world:
        activity = REGISTER.consented(Purpose.OVERVIEW, SELF, on=world.clock.today())
        notice = activity.notice("en")
        wish = replace(
            world.wish("cjib", "cjib", purposes=(Purpose.OVERVIEW,)), language="en", notices=("nl:old", notice)
        )
        (state,) = await given(world, wish)

    assert (state.grant.notice, state.grant.activity) == (notice, "overview-self:1")


async def test_somebody_under_guardianship_gives_nothing_and_may_try_again_when_that_is_over():
    async with a_world() as world:
        order = mandated(subject=world.subject, kind=MandateKind.GUARDIANSHIP)
        async with world.store.transaction(world.subject) as transaction:
            await transaction.append_mandate(order)
        assert await world.give(world.wish("cjib")) == ConsentProblem(code="consent.under_guardianship", path="person")

        world.clock.at = order.mandate.valid_until
        assert len(await given(world, world.wish("cjib"))) == 2


async def test_what_was_known_of_grants_at_a_moment_can_be_read_later():
    async with a_world() as world:
        (state,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        before = world.clock.now()
        world.clock.forward(hours=1)
        await withdrawn(world, withdrawal(world, state.grant.id))
        told = {"requester": world.citizen, "subject": world.subject, "trace": TRACE}
        then, now = await world.grants(**told, known_at=before), await world.grants(**told)

    assert (then[0].withdrawn_at, now[0].withdrawn_at) == (None, world.clock.now())


async def test_withdrawing_again_changes_nothing():
    async with a_world() as world:
        (state,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        (first,) = await withdrawn(world, withdrawal(world, state.grant.id))
        world.clock.forward(hours=1)
        (same_key,) = await withdrawn(world, withdrawal(world, state.grant.id))
        (other_key,) = await withdrawn(world, withdrawal(world, state.grant.id, key="w2"))

        assert first.withdrawn_at == same_key.withdrawn_at == other_key.withdrawn_at


async def test_somebody_elses_grant_and_one_that_never_was_give_the_same_answer():
    async with a_world() as world:
        await given(world, world.wish("cjib"))
        unknown = await world.withdraw(withdrawal(world, "id-999"))
        assert unknown == ConsentProblem(code="grant.unknown", path="grants.0")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"requester": a_partner()}, "consent.not_their_own"), ({"grants": ()}, "grant.none_named")],
)
async def test_a_withdrawal_that_cannot_be_says_why(change, code):
    async with a_world() as world:
        problem = await world.withdraw(withdrawal(world, "x", **change))
        assert isinstance(problem, ConsentProblem)
        assert problem.code == code


async def test_a_helper_whom_nobody_gave_leave_withdraws_nothing():
    async with a_world() as world:
        (state,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        problem = await world.withdraw(withdrawal(world, state.grant.id, requester=a_helper()))

        assert isinstance(problem, ConsentProblem)
        assert (problem.code, problem.path) == ("consent.no_mandate", "person")
        (still,) = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)
        assert still.withdrawn_at is None


async def test_a_withdrawal_needs_a_key():
    async with a_world() as world:
        (state,) = await given(world, world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        assert await world.withdraw(withdrawal(world, state.grant.id, key="")) is OnceProblem.MISSING


async def test_only_the_person_sees_their_grants():
    async with a_world() as world:
        await given(world, world.wish("cjib"))
        assert await world.grants(requester=a_partner(), subject=world.subject, trace=TRACE) == ()
        assert len(await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)) == 2


async def test_a_helper_who_may_decide_on_consent_sees_what_there_is():
    async with a_world() as world:
        states = await given(world, world.wish("cjib"))
        async with world.store.transaction(world.subject) as transaction:
            await transaction.append_mandate(mandated(subject=world.subject))

        assert await world.grants(requester=a_helper(), subject=world.subject, trace=TRACE) == states


def test_an_unfinished_attempt_outlives_any_request():
    assert LEASE > 3 * REQUEST_BUDGET
