"""HTTP/1.1 by hand: for what no client library would send, and to see what really comes back."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

SECONDS = 20
"""Longest wait for anything; a test that waits so long fails."""

NO_BODY = frozenset({*range(100, 200), 204, 304})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response, as it came over the wire."""

    version: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Give a header's only value. A header that stands twice is a fault."""
        found = [value for known, value in self.headers if known == name.lower()]
        assert len(found) <= 1, f"{name} stands {len(found)} times"
        return found[0] if found else None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One connection."""

    socket: socket.socket
    reader: BufferedReader

    def send(self, *parts: bytes) -> None:
        """Send it as it is; a server that has hung up already is none of the sender's business."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(b"".join(parts))

    def answer(self, *, is_head: bool = False) -> Answer:
        """Read one whole response."""
        line = self.reader.readline()
        assert line.startswith(b"HTTP/1."), f"no response but {line[:40]!r}"
        version, status = line.split()[:2]
        headers = tuple(self._headers())
        told = Answer(version=version.decode(), status=int(status), headers=headers, body=b"")
        if is_head or told.status in NO_BODY:
            return told
        return Answer(version=told.version, status=told.status, headers=headers, body=self._body(told))

    def has_ended(self) -> bool:
        """Wait for the server to hang up; False where it says anything more."""
        try:
            return self.reader.read(1) == b""
        except ConnectionResetError:
            return True

    def _headers(self) -> Iterator[tuple[str, str]]:
        while line := self.reader.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            yield name.lower(), value.strip()

    def _body(self, told: Answer) -> bytes:
        if (length := told.header("content-length")) is not None:
            return self.reader.read(int(length))
        if told.header("transfer-encoding") != "chunked":
            return self.reader.read()
        body = b""
        while size := int(self.reader.readline(), 16):
            body += self.reader.read(size)
            self.reader.readline()
        self.reader.readline()
        return body


@contextmanager
def wire(port: int) -> Iterator[Wire]:
    """Connect to the hub."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connected,
        connected.makefile("rb") as reader,
    ):
        yield Wire(socket=connected, reader=reader)


def head(line: str, *headers: str) -> bytes:
    """Write a request line and headers; `Host` too, unless one is given."""
    host = () if any(each.lower().startswith("host:") for each in headers) else ("Host: hub.invalid",)
    return "\r\n".join([line, *host, *headers, "", ""]).encode("latin-1")


def post(token: str, content: bytes, *headers: str, version: str = "HTTP/1.1", target: str = "/graphql") -> bytes:
    """Write a whole request."""
    common = (f"Authorization: Bearer {token}", "Content-Type: application/json", f"Content-Length: {len(content)}")
    return head(f"POST {target} {version}", *common, *headers) + content
