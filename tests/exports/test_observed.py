"""Spans are made from the lines of the log and from the tries at agencies, and say nothing about anybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import A_TRACE, NOON, a_claim, a_report
from hub_world import World, a_world
from kept import a_record
from living import OWED, LivingWorld, a_life_world

from adapters.exports.observed import AGENCY, Kind, Observed, Span
from adapters.store.store import SqlStore
from consent.purposes import Purpose
from hub.audit import canonical, spans
from hub.audit.events import AuditRecord, Trace
from hub.errors import Unavailable

CALLER = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id="00f067aa0ba902b7")
PROCESSORS = {"cjib": "urn:nld:oin:00000099000000001000"}
NOON_NS = int(NOON.timestamp()) * 1_000_000_000


class Seen:
    """Hears of everything, by a clock that goes on by a millisecond each time it is read."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.at = NOON
        self.observed = Observed(emit=self.spans.append, now=self._now, processors=PROCESSORS)

    def _now(self) -> Any:
        self.at += timedelta(milliseconds=1)
        return self.at


@asynccontextmanager
async def seen_in(database: str, *reports: Any) -> AsyncIterator[tuple[World, Seen]]:
    """A world whose store tells of its lines."""
    async with a_world(*reports, url=database) as world:
        seen = Seen()
        world.store = SqlStore(world.engine, told=seen.observed.lines)
        world.collect = replace(world.collect, store=world.store)
        yield world, seen


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Where lines are numbered in one way, and in the other."""
    return "sqlite://" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


async def test_a_question_is_one_span_with_the_name_that_the_processing_log_has(database: str) -> None:
    async with seen_in(database, a_report("cjib", a_claim())) as (world, seen):
        await world.give(world.wish())
        await world.collect(replace(world.question(purpose=Purpose.OVERVIEW), trace=CALLER))
        parents = {trace.parent_span_id for source in world.sources.values() for trace in source.traces}
        # What has no step of its own is named by its number in the log, which only the database gives.
        async with world.store.transaction(world.subject) as transaction:
            await transaction.append_audit(a_record(world.subject))
            written = await transaction.audit_lines(at_most=100)
        async with world.store.transaction(world.subject) as transaction:
            (newest, *_) = await transaction.audit_lines(at_most=100)
    span, other = seen.spans
    assert len(written) == newest.seq - 1
    assert other.span_id == spans.span_id(spans.PROCESSING, newest.seq, canonical.loads(AuditRecord, newest.written))

    assert (span.trace_id, span.parent_span_id, {span.span_id}) == (CALLER.trace_id, CALLER.parent_span_id, parents)
    assert (span.name, span.kind, span.failed) == ("claims.released", Kind.SERVER, None)
    assert span.started_ns == span.ended_ns == NOON_NS
    assert [*span.attributes] == ["dpl.core.processing_activity_id"]


async def test_an_answer_in_parts_is_one_span_that_ends_with_the_last() -> None:
    async with seen_in("sqlite://", a_report("cjib", a_claim())) as (world, seen):
        await world.give(world.wish())
        counts = []
        async for _ in world.collect.one_by_one(world.question(purpose=Purpose.OVERVIEW)):
            counts.append(len(seen.spans))
            world.clock.forward(seconds=1)
    (span,) = seen.spans

    assert counts == [0, 0, 0, 0, 1]
    assert span.ended_ns - span.started_ns == 4_000_000_000


async def test_no_span_says_anything_about_anybody() -> None:
    async with a_life_world(OWED) as hub:
        seen = Seen()
        store = SqlStore(hub.world.engine, told=seen.observed.lines)
        _observe(hub, store)
        await hub.running()
        subject = hub.world.subject
    told = {span.name for span in seen.spans}

    assert {"claims.released", "arrangement.accepted", "errand.answered"} <= told
    # What was brought is told by the try that brought it.
    assert "errand.brought" not in told
    assert {span.kind for span in seen.spans if span.name == "errand.answered"} == {Kind.INTERNAL}
    assert str(subject) not in str(seen.spans)
    assert not any("data_subject" in name for span in seen.spans for name in span.attributes)


def _observe(hub: LivingWorld, store: SqlStore) -> None:
    """Let all that writes lines tell of them."""
    hub.world.store = store
    collect = replace(hub.world.collect, store=store)
    hub.accept_ = replace(hub.accept_, store=store, collect=collect)
    hub.bring = replace(hub.bring, store=store)


def test_a_try_is_a_span_under_the_step_and_each_further_one_stands_beside_it() -> None:
    seen = Seen()
    trace = replace(A_TRACE, parent_span_id="b" + "0" * 15)
    for tries in (1, 2):
        with seen.observed.tried("cjib", trace, "POST", tries):
            pass
    first, second = seen.spans

    assert (first.span_id, first.parent_span_id) == (trace.span_id, trace.parent_span_id)
    assert (second.span_id, second.parent_span_id) == (
        spans.of_try(str(trace.span_id), 2),
        trace.parent_span_id,
    )
    assert {first.kind, second.kind} == {Kind.CLIENT}
    assert first.ended_ns - first.started_ns == 1_000_000
    assert first.attributes == {
        AGENCY: "cjib",
        "http.request.method": "POST",
        "dpl.core.foreign_operation.processor": PROCESSORS["cjib"],
    }
    assert second.attributes["http.request.resend_count"] == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Unavailable("source.timed_out", "No word of 999990019."), "source.timed_out"), (OSError("secret"), "OSError")],
)
def test_how_a_try_failed_is_a_code_and_no_text(fault: Exception, told: str) -> None:
    seen = Seen()
    with pytest.raises(type(fault)), seen.observed.tried("duo", A_TRACE, "POST", 1):
        raise fault
    (span,) = seen.spans

    assert (span.failed, span.attributes["error.type"]) == (told, told)
    assert "999990019" not in str(span)
    assert "secret" not in str(span)


async def test_a_line_that_is_not_committed_is_no_span() -> None:
    async with seen_in("sqlite://") as (world, seen):
        with suppress(ZeroDivisionError):
            async with world.store.transaction(world.subject) as transaction:
                await transaction.append_audit(a_record(world.subject))
                raise ZeroDivisionError
        before = len(seen.spans)
        async with world.store.transaction(world.subject) as transaction:
            await transaction.append_audit(a_record(world.subject))

    assert (before, len(seen.spans)) == (0, 1)
