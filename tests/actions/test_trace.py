"""One trace from what was asked through every call that came of it, and each call has the name that the log derives."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from builders import AGENCIES, NOON, a_claim, a_report
from hub_world import TRACE, World, a_world
from living import OWED, a_life_world
from reviews import ReviewWorld
from telling import StandingMessenger, a_telling_world

from consent.parties import AgencyCode
from consent.purposes import Purpose
from hub.actions import arrangement_changes as changes
from hub.actions import reading
from hub.actions.change_arrangement import Named
from hub.audit import ldv, spans
from hub.audit.events import AuditRecord, Event, Trace
from hub.domain.errand import Answered, Reply
from hub.domain.source import SourceReport
from hub.life.news import News, NewsKind

CALLER = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id="00f067aa0ba902b7")
LATER = Trace(trace_id="7" * 32, parent_span_id="1" * 16)
ON = NOON.date()


async def log(world: World) -> list[tuple[int, AuditRecord]]:
    async with world.store.transaction(world.subject) as transaction:
        newest_first = await transaction.audit_lines(at_most=reading.MOST)
    return [(line.seq, line.record) for line in await reading.readable(reversed(newest_first))]


async def processing(world: World, trace_id: str) -> list[Any]:
    made = ldv.lines(await log(world), person="v1:x", processors={code: f"of {code}" for code in AGENCIES})
    return [line for line in made if line["trace_id"] == trace_id]


def of_calls(world: World) -> dict[str, list[str | None]]:
    return {code: [trace.span_id for trace in source.traces] for code, source in world.sources.items()}


async def test_every_agency_is_asked_in_the_span_that_the_processing_log_has_for_it() -> None:
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish())
        question = replace(world.question(purpose=Purpose.OVERVIEW), trace=CALLER)
        await world.collect(question)
        parent, *children = await processing(world, CALLER.trace_id)
    traces = [trace for source in world.sources.values() for trace in source.traces]

    assert {trace.trace_id for trace in traces} == {CALLER.trace_id}
    assert {trace.parent_span_id for trace in traces} == {parent["span_id"]}
    assert parent["parent_span_id"] == CALLER.parent_span_id
    told = {child["attributes"]["dpl.core.foreign_operation.processor"]: [child["span_id"]] for child in children}
    assert told == {f"of {code}": spans_ for code, spans_ in of_calls(world).items()}


async def test_two_questions_of_one_moment_are_two_steps() -> None:
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish())
        question = replace(world.question(purpose=Purpose.OVERVIEW), trace=CALLER)
        await world.collect.together([question, replace(question, as_of=ON - timedelta(days=1))])
        await world.collect(question)
        lines = await processing(world, CALLER.trace_id)
    names = [line["span_id"] for line in lines]

    assert [line["name"] for line in lines].count("claims.released") == 3
    assert len(set(names)) == len(names) == 3 * (1 + len(AGENCIES))
    assert {span for each in of_calls(world).values() for span in each} == {
        line["span_id"] for line in lines if line["name"] == ldv.ASKED
    }


async def test_an_answer_that_comes_part_by_part_is_one_line_with_a_child_for_each_agency() -> None:
    async with a_world(a_report("cjib", a_claim()), a_report("duo")) as world:
        await world.give(world.wish())
        question = replace(world.question(purpose=Purpose.OVERVIEW), trace=CALLER)
        parts: list[SourceReport] = []
        async for part in world.collect.one_by_one(question):
            parts.append(part)
            world.clock.forward(seconds=1)
        parent, *children = await processing(world, CALLER.trace_id)
        released = [record for _, record in await log(world) if record.event is Event.CLAIMS_RELEASED]

    assert len(parts) == len(released) == len(AGENCIES)
    assert (parent["name"], parent["status"]) == ("claims.released", "Ok")
    assert parent["end_time"] - parent["start_time"] == (len(AGENCIES) - 1) * 1000
    assert [child["parent_span_id"] for child in children] == [parent["span_id"]] * len(AGENCIES)
    assert {child["span_id"] for child in children} == {span for each in of_calls(world).values() for span in each}
    assert {child["status"] for child in children} == {"Ok"}


async def test_what_is_fetched_and_kept_is_released_in_the_step_in_which_it_was_asked() -> None:
    async with a_life_world(OWED) as hub:
        await hub.world.give(hub.world.wish())
        await hub.propose()
        names = [line["name"] for line in await processing(hub.world, TRACE.trace_id)]

    assert "claims.asked" not in names
    assert names.count("claims.released") == 1


async def test_an_errand_goes_in_the_trace_of_what_caused_it_and_each_try_is_a_span() -> None:
    async with a_life_world(OWED) as hub:
        alive = await hub.running()
        desk = hub.desks[AgencyCode("cjib")]
        desk.traces.clear()
        desk.says = [Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)]
        named = Named(
            requester=hub.world.citizen,
            subject=hub.world.subject,
            arrangement=alive.kept.id,
            trace=LATER,
            key="pause",
            case=None,
        )
        await hub.change_(named, changes.pause_wish(helped=True, today=ON))
        await hub.work()
        hub.world.clock.forward(hours=1)
        await hub.work()
        brought = [line for line in await processing(hub.world, LATER.trace_id) if line["name"] == "errand.brought"]
        told = [trace for each in hub.desks.values() for trace in each.traces if trace.trace_id == LATER.trace_id]

    assert [trace.trace_id for trace in desk.traces] == [LATER.trace_id] * 2
    assert len({trace.span_id for trace in told}) == len(told)
    assert [trace.span_id for trace in desk.traces] == [
        line["span_id"] for line in brought if line["attributes"]["dpl.core.foreign_operation.processor"] == "of cjib"
    ]
    assert {line["parent_span_id"] for line in brought} == {LATER.parent_span_id}
    # What an owner is told of the pause came of the same request.
    assert {line["attributes"]["dpl.core.foreign_operation.processor"] for line in brought} == {"of cjib", "of duo"}


async def test_an_answer_stands_under_the_call_in_which_it_came() -> None:
    async with a_life_world(OWED) as hub:
        desk = hub.desks[AgencyCode("cjib")]
        desk.says = [Answered(reply=Reply.RECEIVED)]
        await hub.accepted()
        await hub.work()
        hub.world.clock.forward(days=1)
        await hub.work()
        answered = [record for _, record in await log(hub.world) if record.event is Event.ERRAND_ANSWERED]
    first, again = (record for record in answered if record.outcome["agency"] == "cjib")
    brought, asked_again = desk.traces

    assert (first.parent_span_id, first.span_id) == (brought.span_id, None)
    # Asking again writes no line of its own: the answer is that line.
    assert (again.parent_span_id, again.span_id) == (asked_again.parent_span_id, asked_again.span_id)


async def test_an_event_has_the_trace_of_the_change_that_it_tells_of() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger) as hub:
        alive = await hub.running()
        before = len(messenger.sent)
        hub.world.clock.forward(hours=1)
        named = Named(
            requester=hub.world.citizen, subject=hub.world.subject, arrangement=alive.kept.id, trace=LATER, key="w"
        )
        await hub.change_(named, changes.withdrawal(today=ON))
        await hub.work()
        sent = [record for _, record in await log(hub.world) if record.event is Event.EVENT_SENT]
    of_change = [trace for _, trace in messenger.sent[before:]]

    assert before > 0
    assert {trace.trace_id for _, trace in messenger.sent[:before]} == {TRACE.trace_id}
    assert {(trace.trace_id, trace.parent_span_id) for trace in of_change} == {(LATER.trace_id, LATER.parent_span_id)}
    assert [record.span_id for record in sent] == [trace.span_id for _, trace in messenger.sent]
    assert len({trace.span_id for _, trace in messenger.sent}) == len(messenger.sent)


async def test_an_event_of_which_the_log_says_nothing_has_the_trace_that_the_arrangement_began_with() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger) as hub:
        alive = await hub.running()
        before = len(messenger.sent)
        hub.world.clock.forward(hours=1)
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            news = News(kind=NewsKind.CHANGED, hearers=frozenset({AgencyCode("cjib")}))
            await transaction.outgoing.tell(news, about=alive.kept.id, at=hub.world.clock.now())
        await hub.work()
    ((_, trace),) = messenger.sent[before:]

    assert (trace.trace_id, trace.parent_span_id) == (TRACE.trace_id, None)


async def test_a_dispute_is_told_in_the_trace_in_which_it_was_made() -> None:
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish())
        reviews = ReviewWorld(world)
        made = await reviews.disputed()
        await reviews.tell(made.open.kept.id, world.subject)
        (brought,) = [record for _, record in await log(world) if record.event is Event.DISPUTE_BROUGHT]
    (trace,) = reviews.desks[AgencyCode("cjib")].traces

    assert (trace.trace_id, trace.span_id) == (TRACE.trace_id, brought.span_id)


async def test_a_receipt_tells_the_trace_in_which_it_was_made() -> None:
    async with a_life_world(OWED) as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        copy = await hub.world.take_receipt(hub.world.citizen, made.id, trace=LATER)

    assert copy.trace_id == TRACE.trace_id


def test_a_traceparent_is_that_of_the_try() -> None:
    trace = replace(CALLER, span_id="b" + "0" * 14 + "1")

    assert spans.traceparent(trace) == spans.traceparent(trace, tries=1) == f"00-{CALLER.trace_id}-{trace.span_id}-01"
    assert spans.traceparent(CALLER).split("-")[2][0] == spans.PROCESSING
