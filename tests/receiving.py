"""A subscriber as another party would write it: a server on loopback that checks our signature itself, and counts."""

import asyncio
import base64
import hashlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Answers = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Came:
    """One request."""

    line: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content


@dataclass
class Receiver:
    """Answers 204 to what is soundly signed, or first what a test tells it to; `keys` are the hub's published ones."""

    keys: Mapping[str, Any]
    says: list[Answers] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    forged: list[Came] = field(default_factory=list)
    port: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: "set[asyncio.Task[None]]" = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    @property
    def ids(self) -> list[str]:
        return [each.event["id"] for each in self.came]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        # Whoever sends may be killed meanwhile, or lose patience.
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                await self._answer(await _read(reader), writer)
            finally:
                self._busy.discard(task)
                writer.close()

    async def _answer(self, came: Came, writer: asyncio.StreamWriter) -> None:
        self.came.append(came)
        await self.open.wait()
        if self.says:
            await self.says.pop(0)(writer)
        elif is_sound(came, self.keys):
            await status(204)(writer)
        else:
            self.forged.append(came)
            await status(401)(writer)

    async def end(self) -> None:
        """Leave whoever is still being answered."""
        for task in (busy := [*self._busy]):
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


@asynccontextmanager
async def a_receiver(keys: Mapping[str, Any], tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    receiver = Receiver(keys)
    receiver.open.set()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        receiver.port = server.sockets[0].getsockname()[1]
        try:
            yield receiver
        finally:
            server.close()
            await receiver.end()


def status(number: int, **headers: str) -> Answers:
    """Answer with a status and no body; an underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {number} X", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    length = [] if number == 204 else ["Content-Length: 0"]
    return octets("\r\n".join([*lines, *length, "", ""]).encode())


def octets(content: bytes) -> Answers:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return answer


async def nothing(_writer: asyncio.StreamWriter) -> None:
    """Take it, and never answer."""
    await asyncio.sleep(60)


async def drops(writer: asyncio.StreamWriter) -> None:
    """Answer very slowly: a letter every now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def for_ever(writer: asyncio.StreamWriter) -> None:
    """Take it, and talk without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
        await writer.drain()


def is_sound(came: Came, keys: Mapping[str, Any]) -> bool:
    """Check digest and signature as the signing module says (RFC 3230; RFC 7515, appendix F), with nothing of ours."""
    digest = f"SHA-256={base64.b64encode(hashlib.sha256(came.body).digest()).decode()}"
    head, middle, seal = came.headers["payload-signature"].split(".")
    protected = json.loads(_unpacked(head))
    if came.headers["digest"] != digest or middle or protected["sigD"]["pars"] != ["digest"]:
        return False
    if protected["alg"] != "ES256" or protected["sigD"]["mId"] != "http://uri.etsi.org/19182/HttpHeaders":
        return False
    datetime.fromisoformat(protected["sigT"])
    signed = f"{head}.{base64.urlsafe_b64encode(f'digest: {digest}'.encode()).decode().rstrip('=')}".encode()
    (key,) = (each for each in keys["keys"] if each["kid"] == protected["kid"])
    return _verifies(key, signed, _unpacked(seal))


def _verifies(key: Mapping[str, str], signed: bytes, seal: bytes) -> bool:
    x, y, r, s = (int.from_bytes(part) for part in (_unpacked(key["x"]), _unpacked(key["y"]), seal[:32], seal[32:]))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    try:
        public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def _read(reader: asyncio.StreamReader) -> Came:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers: dict[str, str] = {}
    for line in head[1:-2]:
        name, _, value = line.partition(":")
        assert name.lower() not in headers, f"{name} twice"
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers["content-length"]))
    return Came(line=head[0], headers=headers, body=body)
