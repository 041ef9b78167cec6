"""Reading of the audit log about one person: bounded, and never stopped by a line that is broken."""

import asyncio
from collections.abc import Iterable
from typing import Final

from hub.audit import canonical
from hub.audit.events import AuditRecord
from hub.ports import AuditLine, WrittenLine

MOST: Final = 1_000
"""Lines about a person that one call reads: about a second of work, whatever else is in their log."""


async def readable(lines: Iterable[WrittenLine]) -> tuple[AuditLine, ...]:
    """Read lines in the order in which they come; one that cannot be read hides no other.

    Not to be done inside a transaction: it takes long, and lets others go between two lines.
    """
    found = []
    for line in lines:
        await asyncio.sleep(0)
        try:
            record = canonical.loads(AuditRecord, line.written)
        except (ValueError, RecursionError):
            continue
        found.append(AuditLine(seq=line.seq, record=record))
    return tuple(found)
