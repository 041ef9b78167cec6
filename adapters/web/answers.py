"""How an answer leaves: the one status table, the headers that every answer has, and errors as problem+json."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from adapters.web import media
from schema import errors
from schema.documents import Stage
from schema.execute import Answer

ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""No answer about a person is kept by anybody on the way."""

_STATUS: Final[Mapping[tuple[Stage, str], int]] = {
    (Stage.SYNTAX, media.RESPONSE): 400,
    (Stage.DOCUMENT, media.RESPONSE): 400,
    (Stage.OPERATION, media.RESPONSE): 400,
    (Stage.VARIABLES, media.RESPONSE): 400,
    (Stage.EXECUTED, media.RESPONSE): 200,
    (Stage.SYNTAX, media.JSON): 200,
    (Stage.DOCUMENT, media.JSON): 200,
    (Stage.OPERATION, media.JSON): 200,
    (Stage.VARIABLES, media.JSON): 200,
    (Stage.EXECUTED, media.JSON): 200,
}
"""As the published audit suite asks (graphql-http 1.23): under plain JSON a well-formed request is always 200."""


def of_graphql(answer: Answer, kind: str) -> Response:
    """Answer a GraphQL request that was well formed."""
    return _json(answer.plain(), kind, _STATUS[answer.stage, kind])


def graphql_error(status: int, code: str, message: str, kind: str, **headers: str) -> Response:
    """Refuse a request before anything ran; GraphQL clients find the code where they look for it."""
    told = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _json(told, kind, status, **headers)


def incident(number: str, kind: str) -> Response:
    """Own up to a fault that nobody foresaw, with the id under which the operator finds it."""
    return _json({"errors": [errors.of_incident(number)]}, kind, 500)


def problem(status: int, title: str, detail: str, **headers: str) -> Response:
    """Answer with a problem (RFC 9457), outside GraphQL."""
    content = {"type": "about:blank", "status": status, "title": title, "detail": detail}
    return _json(content, "application/problem+json", status, **headers)


def of_status(status: int, **headers: str) -> Response:
    """Answer with the plain meaning of a status."""
    phrase = HTTPStatus(status)
    return problem(status, phrase.phrase, phrase.description or phrase.phrase, **headers)


def _json(content: Mapping[str, Any], kind: str, status: int, **headers: str) -> Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, status, {**ALWAYS, **named}, media_type=f"{kind}; charset=utf-8")
