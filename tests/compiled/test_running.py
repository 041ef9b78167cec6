"""No resolver runs twice, whatever goes wrong; what waits, waits together; what is left, is cancelled."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from compiled.both import nothing_is_under_way, same, written
from graphql import GraphQLSchema, parse
from strawberry.dataloader import DataLoader

from schema.compiled import fallback, plan
from schema.compiled.plan import Plan, Tally, compile_operation


@dataclass
class Kitchen:
    """Where resolvers leave traces: what began, what ended, and which keys were loaded together."""

    calls: list[str] = field(default_factory=list)
    loads: list[list[int]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    lasting: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.loader: DataLoader[int, int] = DataLoader(load_fn=self._load)

    async def _load(self, keys: list[int]) -> list[int]:
        self.loads.append(keys)
        return keys


Info = strawberry.Info[Kitchen, None]


@strawberry.input
class Order:
    dishes: list[str]


@strawberry.type
class Plate:
    number: int
    name: str | None

    @strawberry.field
    async def loaded(self, info: Info) -> int:
        info.context.calls.append(f"loaded {self.number}")
        return await info.context.loader.load(self.number)

    @strawberry.field
    def sure(self, info: Info) -> str:
        info.context.calls.append(f"sure {self.number}")
        if self.number == 2:
            raise LookupError("no second plate")
        return "sure"

    @strawberry.field
    def maybe(self, info: Info) -> str | None:
        info.context.calls.append(f"maybe {self.number}")
        raise LookupError("never")

    @strawberry.field
    def taken(self, info: Info, order: Order) -> int:
        order.dishes.append("one more")
        return len(order.dishes)


@strawberry.type
class Query:
    @strawberry.field
    async def plates(self, info: Info, many: int = 3) -> list[Plate]:
        info.context.calls.append("plates")
        await asyncio.sleep(0)
        return [Plate(number=number, name=None) for number in range(1, many + 1)]

    @strawberry.field
    async def slow(self, info: Info) -> str | None:
        info.context.lasting.append("began")
        try:
            await info.context.gate.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # putting things away takes a moment
            info.context.lasting.append("cancelled")
            raise
        info.context.calls.append("slow")
        return "slow"

    @strawberry.field
    async def wrong(self, info: Info) -> Plate:
        info.context.calls.append("wrong")
        await asyncio.sleep(0)
        return "no plate"  # type: ignore[return-value]  # that is what is wrong

    @strawberry.field
    async def late(self) -> str | None:
        await asyncio.sleep(0)
        raise LookupError("late")

    @strawberry.field
    async def soon(self) -> str | None:
        raise LookupError("soon")

    @strawberry.field
    async def last(self) -> str | None:
        for _ in range(50):
            await asyncio.sleep(0)
        raise LookupError("last")

    @strawberry.field
    def hidden(self) -> str:
        return "hidden"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def add(self, info: Info, by: int) -> Plate:
        number = info.context.number
        await asyncio.sleep(0)
        info.context.number = number + by
        info.context.calls.append(f"add {by}")
        return Plate(number=info.context.number, name="added")

    @strawberry.mutation
    def fail(self, info: Info) -> Plate | None:
        info.context.calls.append("fail")
        raise LookupError("failed")


SCHEMA: GraphQLSchema = strawberry.Schema(query=Query, mutation=Mutation)._schema


async def until(came: Callable[[], bool]) -> None:
    """Let others run until it came."""
    for _ in range(20):
        if came():
            return
        await asyncio.sleep(0)
    raise TimeoutError


def planned(document: str) -> Plan:
    return compile_operation(SCHEMA, parse(document), None)


@pytest.mark.parametrize(
    "document",
    [
        "{ plates { number name sure maybe loaded } }",
        "{ plates { number maybe } again: plates { loaded maybe } }",
        "{ plates(many: 1) { number maybe loaded } wrong { number } }",
        "{ wrong { number loaded } plates { number } }",
        "{ plates { loaded sure } other: plates(many: 1) { sure loaded } }",
        "mutation { add(by: 2) { number name } }",
        "mutation { a: add(by: 1) { number maybe } fail { number } b: add(by: 2) { number loaded } }",
        "mutation { fail { name } add(by: 1) { number sure } b: add(by: 1) { number sure } c: add(by: 5) { name } }",
    ],
)
async def test_whatever_goes_wrong_nothing_runs_twice_and_the_answer_is_the_reference_s(document: str) -> None:
    kitchens: list[Kitchen] = []

    def kitchen() -> Kitchen:
        kitchens.append(Kitchen())
        return kitchens[-1]

    await same(SCHEMA, document, {}, kitchen)

    mine, reference = kitchens
    assert mine.number == reference.number


async def test_mutations_are_complete_one_before_the_next() -> None:
    kitchen = Kitchen()
    found = await planned("mutation { a: add(by: 1) { number } b: add(by: 1) { number } }").run(kitchen, {})
    assert found.data == {"a": {"number": 1}, "b": {"number": 2}}


async def test_errors_come_in_the_order_of_time() -> None:
    document = "{ late soon again: late }"
    found = await planned(document).run(Kitchen(), {})
    reference = await fallback.execute(SCHEMA, parse(document), None, Kitchen(), {})

    assert [error.message for error in found.errors or ()] == ["soon", "late", "late"]
    assert written(found) == written(reference)


async def steps_to_go_on_from(many: int) -> int:
    """How many steps the loop takes to answer where a fault comes after so many calls that were waited for."""
    loop, steps = asyncio.get_running_loop(), 0
    asking, call_soon = planned(f"{{ plates(many: {many}) {{ loaded }} last }}"), loop.call_soon

    def counted(*args: Any, **named: Any) -> asyncio.Handle:
        nonlocal steps
        steps += 1
        return call_soon(*args, **named)

    loop.call_soon = counted  # type: ignore[assignment, method-assign]  # a loop that counts
    try:
        found = await asking.run(Kitchen(), {})
    finally:
        loop.call_soon = call_soon  # type: ignore[method-assign]  # its own again
    assert [error.message for error in found.errors or ()] == ["last"]
    assert asking.tally == Tally(deviated=1)
    return steps


async def test_going_on_after_many_calls_takes_steps_by_the_number_and_not_by_its_square() -> None:
    few, many = [await steps_to_go_on_from(number) for number in (100, 800)]
    assert many < 10 * few


async def test_what_is_loaded_for_many_objects_is_loaded_at_once() -> None:
    kitchen = Kitchen()
    plan_ = planned("{ plates { loaded } others: plates(many: 5) { number loaded } }")

    found = await plan_.run(kitchen, {})

    assert (found.errors, plan_.tally) == (None, Tally(compiled=1))
    assert len(kitchen.loads) == 1


async def test_a_failure_does_not_wait_for_what_is_slow_unless_the_reference_does() -> None:
    kitchen = Kitchen()
    found = await planned("{ slow wrong { number } }").run(kitchen, {})

    assert found.data is None
    assert kitchen.lasting == ["began", "cancelled"]
    assert await nothing_is_under_way()


@pytest.mark.parametrize("document", ["{ slow }", "{ a: slow b: slow plates { loaded } }"], ids=["one", "several"])
async def test_cancelling_cancels_everything_that_was_started(document: str) -> None:
    kitchen = Kitchen()
    running = asyncio.create_task(planned(document).run(kitchen, {}))
    await until(lambda: len(kitchen.lasting) == document.count("slow"))

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert Counter(kitchen.lasting) == {"began": document.count("slow"), "cancelled": document.count("slow")}
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_cancelling_while_the_reference_goes_on_cancels_what_was_under_way_before() -> None:
    kitchen = Kitchen()
    running = asyncio.create_task(planned("{ slow plates { maybe } }").run(kitchen, {}))
    await until(lambda: "maybe 3" in kitchen.calls)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert kitchen.lasting == ["began", "cancelled"]
    assert await nothing_is_under_way()


async def test_a_resolver_that_changes_its_input_changes_it_for_nobody_else() -> None:
    document = 'query Q($order: Order!) { plates { taken(order: $order) other: taken(order: {dishes: ["a", "b"]}) } }'
    plan_ = await same(SCHEMA, document, {"order": {"dishes": ["a"]}}, Kitchen)

    assert plan_.tally == Tally(compiled=1)
    again = await plan_.run(Kitchen(), {"order": {"dishes": []}})
    assert again.data == {"plates": [{"taken": 1, "other": 3}] * 3}


async def test_what_is_not_covered_is_run_by_the_reference() -> None:
    for document in (
        "{ __schema { queryType { name } } }",
        '{ hidden __type(name: "Plate") { name } }',
        "query Q @experimental_disableErrorPropagation { hidden }",
    ):
        plan_ = planned(document)
        found = await plan_.run(Kitchen(), {})
        assert found == await fallback.execute(SCHEMA, parse(document), None, Kitchen(), {})
        assert plan_.tally == Tally(not_covered=1)


async def test_a_plan_keeps_a_program_for_each_switch_and_no_more_than_a_few() -> None:
    names = [f"s{number}" for number in range(6)]
    fields = " ".join(f"{name}: hidden @include(if: ${name})" for name in names)
    plan_ = planned(f"query Q({', '.join(f'${name}: Boolean!' for name in names)}) {{ hidden {fields} }}")

    for number in range(64):
        variables = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        found = await plan_.run(Kitchen(), variables)
        assert found.data == {"hidden": "hidden", **{name: "hidden" for name in names if variables[name]}}

    assert len(plan_.programs) == plan.PROGRAMS
    assert plan_.tally == Tally(compiled=plan.PROGRAMS, not_covered=64 - plan.PROGRAMS)


async def test_variables_that_do_not_fit_are_told_as_the_reference_tells_them() -> None:
    document = "query Q($many: Int!, $on: Boolean = true) { plates(many: $many) { number @skip(if: $on) } }"
    for variables in ({}, {"many": "three"}, {"many": 1, "on": None}, {"many": 1, "on": 3}, {"many": 1}):
        await same(SCHEMA, document, variables, Kitchen)


async def test_many_requests_at_once_share_a_plan_and_nothing_else() -> None:
    plan_ = planned("query Q($many: Int!) { plates(many: $many) { number loaded maybe } }")
    sizes = range(1, 9)

    async def one(size: int) -> str:
        return written(await plan_.run(Kitchen(), {"many": size}))

    answers = await asyncio.gather(*(one(size) for size in sizes))

    assert answers == [await one(size) for size in sizes]
