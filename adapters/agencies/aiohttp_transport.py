"""HTTP/1.1 with aiohttp: the library that the lean client is measured against (decision 24)."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp

from adapters.agencies import http_rules
from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import ALWAYS, DEADLINE_HEADER, TRACE_HEADER, HttpRules
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import CONNECT_S, KEEP_CONNECTION_S, Reply, Request

PIECE = 64 * 1024


class AiohttpTransport:
    """A Transport on a session of aiohttp."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext,
        now: Callable[[], datetime],
        connect_s: float = CONNECT_S,
    ) -> None:
        self._tls = tls
        self._rules = HttpRules(now=now)
        self._connect_s = connect_s
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._is_closed = False

    async def call(self, request: Request, *, within_s: float) -> Reply:
        """Send and wait for the whole answer, translating every failure of the network."""
        try:
            # aiohttp's own timeouts begin again with every piece or round up: this one is the promise.
            async with asyncio.timeout(within_s):
                return await self._exchange(request, within_s)
        except aiohttp.ConnectionTimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT, may_pass=True, unsent=True) from error
        except aiohttp.ClientConnectorError as error:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True, unsent=True) from error
        except TimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True) from error

    async def close(self) -> None:
        """Close the pools for good."""
        self._is_closed = True
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _exchange(self, request: Request, within_s: float) -> Reply:
        timeout = aiohttp.ClientTimeout(
            total=within_s, sock_connect=min(self._connect_s, within_s), sock_read=within_s, ceil_threshold=within_s + 1
        )
        async with self._pool(writes=request.writes).request(
            request.method,
            request.url,
            data=request.body,
            headers=self._headers(request, within_s),
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            self._rules.check(
                response.status, response.headers.get, largest=request.largest_answer, takes=request.takes
            )
            return Reply(
                content_type=response.headers.get("Content-Type", ""),
                body=await _bounded(response, request.largest_answer),
                status=response.status,
            )

    def _pool(self, *, writes: bool) -> aiohttp.ClientSession:
        if self._is_closed:
            raise CallFailed(Reason.CONNECTION_FAILED)
        # Made here because a session belongs to a running loop.
        if writes not in self._sessions:
            self._sessions[writes] = self._session(writes=writes)
        return self._sessions[writes]

    def _session(self, *, writes: bool) -> aiohttp.ClientSession:
        keeping: dict[str, Any] = {"force_close": True} if writes else {"keepalive_timeout": KEEP_CONNECTION_S}
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=AT_ONCE, ssl=self._tls, **keeping),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
        )
        # It would send PUT and DELETE a second time by itself, and has no public way to say no.
        session._retry_connection = not writes  # noqa: SLF001  # as just said; a test sees it work
        return session

    def _headers(self, request: Request, within_s: float) -> dict[str, str]:
        headers = {**request.headers, **ALWAYS, DEADLINE_HEADER: str(http_rules.deadline_ms(within_s))}
        trace = http_rules.trace(request)
        if trace is not None:
            headers[TRACE_HEADER] = trace
        return headers


async def _bounded(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """Read the body, counting; what grows beyond the bound is cut off at once."""
    body = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        body += piece
        if len(body) > largest:
            response.close()
            raise CallFailed(Reason.TOO_LARGE)
    return bytes(body)
