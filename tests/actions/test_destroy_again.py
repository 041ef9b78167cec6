"""Who was erased stays erased: what a restored backup brought back goes again, and nobody else is touched."""

from dataclasses import dataclass, field, replace

from hub_world import TRACE, PlainVault, World, a_world
from kept import a_person
from living import OWED
from reviews import ReviewWorld

from adapters.store.work import SqlWork
from consent.parties import SubjectRef
from hub.actions.destroy_again import DestroyAgain
from hub.life.kept import Work, WorkKind


@dataclass
class Back:
    """Names whom a backup brought back."""

    named: list[SubjectRef] = field(default_factory=list)

    async def people(self) -> list[SubjectRef]:
        return self.named


def destroying(world: World, *people: SubjectRef, vault: PlainVault | None = None) -> DestroyAgain:
    return DestroyAgain(
        back=Back([*people]),
        store=world.store,
        vault=vault or PlainVault(),
        clock=world.clock,
        trace=lambda: TRACE.trace_id,
    )


async def test_each_of_them_is_destroyed_with_a_line_in_their_log() -> None:
    async with a_world() as world:
        other = await a_person(world.engine)

        assert await destroying(world, world.subject, other)() == 2

        lines = await world.audit()
        assert [event for _, event, _ in lines] == ["key.destroyed_again"] * 2
        assert all('"client":"hub"' in record and f'"trace_id":"{TRACE.trace_id}"' in record for *_, record in lines)


async def test_two_workers_that_start_at_once_write_one_line() -> None:
    async with a_world() as world:
        vault = PlainVault()
        found = [await destroying(world, world.subject, vault=vault)() for _ in range(2)]

        assert found == [1, 0]
        assert [event for _, event, _ in await world.audit()] == ["key.destroyed_again"]


async def test_where_nobody_came_back_nothing_happens() -> None:
    async with a_world() as world:
        assert await destroying(world)() == 0
        assert await world.audit() == []


async def test_what_nobody_can_do_any_more_is_taken_away_and_events_still_go_out() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        await reviews.disputed()
        await reviews.request(reviews.outcome())
        other = await a_person(world.engine)
        event = Work(id="event:a:1", kind=WorkKind.EVENT, subject=world.subject, about="e", due_at=world.clock.at)
        look = replace(event, id="look:a", kind=WorkKind.LOOK)
        theirs = replace(look, id="look:b", subject=other)
        for each in (event, look, theirs):
            async with world.store.transaction(each.subject) as transaction:
                await transaction.arrangements.put_work(each)

        await destroying(world, world.subject)()

        left = await SqlWork(world.engine).due(world.clock.at.replace(year=2036), at_most=9)
        assert sorted(work.id for work in left) == ["event:a:1", f"forget-expired:{world.subject}", "look:b"]
        async with world.store.transaction(world.subject) as transaction:
            assert await transaction.disputes.all() == ()
            assert await transaction.reviews.all() == ()
