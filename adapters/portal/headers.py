"""What every answer says to the browser: nothing from elsewhere, nothing kept."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGES: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Headers:
    """Stands around the pages. `provider` is where a log-out leads on to: browsers hold forms to that as well."""

    def __init__(self, app: ASGIApp, *, provider: str | None) -> None:
        self._app = app
        self._said = _PAGES | {"Content-Security-Policy": policy(provider)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), self._said)
            await send(message)

        await self._app(scope, receive, with_headers)


def policy(provider: str | None) -> str:
    """Write the content security policy: our own styles, scripts, fonts and pictures, and forms to ourselves."""
    forms = f"'self' {provider}" if provider else "'self'"
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
        f"form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def _add(headers: MutableHeaders, said: Mapping[str, str]) -> None:
    for name, value in said.items():
        headers.setdefault(name, value)
