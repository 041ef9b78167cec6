"""The hub's public keys, for whoever checks what it signed."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH: Final = "/.well-known/jwks.json"

_HEADERS: Final = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
"""Keys are about nobody, and a new one is published long before an old one goes: they may be kept for an hour."""


def route(keys: Mapping[str, Any]) -> Route:
    """Publish a JWK Set (RFC 7517)."""
    return Route(PATH, _answer(json.dumps(keys).encode()), methods=["GET"])


def _answer(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return Response(content, headers=_HEADERS, media_type="application/jwk-set+json")

    return answer
