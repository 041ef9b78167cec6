"""The text of one line of the audit log: JSON with sorted keys, so that equal records are equal bytes."""

import json
from datetime import UTC

from hub.audit.events import AuditRecord


def write(record: AuditRecord) -> str:
    """Write a record; its number stands beside it, given by the sequencer."""
    content = {
        "v": 1,
        "at": record.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": record.event,
        "subject": record.subject,
        "client": record.client,
        "role": record.role,
        "recipient": record.recipient,
        "trace_id": record.trace_id,
        "purpose": record.purpose,
        "grounds": dict(record.grounds),
        "outcome": dict(record.outcome),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
