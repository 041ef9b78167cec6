"""What is asked in one trace is written down in that trace, and each part of an answer in its place."""

from collections.abc import Mapping
from typing import Any

from api.desk import Desk, Incidents, a_desk, contract
from builders import AGENCIES, a_claim, a_report

from consent.parties import Role
from hub.actions import reading
from hub.audit import ldv
from hub.audit.events import AuditRecord, Trace
from schema import incremental
from schema.context import Context
from schema.execute import Asked, Engine, Ready
from schema.incremental import Parts

MADE_IN = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id="00f067aa0ba902b7")
PROPOSE = """
mutation {
  proposeArrangement(input: { idempotencyKey: "p", scheme: "rijk-2025" }) { arrangement { id } }
}
"""
RECEIPT = "query R($id: ID!) { receipt(id: $id) { ... on ReceiptCopy { traceId } ... on Problem { code } } }"
STREAMED = """
{ agencyAnswers { ... on AgencyAnswers { sources @stream { report { agency { code } status } } } } }
"""


async def lines(desk: Desk) -> list[tuple[int, AuditRecord]]:
    async with desk.world.store.transaction(desk.world.subject) as transaction:
        newest_first = await transaction.audit_lines(at_most=reading.MOST)
    return [(line.seq, line.record) for line in await reading.readable(reversed(newest_first))]


async def processing(desk: Desk) -> list[Mapping[str, Any]]:
    made = ldv.lines(await lines(desk), person="v1:x", processors={})
    return [line for line in made if line["trace_id"] == MADE_IN.trace_id]


async def in_trace(desk: Desk, document: str) -> Any:
    """Answer a document in a trace that came in."""
    context = Context.begin(desk.services, requester=desk.world.citizen, trace=MADE_IN, language="nl")
    answer = await desk.engine.answer(Asked(document=document, variables={}), context, introspection=False)
    assert answer.data is not None, answer.errors
    return answer.data


async def test_a_receipt_tells_the_trace_in_which_its_proposal_was_made() -> None:
    async with a_desk(a_report("cjib", a_claim(60_000))) as desk:
        made = await in_trace(desk, PROPOSE)
        seen = await desk.root(RECEIPT, id=made["proposeArrangement"]["arrangement"]["id"])
        told = {record.event.value for _, record in await lines(desk) if record.trace_id == MADE_IN.trace_id}

    assert seen == {"traceId": MADE_IN.trace_id}
    assert told == {"claims.asked", "claims.released", "proposal.kept"}


async def test_every_agency_is_asked_in_the_trace_of_the_request() -> None:
    async with a_desk(a_report("cjib", a_claim())) as desk:
        await in_trace(desk, "{ overview { __typename } }")
        parent, *children = await processing(desk)
        traces = [trace for source in desk.world.sources.values() for trace in source.traces]

    assert {(trace.trace_id, trace.parent_span_id) for trace in traces} == {(MADE_IN.trace_id, parent["span_id"])}
    assert {trace.span_id for trace in traces} == {child["span_id"] for child in children}
    assert parent["parent_span_id"] == MADE_IN.parent_span_id


async def test_an_answer_that_is_streamed_is_one_line_with_a_child_for_each_agency() -> None:
    engine = Engine.of(contract(), Incidents(), incremental=True)
    async with a_desk(a_report("cjib", a_claim())) as desk:
        context = Context.begin(desk.services, requester=desk.world.citizen, trace=MADE_IN, language="nl")
        ready = engine.prepare(Asked(document=STREAMED, variables={}), Role.CITIZEN, introspection=False)
        assert isinstance(ready, Ready), ready
        parts = await incremental.begin(engine, ready, context)
        assert isinstance(parts, Parts), parts
        payloads = [parts.begin(), *[payload async for payload in parts.following()]]
        await parts.stop()
        parent, *children = await processing(desk)
        released = [record for _, record in await lines(desk) if record.event.value == "claims.released"]

    assert len(payloads) > 1
    assert len(released) == len(AGENCIES)
    assert [(line["name"], line["status"]) for line in (parent, *children)] == [
        ("claims.released", "Ok"),
        *[(ldv.ASKED, "Ok")] * len(AGENCIES),
    ]
    assert {child["parent_span_id"] for child in children} == {parent["span_id"]}
