"""An agency, or the line to it, fails in every way there is: the others finish, and it catches up when it is well."""

from collections.abc import Iterator

import pytest
from builders import AGENCIES
from fault_proxy import PASSES, Fault
from work.faulty_world import EXECUTES, FaultyWorld, Street, a_faulty_world, a_street

from consent.parties import AgencyCode
from hub.life.events import Question
from hub.life.states import State

PEOPLE = 4
MANY = 20


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with a_street(tmp_path_factory.mktemp("street")) as agencies:
        yield agencies


async def _stands_still(world: FaultyWorld, agency: str, people: int) -> None:
    """The others are done, and the one behind the fault says what it waits for."""
    told = AGENCIES if agency != EXECUTES else [EXECUTES]
    for code in told:
        errands = (await world.all_errands(code))[-people:]
        assert len(errands) == people
        if code != agency:
            assert {each.reply for each in errands} == {"granted"}
        else:
            assert {each.reply for each in errands} == {"unreachable"}
            assert all(each.next_try_at and each.reason and each.tries for each in errands)


async def _broken_and_mended(world: FaultyWorld, agency: str, fault: Fault, people: int) -> tuple[int, int]:
    """Everybody accepts, the line breaks, and after some minutes it is well; give requests and calls meanwhile."""
    proxy = world.proxies[agency]
    await world.accepted(1)
    await world.later()  # tokens and keys are there now: what breaks is the errand itself
    await world.accepted(people)
    before = sum(each.tries for each in await world.all_errands(agency))
    dialled = proxy.dialled
    await proxy.break_by(fault)
    await world.work()
    if fault not in PASSES:
        await _stands_still(world, agency, people)
        world.world.clock.forward(minutes=10)
        await world.work()
        await _stands_still(world, agency, people)
    requests = sum(each.tries for each in await world.all_errands(agency)) - before
    calls = proxy.dialled - dialled
    await proxy.break_by(None)
    await world.later()
    return requests, calls


async def _all_are_done_once(world: FaultyWorld) -> None:
    for life, alive in zip(world.lives, world.arrangements, strict=True):
        assert (await life.stands(alive.kept.id)).life.state is State.ACTIVE
        assert {each.reply for each in await world.errands(life, alive)} == {"granted"}
        for code in AGENCIES:
            expected = {"request": 1} if code == EXECUTES else {"suspend": 1}
            assert world.street.counted(code, alive.kept.id) == expected


EVERY = [(agency, fault) for agency in AGENCIES for fault in Fault]
FEW = [(AGENCIES[place % len(AGENCIES)], fault) for place, fault in enumerate(Fault)]
EXECUTING = [(EXECUTES, Fault.RESET)]


@pytest.mark.parametrize(
    ("agency", "fault", "people"),
    [
        *(pytest.param(*case, PEOPLE) for case in dict.fromkeys([*FEW, *EXECUTING])),
        *(pytest.param(*case, MANY, marks=pytest.mark.prove) for case in EVERY),
    ],
)
async def test_a_broken_line_holds_up_one_agency_only_and_nothing_is_said_twice(
    street: Street, agency: str, fault: Fault, people: int
) -> None:
    async with a_faulty_world(street, agency) as world:
        requests, calls = await _broken_and_mended(world, agency, fault, people)

        await _all_are_done_once(world)
        assert calls <= 1.2 * requests


# ── the agency itself ──

ONCE = ("unavailable", "busy", "error", "refuses", "slow", "drip", "garbage", "loses_answer", "other_person")
"""What it does when it is first brought an errand; brought again, it does as asked."""

IN_THE_END = ("acknowledges", "acknowledges_twice", "forgets")
"""What it says first; asked again it decides, or knows nothing of it and is brought it again under the same key."""


MOODS = [(agency, behaviour) for agency in AGENCIES for behaviour in (*ONCE, *IN_THE_END)]
SOME_MOODS = [(AGENCIES[place % len(AGENCIES)], behaviour) for place, behaviour in enumerate((*ONCE, *IN_THE_END))]


@pytest.mark.parametrize(
    ("agency", "behaviour"),
    [mood if mood in SOME_MOODS else pytest.param(*mood, marks=pytest.mark.prove) for mood in MOODS],
)
async def test_what_an_agency_does_at_first_is_seen_and_it_does_everything_once(
    street: Street, agency: str, behaviour: str
) -> None:
    async with a_faulty_world(street, agency) as world:
        await world.accepted(1)
        street.switch(agency, behaviour, times=1)
        await world.work()
        (waits,) = await world.all_errands(agency)
        await world.later()

        assert waits.reply == ("received" if behaviour in IN_THE_END else "unreachable")
        assert waits.next_try_at is not None
        await _all_are_done_once(world)


async def test_an_agency_that_forgets_is_asked_again_under_the_same_key(street: Street) -> None:
    async with a_faulty_world(street, "duo") as world:
        await world.accepted(1)
        street.switch("duo", "forgets", times=1)
        said = []
        for _ in range(4):
            await world.work()
            (errand,) = await world.all_errands("duo")
            said.append((errand.id, errand.reply, errand.reason))
            world.world.clock.forward(hours=7)

        assert [reply for _, reply, _ in said] == ["received", "unreachable", "granted", "granted"]
        assert said[1][2] == "errand.forgotten"
        assert len({key for key, _, _ in said}) == 1


async def test_an_owner_that_declines_leaves_a_decision_for_a_person_and_the_others_follow(street: Street) -> None:
    async with a_faulty_world(street, "duo") as world:
        await world.accepted(1)
        street.switch("duo", "declines", times=1)
        await world.work()

        (life,), (alive,) = world.lives, world.arrangements
        replies = {each.agency: each.reply for each in await world.errands(life, alive)}
        assert replies.pop(AgencyCode("duo")) == "refused"
        assert set(replies.values()) == {"granted"}
        assert (await life.stands(alive.kept.id)).life.asked == {Question.OWNER_DOES_NOT_FOLLOW}
