"""A client that reads an answer in parts off the wire, each as soon as it is there."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from doors.door import JSON, TOKEN

SECONDS = 10
"""How long a test waits for what must come."""


@dataclass
class MultipartAnswer:
    """An answer that is still being read."""

    reader: StreamReader
    writer: StreamWriter
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    _bytes: bytes = b""
    _has_first: bool = False

    async def read_head(self) -> None:
        lines = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), SECONDS)).decode().splitlines()
        self.status = int(lines[0].split()[1])
        named = (line.partition(":") for line in lines[1:] if line)
        self.headers = {name.lower(): value.strip() for name, _, value in named}

    async def part(self) -> dict[str, Any]:
        """The next part, read as far as the boundary behind it and no further."""
        if not self._has_first:
            assert await self._until(b"---") == b""
            self._has_first = True
        head, _, content = (await self._until(b"\r\n---")).partition(b"\r\n\r\n")
        assert head == b"\r\nContent-Type: application/json; charset=utf-8"
        payload: dict[str, Any] = json.loads(content)
        return payload

    async def ended(self) -> bool:
        """Whether the last boundary and the end of the body come next."""
        return await self._until(b"--\r\n") == b"" and await self._chunk() == b""

    async def rest(self) -> list[dict[str, Any]]:
        """All parts that are left, to the one that says so, and the end."""
        parts = [await self.part()]
        while parts[-1]["hasNext"]:
            parts.append(await self.part())
        assert await self.ended()
        return parts

    async def whole(self) -> dict[str, Any]:
        """A plain answer."""
        length = int(self.headers["content-length"])
        content: dict[str, Any] = json.loads(await asyncio.wait_for(self.reader.readexactly(length), SECONDS))
        return content

    async def leave(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()

    async def _until(self, mark: bytes) -> bytes:
        while mark not in self._bytes:
            self._bytes += await self._chunk()
        found, _, self._bytes = self._bytes.partition(mark)
        return found

    async def _chunk(self) -> bytes:
        size = int(await asyncio.wait_for(self.reader.readline(), SECONDS), 16)
        return (await asyncio.wait_for(self.reader.readexactly(size + 2), SECONDS))[:size]


@asynccontextmanager
async def posted(
    port: int, query: str, accept: str = "multipart/mixed", **headers: str
) -> AsyncIterator[MultipartAnswer]:
    """Send a document; give the answer with its head read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"query": query}).encode()
    sent = {
        "Host": "hub.invalid",
        "Authorization": TOKEN,
        "Content-Type": JSON,
        "Accept": accept,
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + body)
    answer = MultipartAnswer(reader, writer)
    await answer.read_head()
    try:
        yield answer
    finally:
        await answer.leave()
