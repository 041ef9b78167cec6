"""An answer in several parts, as one HTTP response: `multipart/mixed`, each part JSON and sent when it is ready."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

import orjson
from starlette.types import Send

from adapters.web import answers, media
from adapters.web.budgets import Charged
from schema.errors import Told
from schema.incremental import Parts, Payload

LAST_WORD_SECONDS: Final = 1
"""How long a client that does not read may keep us from saying that the answer was cut off."""

_HEAD: Final = f"\r\nContent-Type: {media.JSON}; charset=utf-8\r\n\r\n".encode()
_BETWEEN: Final = b"\r\n---"
"""The boundary is one hyphen. It goes right behind a part: readers pass a part on when they see where it ends."""
_END: Final = b"--\r\n"


@dataclass(slots=True)
class PartsWriter:
    """Writes parts to one client. `has_begun` says whether a status was sent: then no other can be."""

    send: Send
    has_begun: bool = False

    async def write(self, parts: Parts, charged: Charged) -> None:
        """Send every part as it is ready. Nothing is left under way, whatever happens."""
        try:
            await self._begin(parts, charged)
            async with aclosing(parts.following()) as following:
                async for payload in following:
                    await self._part(payload)
            await self._body(_END, more=False)
        finally:
            await parts.stop()

    async def cut_off(self, parts: Parts, told: Told) -> None:
        """Say that the rest does not come, and why, to whoever still reads."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await self._part(parts.cut_off(told))
                await self._body(_END, more=False)

    async def _begin(self, parts: Parts, charged: Charged) -> None:
        """Send the head and the first part at once."""
        kind = {"Content-Type": f'{media.PARTS}; boundary="-"'}
        headers = {**answers.ALWAYS, **answers.beside(parts.first, charged), **kind}
        self.has_begun = True
        await self.send({"type": "http.response.start", "status": 200, "headers": _encoded(headers)})
        await self._part(parts.begin(cost=charged.told), before=_BETWEEN[2:])

    async def _part(self, payload: Payload, before: bytes = b"") -> None:
        await self._body(b"".join((before, _HEAD, orjson.dumps(payload), _BETWEEN)), more=True)

    async def _body(self, body: bytes, *, more: bool) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": more})


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
