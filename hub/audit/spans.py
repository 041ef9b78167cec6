"""Names and times of steps in the decision log and the processing log, both derived from the one audit log.

What agencies are told of a step is derived from what stands in the log too, so that whoever has a line can name each
call and each try that came of it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from hub.audit.events import AuditRecord, Trace

DECISION, PROCESSING = "a", "b"
"""First digit of a span: no step of the one log has a span of the other."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def span_id(kind: str, seq: int, record: AuditRecord, *, child: str = "") -> str:
    """Name a step: 16 hexadecimal digits, the same whenever it is asked.

    The number in the log alone would do in this hub; two hubs in one trace must not give two steps one name.
    """
    return _named(kind, str(seq), child, record.trace_id, record.subject)


def step(trace: Trace, *parts: object) -> Trace:
    """The trace inside one step, under the caller's span; `parts` tell the step from every other in the trace."""
    told = (trace.trace_id, trace.parent_span_id or "", *map(str, parts))
    return replace(trace, span_id=_named(PROCESSING, *told))


def call(trace: Trace, agency: str) -> Trace:
    """The trace inside the call of one agency, under the step in which it is asked."""
    under = trace.span_id or _named(PROCESSING, trace.trace_id)
    return replace(trace, parent_span_id=under, span_id=of_call(under, agency))


def of_call(under: str, agency: str) -> str:
    """Name the call of an agency in a step: the line about it in the processing log has this name."""
    return _named(PROCESSING, "call", under, agency)


def of_try(called: str, tries: int) -> str:
    """Name a try of a call. The first bears the name of the call; each later one has its own, and stands beside it."""
    return called if tries <= 1 else _named(PROCESSING, "try", called, str(tries))


def traceparent(trace: Trace, *, tries: int = 1) -> str:
    """Say it as the header does (W3C Trace Context, version 00). Every step is recorded, and the flag says so."""
    called = trace.span_id or _named(PROCESSING, trace.trace_id)
    return f"00-{trace.trace_id}-{of_try(called, tries)}-01"


def milliseconds(at: datetime) -> int:
    """Give a moment as both logs write it: whole milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _named(kind: str, *told: str) -> str:
    return kind + sha256("|".join((kind, *told)).encode()).hexdigest()[:15]
