"""Bytes to an agency and back: bounded in time and size, no redirects, no cookies, one pool of connections."""

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

import aiohttp

from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason

LARGEST_ANSWER = 2_000_000
PIECE = 64 * 1024
CONNECT_S = 1.0
"""A host that is there answers a connection in milliseconds; what is left of the budget may serve a second try."""

KEEP_CONNECTION_S = 15.0
DEADLINE_HEADER = "X-Request-Deadline-Ms"

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send. Bodies hold numbers of persons and headers hold tokens: neither is ever shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    largest_answer: int = LARGEST_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back with status 200."""

    content_type: str
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()


class Transport(Protocol):
    """Something that carries bytes to one agency."""

    async def call(self, request: Request, *, within_s: float) -> Reply:
        """Send and wait for the whole answer. Raises CallFailed for everything else, at the budget's end at last."""
        ...

    async def close(self) -> None:
        """Give back what is held open."""
        ...


class HttpTransport:
    """HTTP/1.1 with aiohttp (decision 24)."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext,
        now: Callable[[], datetime],
        traceparent: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._tls = tls
        self._now = now
        self._traceparent = traceparent
        self._session: aiohttp.ClientSession | None = None

    async def call(self, request: Request, *, within_s: float) -> Reply:
        """Send and wait for the whole answer, translating every failure of the network."""
        try:
            # aiohttp's own timeouts begin again with every piece or round up: this one is the promise.
            async with asyncio.timeout(within_s):
                return await self._exchange(request, within_s)
        except aiohttp.ConnectionTimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT, may_pass=True) from error
        except TimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True) from error

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(self, request: Request, within_s: float) -> Reply:
        timeout = aiohttp.ClientTimeout(
            total=within_s, sock_connect=min(CONNECT_S, within_s), sock_read=within_s, ceil_threshold=within_s + 1
        )
        async with self._pool().request(
            request.method,
            request.url,
            data=request.body,
            headers=self._headers(request, within_s),
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            self._check(response)
            return Reply(
                content_type=response.headers.get("Content-Type", ""),
                body=await _bounded(response, request.largest_answer),
            )

    def _pool(self) -> aiohttp.ClientSession:
        # Made here because a session belongs to a running loop.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE, ssl=self._tls, keepalive_timeout=KEEP_CONNECTION_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
            )
        return self._session

    def _headers(self, request: Request, within_s: float) -> dict[str, str]:
        headers = {**request.headers, "Accept-Encoding": "identity", DEADLINE_HEADER: str(int(within_s * 1000))}
        trace = self._traceparent()
        if trace is not None and _TRACEPARENT.fullmatch(trace):
            headers["traceparent"] = trace
        return headers

    def _check(self, response: aiohttp.ClientResponse) -> None:
        """Refuse all but a plain 200; a compressed answer could grow beyond every bound."""
        status = response.status
        match status:
            case HTTPStatus.OK:
                if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
                    raise CallFailed(Reason.MALFORMED, ails=False)
            case HTTPStatus.TOO_MANY_REQUESTS:
                raise CallFailed(Reason.BUSY, may_pass=True, after_s=self._retry_after_s(response))
            case HTTPStatus.SERVICE_UNAVAILABLE:
                raise CallFailed(Reason.HTTP_ERROR, may_pass=True, after_s=self._retry_after_s(response))
            case HTTPStatus.UNAUTHORIZED:
                # The token was taken back or its key renewed: a fresh one may do, at once.
                raise CallFailed(Reason.TOKEN_REFUSED, may_pass=True, after_s=0.0, ails=False)
            case HTTPStatus.FORBIDDEN:
                raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
            case HTTPStatus.NOT_ACCEPTABLE:
                raise CallFailed(Reason.VERSION_NOT_SUPPORTED, ails=False)
            case _:
                raise CallFailed(Reason.HTTP_ERROR, ails=status >= HTTPStatus.INTERNAL_SERVER_ERROR)

    def _retry_after_s(self, response: aiohttp.ClientResponse) -> float | None:
        """Read how long to wait: seconds, or a date (RFC 9110, 10.2.3)."""
        said = response.headers.get("Retry-After", "").strip()
        if _SECONDS.fullmatch(said):
            return int(said)
        try:
            return max(0.0, (parsedate_to_datetime(said) - self._now()).total_seconds())
        except (ValueError, TypeError):  # not a date, or one without a zone
            return None


async def _bounded(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """Read the body, counting; what grows beyond the bound is cut off at once."""
    if (response.content_length or 0) > largest:
        response.close()
        raise CallFailed(Reason.TOO_LARGE)
    body = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        body += piece
        if len(body) > largest:
            response.close()
            raise CallFailed(Reason.TOO_LARGE)
    return bytes(body)
