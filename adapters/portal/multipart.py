"""An answer in several parts, read as it comes (`multipart/mixed`, boundary `-`, each part JSON)."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, Final

LARGEST_PART: Final = 4_194_304
"""Largest part that is read (bytes)."""

UNREAD: Final[Mapping[str, Any]] = {"unread": True}
"""Stands for what could not be read: the answer broke off, or a part is none."""

_BETWEEN: Final = b"\r\n---"
_END: Final = b"--"


async def parts(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Mapping[str, Any]]:
    """Give each part as soon as it is there; `UNREAD` last, where the answer has no end."""
    held = b"\r\n"  # the first boundary stands at the very beginning
    async for piece in pieces:
        held += piece
        *whole, held = held.split(_BETWEEN)
        for each in whole:
            if each.strip():
                yield _read(each)
        if held.startswith(_END):
            return
        if len(held) > LARGEST_PART:
            break
    yield UNREAD


def _read(part: bytes) -> Mapping[str, Any]:
    _head, _, content = part.partition(b"\r\n\r\n")
    try:
        told = json.loads(content)
    except ValueError:
        return UNREAD
    return told if isinstance(told, dict) else UNREAD
