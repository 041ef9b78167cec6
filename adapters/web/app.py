"""The application: its routes, and one manner for everything that is none of them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from adapters.web import answers, health
from adapters.web.entry import Entry
from adapters.web.guard import Guard

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build_app(
    *,
    graphql: ASGIApp,
    sdl: str,
    checks: health.Checks,
    sources: health.Sources,
    audit: health.Audit,
    lifespan: Lifespan,
    more: Sequence[BaseRoute] = (),
    portal: ASGIApp | None = None,
) -> Entry:
    """Put doors and routes together. `more` are what bootstrap adds; whatever no route is for goes to the portal."""

    async def contract(_request: Request) -> Response:
        return PlainTextResponse(sdl, headers={"X-Content-Type-Options": "nosniff"})

    routes = Starlette(
        routes=[
            Route("/schema.graphql", contract, methods=["GET"]),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready(checks)),
            Route("/health/sources", health.sources(sources)),
            Route("/health/audit", health.audit(audit)),
            *more,
        ],
        exception_handlers={HTTPException: _http},
        middleware=[Middleware(Guard)],
        lifespan=lifespan,
    )
    # Starlette would send /graphql/ on to wherever the Host header points.
    routes.router.redirect_slashes = False
    return Entry(graphql=graphql, routes=routes, portal=portal)


async def _http(_request: Request, fault: Exception) -> Response:
    """Answer what is no route, and a method that a route does not know (with `Allow`)."""
    status = fault.status_code if isinstance(fault, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    allow = (getattr(fault, "headers", None) or {}).get("Allow")
    return answers.of_status(status, **({"Allow": allow} if allow else {}))
