"""The JSON Schemas that our events name, for whoever receives them."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_HEADERS: Final = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
"""A schema never changes under its address: another one stands under another version."""


def routes(schemas: Mapping[str, Mapping[str, Any]]) -> tuple[Route, ...]:
    """Publish each under its path."""
    return tuple(Route(path, _answer(_written(schema)), methods=["GET"]) for path, schema in schemas.items())


def _written(schema: Mapping[str, Any]) -> bytes:
    return json.dumps(schema, ensure_ascii=False).encode()


def _answer(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return Response(content, headers=_HEADERS, media_type="application/schema+json")

    return answer
