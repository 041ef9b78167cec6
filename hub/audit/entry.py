"""What stands in the tree: a line of the audit log with its number and the name of its log, as canonical JSON."""

import json
from typing import Final

VERSION: Final = 1
"""Of this form; another form has another number, and old entries stay as they are."""


def entry(log: str, seq: int, line: bytes) -> bytes:
    """Write the entry of a line: canonical JSON (RFC 8785), given that the line is. `seq` counts from 1."""
    name = json.dumps(log, ensure_ascii=False).encode()
    return b'{"log":%b,"record":%b,"seq":%d,"v":%d}' % (name, line, seq, VERSION)
