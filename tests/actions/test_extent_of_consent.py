"""What the log keeps of a consent: how far it reaches, so that each access can be held against it afterwards."""

import json
from dataclasses import replace
from datetime import timedelta

from builders import NOON
from consenting import done
from hub_world import TRACE, a_world

from consent.grants import Use
from consent.purposes import Category, Purpose
from hub.actions.change_grants import Named

LATER = NOON + timedelta(days=3)


def named(world, *states, key="n"):
    grants = tuple(state.grant.id for state in states)
    return Named(requester=world.citizen, subject=world.subject, grants=grants, trace=TRACE, key=key)


async def outcomes(world):
    return [(event, json.loads(record)["outcome"]) for _, event, record in await world.audit()]


async def test_a_line_of_consent_says_how_far_each_grant_reaches():
    async with a_world() as world:
        wish = replace(world.wish("cjib", purposes=(Purpose.PROPOSAL,)), until=LATER, use=Use.ONCE)
        (state,) = done(await world.give(wish))
        told = await outcomes(world)

    name = state.grant.id
    assert told == [
        (
            "consent.given",
            {
                "grants": 1,
                f"{name}.categories": "circumstances claims",
                f"{name}.until": LATER.isoformat(),
                f"{name}.use": "once",
                f"{name}.lapses_after_months": 6,
            },
        )
    ]


async def test_a_line_of_consent_names_the_grant_that_it_takes_the_place_of():
    async with a_world() as world:
        (old,) = done(await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,))))
        new = done(await world.give(world.wish("cjib", "duo", key="again", purposes=(Purpose.OVERVIEW,))))
        _, (_, told) = await outcomes(world)

    (ours, other) = (state.grant.id for state in new)
    assert told[f"{ours}.replaces"] == old.grant.id
    assert f"{other}.replaces" not in told


async def test_a_line_of_narrowing_says_what_is_left_and_one_of_withdrawing_that_nothing_is():
    async with a_world() as world:
        (state,) = done(await world.give(world.wish("cjib", purposes=(Purpose.PROPOSAL,))))
        await world.narrow(named(world, state), categories=frozenset({Category.CLAIMS}), until=LATER)
        await world.withdraw(named(world, state, key="w"))
        _, narrowed, withdrawn = await outcomes(world)

    name = state.grant.id
    left = {f"{name}.categories": "claims", f"{name}.until": LATER.isoformat()}
    assert narrowed == ("consent.narrowed", {"grants": 1, **left})
    assert withdrawn == ("consent.withdrawn", {"grants": 1})
