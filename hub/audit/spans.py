"""Names and times of steps in the decision log and the processing log, both derived from the one audit log."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from hub.audit.events import AuditRecord

DECISION, PROCESSING = "a", "b"
"""First digit of a span: no step of the one log has a span of the other."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def span_id(kind: str, seq: int, record: AuditRecord, *, child: str = "") -> str:
    """Name a step: 16 hexadecimal digits, the same whenever it is asked.

    The number in the log alone would do in this hub; two hubs in one trace must not give two steps one name.
    """
    told = f"{kind}|{seq}|{child}|{record.trace_id}|{record.subject}"
    return kind + sha256(told.encode()).hexdigest()[:15]


def milliseconds(at: datetime) -> int:
    """Give a moment as both logs write it: whole milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
