"""W3C Trace Context as it comes in, in a header or in a body."""

import re
from typing import Final

from hub.audit.events import Trace

_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
"""Version 00; ids of zeros only are none."""


def read(traceparent: object) -> Trace | None:
    """Read a traceparent; None for what is none."""
    found = _TRACEPARENT.fullmatch(traceparent) if isinstance(traceparent, str) else None
    return Trace(trace_id=found[1], parent_span_id=found[2]) if found else None
