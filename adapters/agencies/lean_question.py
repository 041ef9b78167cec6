"""One question as bytes: whatever is the same each time is written once per address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from adapters.agencies import http_rules
from adapters.agencies.http_rules import ALWAYS, DEADLINE_HEADER, TRACE_HEADER
from adapters.agencies.transport import Request

PORTS = {"http": 80, "https": 443}
MOST_HEADS = 16
"""A source has two addresses: its own, and perhaps that of its keys."""

_METHOD = re.compile(r"[A-Z]{1,20}")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_HOST = re.compile(r"[A-Za-z0-9._:%-]+")
_KEPT_IN_PATHS = "/%:?#[]@!$&'()*+,;="


class Origin(NamedTuple):
    """Where connections go: two addresses with the same origin share them."""

    is_encrypted: bool
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The part of a question that stays the same, as long as the headers given do."""

    origin: Origin
    method: str
    headers: Mapping[str, str]
    written: bytes


class Questions:
    """Writes the questions to one agency."""

    def __init__(self) -> None:
        self._heads: dict[str, _Head] = {}

    def write(self, request: Request, within_s: float) -> tuple[Origin, bytes]:
        """Give the origin and all that is sent to it. Raises ValueError for what cannot stand in a request."""
        head = self._heads.get(request.url)  # of a write it is another one each time, and none is kept
        if head is None or head.headers != request.headers or head.method != request.method:
            head = self._write_head(request)
        trace = http_rules.trace(request)
        # A question without a body says so, except where nobody expects one (RFC 9110, 8.6).
        body = request.body or b""
        length = b"" if request.body is None and request.method == "GET" else b"Content-Length: %d\r\n" % len(body)
        return head.origin, b"%b%b%b: %d\r\n%b\r\n%b" % (
            head.written,
            length,
            _DEADLINE,
            http_rules.deadline_ms(within_s),
            b"" if trace is None else b"%b: %b\r\n" % (_TRACE, trace.encode("ascii")),
            body,
        )

    def _write_head(self, request: Request) -> _Head:
        if len(self._heads) >= MOST_HEADS:
            self._heads.clear()
        origin, host, target = _address(request.url)
        headers = {"Host": host, **request.headers, **ALWAYS}
        if not _METHOD.fullmatch(request.method) or not all(map(_is_header, headers.items())):
            raise ValueError("not a request")
        lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), ""]
        head = _Head(
            origin=origin,
            method=request.method,
            headers=dict(request.headers),
            written="\r\n".join(lines).encode("ascii"),
        )
        if not request.writes:
            self._heads[request.url] = head
        return head


_DEADLINE, _TRACE = DEADLINE_HEADER.encode(), TRACE_HEADER.encode()


def _address(url: str) -> tuple[Origin, str, str]:
    """Take an address apart: origin, Host header, target."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or parts.hostname is None or parts.username is not None:
        raise ValueError("not an address of an agency")
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError("not a host")
    port = parts.port or PORTS[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    target = quote(parts._replace(scheme="", netloc="", fragment="").geturl() or "/", safe=_KEPT_IN_PATHS)
    return (
        Origin(is_encrypted=parts.scheme == "https", host=host, port=port),
        shown if port == PORTS[parts.scheme] else f"{shown}:{port}",
        target if target.startswith("/") else f"/{target}",
    )


def _is_header(header: tuple[str, str]) -> bool:
    name, value = header
    return _NAME.fullmatch(name) is not None and _VALUE.fullmatch(value) is not None
