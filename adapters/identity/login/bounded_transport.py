"""HTTP to the provider: an answer that is too large or compressed is refused, and redirects lead nowhere."""

import ssl
from typing import Final

import httpx2

LARGEST_ANSWER: Final = 65_536
"""Largest answer of the provider that is read (bytes)."""


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Reads an answer whole before anybody looks at it; remembers the nonce it came with (RFC 9449 §8)."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._inner = httpx2.AsyncHTTPTransport(verify=tls, trust_env=False, retries=0)
        self.nonce: str | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # As it was sent: an answer packed small could unpack to any size.
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        try:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise httpx2.RemoteProtocolError("a compressed answer")
            content = await _read(response)
        finally:
            await response.aclose()
        self.nonce = response.headers.get("DPoP-Nonce")
        return httpx2.Response(response.status_code, headers=response.headers, content=content)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _read(response: httpx2.Response) -> bytes:
    content = b""
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise httpx2.RemoteProtocolError("too large an answer")
    return content
