"""Asking an application in this process as if over HTTP, where what it says is read while it is still saying it.

`httpx2.ASGITransport` waits for the end of an answer before it gives its beginning; an answer in parts would be one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx2
from starlette.types import ASGIApp, Message

_END = None


class InProcess(httpx2.AsyncBaseTransport):
    """Leads every request to one application. Whoever closes an answer before its end has hung up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Begin an answer. What the application raises before it has begun is raised here."""
        exchange = _Exchange(await request.aread())
        exchange.run(self._app, request)
        try:
            start = await exchange.started
        except BaseException:
            await exchange.aclose()
            raise
        return httpx2.Response(start["status"], headers=start.get("headers", []), stream=exchange)


class _Exchange(httpx2.AsyncByteStream):
    """One request and what is said to it."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._said: asyncio.Queue[bytes | None] = asyncio.Queue()  # the hub's answers are bounded
        self._hung_up = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.started: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def run(self, app: ASGIApp, request: httpx2.Request) -> None:
        self._running = asyncio.create_task(self._answered(app, request))

    async def _answered(self, app: ASGIApp, request: httpx2.Request) -> None:
        try:
            await app(_scope(request), self._receive, self._send)
        except Exception as fault:
            if self.started.done():
                raise
            self.started.set_exception(fault)
        finally:
            self._said.put_nowait(_END)

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._hung_up.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started.set_result(message)
        elif message.get("body"):
            self._said.put_nowait(message["body"])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._said.get()) is not _END:
            yield piece
        if self._running is not None:
            await self._running  # what it raised on the way is raised to whoever reads

    async def aclose(self) -> None:
        """Hang up: the application hears it, and is stopped if it goes on."""
        self._hung_up.set()
        if self._running is not None and not self._running.done():
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running


def _scope(request: httpx2.Request) -> dict[str, object]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
