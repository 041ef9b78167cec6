"""HTTP/1.1 as `hub serve` speaks it: a head has a largest size and a longest time, and names one host.

The server underneath reads heads of any length for as long as they take, and passes on what RFC 9112 tells a server to
refuse. It also loses the body of a request that offers to go over to another protocol; that offer is ignored here.
"""

import re
from asyncio import TimerHandle, Transport
from http import HTTPStatus
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.web import answers

LARGEST_HEAD: Final = 32_768
"""Bytes of a request line and its headers; the longest token and its proof fit four times."""

LONGEST_TARGET: Final = 8_000
"""Bytes of a request's target: what every server should take (RFC 9110 §4.1)."""

LONGEST_SECONDS: Final = 10
"""Longest wait for a head, and for the rest of a body whose request is answered already."""

_HOST: Final = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")
_WITHOUT_HOST: Final = "1.0"
_VERSIONS: Final = frozenset({_WITHOUT_HOST, "1.1"})
_OFFERS: Final = frozenset({b"connection", b"upgrade", b"http2-settings"})
"""Headers that offer another protocol; they are about this connection only."""


class _HeadRefusedError(Exception):
    """Ends the parsing of a head; the parser passes on that something ended it, and not what."""


class BoundedHttp(HttpToolsProtocol):
    """One connection. What cannot stand is refused here and seen by no application."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the server hands its protocol
        super().__init__(*args, **kwargs)
        self._timer: TimerHandle | None = None
        self._awaits_head = True
        self._head_bytes = 0
        self._ended = 0
        self._is_refused = False
        self._wrong = HTTPStatus.BAD_REQUEST

    # ── The connection ────────────────────────────────────────────────────────

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the class above has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._unset_keepalive_if_required()
        ended = self._ended
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            self._go_on(data[offer.args[0] :])
            return
        except httptools.HttpParserError:
            self._refuse(self._wrong)
            return
        if self._awaits_head and ended == self._ended:  # what comes with a body's end is measured when its head ends
            self._count(len(data))

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.more_body and not self.transport.is_closing():
            self._wait()

    # ── What the parser finds ─────────────────────────────────────────────────

    def on_headers_complete(self) -> None:
        if self._timer is not None:
            self._stop_waiting()
        fault = self._fault()
        if fault is not None:
            self._wrong = fault
            raise _HeadRefusedError  # the parser stops, and says so to whoever fed it
        self._awaits_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return  # with an offer it ends too early for the parser: `_go_on` reads on
        super().on_message_complete()
        self._awaits_head, self._ended = True, self._ended + 1
        if not self._is_answering:
            self._wait()  # the body came after its answer: nothing else ends the connection if nothing follows
        elif self._timer is not None:
            self._stop_waiting()

    # ── What is made of it ────────────────────────────────────────────────────

    def _count(self, size: int) -> None:
        """Count what came of a head that has not ended."""
        self._head_bytes += size
        if self._timer is None:
            self._wait()
        if self._head_bytes > LARGEST_HEAD:
            has_target = bool(self.headers)
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if has_target else HTTPStatus.REQUEST_URI_TOO_LONG)

    def _fault(self) -> HTTPStatus | None:
        """Find why a head must be refused (RFC 9112 §3.2, RFC 6585 §5)."""
        if len(self.url) > LONGEST_TARGET:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        if self._size() > LARGEST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) == 1:
            return None if _HOST.fullmatch(hosts[0]) else HTTPStatus.BAD_REQUEST
        return HTTPStatus.BAD_REQUEST if hosts or version != _WITHOUT_HOST else None

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + len(b": \r\n") for name, value in self.headers)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer and hang up. Where an earlier answer is under way nothing is said: it would pass for that one's."""
        self._is_refused = True
        self._stop_waiting()
        if self._is_answering and not self.pipeline and not self.cycle.more_body:
            self.cycle.keep_alive = False  # the server hangs up after that answer
            return
        if not self._is_answering or self._may_interrupt:
            told = answers.of_status(status, Connection="close")
            head = b"".join(b"%s: %s\r\n" % header for header in told.raw_headers)
            self.transport.write(b"HTTP/1.1 %d %s\r\n%s\r\n" % (status, status.phrase.encode(), head) + told.body)
        if self._is_answering:
            self.cycle.disconnected = True
        self.transport.close()

    def _go_on(self, rest: bytes) -> None:
        """Read on as if nothing had been offered (RFC 9110 §7.8): another parser gets the head without the offer."""
        if self._is_refused:
            return
        self.parser = httptools.HttpRequestParser(_ReadAgain(self))
        kept = b"".join(b"%s: %s\r\n" % header for header in self.headers if header[0] not in _OFFERS)
        self.parser.feed_data(b"POST / HTTP/1.1\r\n" + kept + b"\r\n")
        if rest:
            self.data_received(rest)

    @property
    def _is_answering(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete  # type: ignore[redundant-expr]  # none before the first

    @property
    def _may_interrupt(self) -> bool:
        """Say whether what is under way is the answer to this very request, and has not begun."""
        return self.cycle.more_body and not self.cycle.response_started and not self.pipeline

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(LONGEST_SECONDS, self._is_late)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_late(self) -> None:
        """Hang up on whoever dawdles, with a word where a head has begun. Our own work is no delay of theirs."""
        if self._is_answering:
            self._wait()
        elif self._head_bytes:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self._is_refused = True
            self.transport.close()


class _ReadAgain:
    """Hears a parser that is given a head for the second time: says nothing of that head, and all that follows."""

    def __init__(self, connection: BoundedHttp) -> None:
        self._connection = connection
        self._has_head = False
        self.on_body = connection.on_body
        self.on_message_complete = connection.on_message_complete

    def on_message_begin(self) -> None:
        if self._has_head:
            self._connection.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self._has_head:
            self._connection.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._has_head:
            self._connection.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._has_head:
            self._connection.on_headers_complete()
        self._has_head = True
