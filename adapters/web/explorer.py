"""The explorer: GraphiQL before this hub, from here only. Made in demo mode only; production has no such address.

Whoever asks is chosen on the page, and a token of the demo's issuer goes along: the hub decides as for everybody. The
styles that GraphiQL writes itself bear a nonce, new for each page; scripts come from files of ours and no other way.
"""

import json
import secrets
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import build_schema, introspection_from_schema
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PATH: Final = "/explorer"

_FILES: Final = Path(__file__).parent / "explorer_files"
_KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
_SENT: Final = ("explorer.js", "explorer.css", "mark.svg", "licences.txt")
_PACKED: Final = ("graphiql.js", "graphiql.css", "react.js", "react-dom.js")
"""Lie packed in their folder, and travel so."""

_QUIET: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy(nonce: str) -> str:
    """Write the content security policy of one page."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def routes(
    *, sdl: str, operations: Path, people: Sequence[str], roles: Sequence[str], fresh: Callable[[], str]
) -> tuple[Route, ...]:
    """Make the explorer. `people` and `roles` are those for whom the demo's issuer makes tokens."""

    async def page(_request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        html = (_FILES / "page.html").read_text(encoding="utf-8").replace("{nonce}", nonce)
        return HTMLResponse(html, headers={**_QUIET, "Content-Security-Policy": policy(nonce)})

    async def start(_request: Request) -> Response:
        told = {
            "people": list(people),
            "roles": list(roles),
            "tabs": tabs(operations, fresh=fresh),
            "contract": _contract(sdl),
        }
        return Response(json.dumps(told), media_type="application/json", headers=_QUIET)

    return (
        Route(PATH, page),
        Route(f"{PATH}/start.json", start),
        *(Route(f"{PATH}/{name}", _file(name)) for name in (*_SENT, *_PACKED)),
    )


def tabs(operations: Path, *, fresh: Callable[[], str]) -> list[Mapping[str, str]]:
    """Give the stored operations that the explorer opens with, and what stands in their variables."""
    examples = tomllib.loads((_FILES / "examples.toml").read_text(encoding="utf-8"))["tabs"]
    return [
        {
            "query": (operations / f"{one['operation']}.graphql").read_text(encoding="utf-8"),
            "variables": json.dumps(one["variables"], indent=2).replace("{fresh}", f"explorer-{fresh()}"),
        }
        for one in examples
    ]


@cache
def _contract(sdl: str) -> Mapping[str, Any]:
    """Give the contract as GraphiQL reads it, once: so nobody needs the right to ask the hub for it."""
    return introspection_from_schema(build_schema(sdl))


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    packed = name in _PACKED
    headers = {**_QUIET, "Cache-Control": "max-age=3600"} | ({"Content-Encoding": "gzip"} if packed else {})

    async def send(_request: Request) -> Response:
        content = (_FILES / (f"{name}.gz" if packed else name)).read_bytes()
        return Response(content, media_type=_KINDS[Path(name).suffix], headers=headers)

    return send
