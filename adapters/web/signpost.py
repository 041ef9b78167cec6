"""What stands at the root of a demo's hub without pages of its own: what it is, and where to go.

For whoever opens the address in a browser first. In production nothing stands there.
"""

from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web import answers

_SAYS: Final = {
    "what": "Eén Regeling: a hub for a demo. Everybody in it is fictitious.",
    "ask": "POST /graphql",
    "schema": "/schema.graphql",
    "health": "/health/sources",
}


def route() -> Route:
    """Make the root."""

    async def answer(_request: Request) -> Response:
        return Response(orjson.dumps(_SAYS), headers=answers.ALWAYS, media_type="application/json")

    return Route("/", answer, methods=["GET"])
