"""What the browser gets from the log-in itself: ways onward, and a page where it did not work."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from adapters.identity.login.faults import LoginFault

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

_STATUS: Final = {
    LoginFault.PROVIDER_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    LoginFault.STORE: HTTPStatus.SERVICE_UNAVAILABLE,
    LoginFault.METADATA: HTTPStatus.BAD_GATEWAY,
    LoginFault.CROSS_SITE: HTTPStatus.FORBIDDEN,
}

_PAGE: Final = """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main>
<h1>{title}</h1>
<p>{nl}</p>
<p><a href="/login">Opnieuw inloggen</a></p>
<p lang="en">{en} <a href="/login">Log in again</a></p>
<p>Code: <code>{code}</code></p>
</main></body>
</html>
"""

_DENIED: Final = (
    "U bent gestopt met inloggen.",
    "U bent niet ingelogd. Er is niets veranderd.",
    "You stopped logging in.",
)
_AWAY: Final = (
    "Inloggen kan nu niet",
    "Een dienst die wij nodig hebben, antwoordt niet. Probeer het later nog eens.",
    "Logging in does not work right now. Try again later.",
)
_FAILED: Final = (
    "Inloggen is niet gelukt",
    "U bent niet ingelogd. Probeer het nog eens. Lukt het weer niet? Noem dan de code hieronder.",
    "You are not logged in. Try again; if it fails again, tell us the code below.",
)
_WORDS: Final = {LoginFault.DENIED: _DENIED}


def onward(address: str, more: Mapping[str, str] | None = None) -> Response:
    """Send the browser on, by GET."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {**_HEADERS, **(more or {})})


def refused(code: LoginFault) -> Response:
    """Say that it did not work, with the code and nothing else of what happened."""
    status = _STATUS.get(code, HTTPStatus.BAD_REQUEST)
    words = _AWAY if status is HTTPStatus.SERVICE_UNAVAILABLE else _WORDS.get(code, _FAILED)
    title, dutch, english = map(escape, words)
    return HTMLResponse(_PAGE.format(title=title, nl=dutch, en=english, code=escape(code)), status, _HEADERS)


def wrong_method(allowed: str) -> Response:
    return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={**_HEADERS, "Allow": allowed})


def not_done(code: LoginFault) -> Response:
    """Tell the provider that its order does not count (Back-Channel Logout 1.0 §2.8)."""
    told = {"error": "invalid_request", "error_description": code.value}
    return JSONResponse(told, HTTPStatus.BAD_REQUEST, _HEADERS)


def done() -> Response:
    """Tell the provider that the sessions have ended."""
    return Response(headers=_HEADERS)
