"""A way from one application to another in the same process, by which an answer is read as it is written.

httpx2's own way keeps an answer until it is whole: a person's own data can be larger than a worker should hold.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx2
from starlette.types import ASGIApp, Message, Scope


class Inside(httpx2.AsyncBaseTransport):
    """Leads to an application. It is served like any other request, and stopped when nobody reads on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand the request over, and wait until the answer begins."""
        answer = _Answer(self._app, _scope(request), await request.aread())
        status, headers = await answer.begun()
        return httpx2.Response(status, headers=headers, stream=answer)


class _Answer(httpx2.AsyncByteStream):
    """An answer on its way: at most one piece waits to be read."""

    def __init__(self, app: ASGIApp, scope: Scope, body: bytes) -> None:
        self._body: bytes | None = body
        self._start: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pieces: asyncio.Queue[bytes] = asyncio.Queue(1)
        self._served = asyncio.create_task(self._serve(app, scope))

    async def begun(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Give status and headers. Raises whatever the application raised instead."""
        try:
            await _first(self._start, self._served)
        except asyncio.CancelledError:
            await self.aclose()
            raise
        if not self._start.done():
            self._served.result()
            raise httpx2.RemoteProtocolError("The application said nothing.")
        start = self._start.result()
        return start["status"], list(start.get("headers", ()))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not (self._served.done() and self._pieces.empty()):
            piece = asyncio.ensure_future(self._pieces.get())
            try:
                await _first(piece, self._served)
                if piece.done():
                    yield piece.result()
            finally:
                piece.cancel()
        self._served.result()

    async def aclose(self) -> None:
        self._served.cancel()
        with suppress(asyncio.CancelledError, Exception):  # it was told to the reader, or nobody reads
            await self._served

    async def _serve(self, app: ASGIApp, scope: Scope) -> None:
        await app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        body, self._body = self._body, None
        if body is None:
            await asyncio.Event().wait()  # the reader stays until it stops everything
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start.set_result(message)
        elif message.get("body"):
            await self._pieces.put(message["body"])


async def _first(*awaited: asyncio.Future[Any]) -> None:
    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)


def _scope(request: httpx2.Request) -> Scope:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.split(b"?")[0],
        "query_string": url.query,
        "server": (url.host, url.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
