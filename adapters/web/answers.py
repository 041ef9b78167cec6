"""How an answer leaves: the one status table, the headers that every answer has, and errors as problem+json."""

from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.responses import Response

from adapters.web import media, strict_json
from adapters.web.budgets import Charged
from hub.errors import BadInput
from schema import errors
from schema.documents import Stage
from schema.errors import Told
from schema.execute import Answer

ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""No answer about a person is kept by anybody on the way."""


class StatusTable(Enum):
    """Which status says how far a request came: two readings of GraphQL over HTTP, one place."""

    PUBLISHED = "published"
    """As the published audit suite asks (graphql-http 1.23): under plain JSON a well-formed request is always 200."""

    DRAFT_2026 = "2026"
    """As the draft of August 2026 asks: the status says the same under either media type."""

    def malformed(self, fault: BadInput) -> int:
        """What is no request: no JSON, or JSON that names no document."""
        is_json = not isinstance(fault, strict_json.NoJson)
        return 422 if is_json and self is StatusTable.DRAFT_2026 else 400

    def of(self, answer: Answer, kind: str) -> int:
        """What became of a request that was well formed."""
        if self is StatusTable.DRAFT_2026:
            return 294 if answer.stage is Stage.EXECUTED and answer.errors else _IN_2026[answer.stage]
        return 200 if kind == media.JSON or answer.stage is Stage.EXECUTED else 400


DEPRECATED: Final = "Uses-Deprecated"
"""Header that says that an operation uses what will go; `extensions.deprecated` says what. `Deprecation` (RFC 9745) is
about a whole resource, and this one stays."""

_IN_2026: Final = {
    Stage.SYNTAX: 400,
    Stage.DOCUMENT: 422,
    Stage.OPERATION: 422,
    Stage.VARIABLES: 422,
    Stage.EXECUTED: 200,
}


def of_graphql(answer: Answer, kind: str, table: StatusTable, charged: Charged) -> Response:
    """Answer a GraphQL request that was well formed, with what it cost and what it uses that will go."""
    content = answer.plain(cost=charged.told)
    return _coded(_json(content, kind, table.of(answer, kind), beside(answer, charged)), answer.errors)


def codes(errors: Sequence[Told]) -> list[str]:
    """The codes of errors, as they stand in an answer."""
    return [str(error["extensions"]["code"]) for error in errors]


def beside(answer: Answer, charged: Charged) -> dict[str, str]:
    """Say in headers what an answer cost, and whether it uses what will go."""
    return {**charged.headers, **({DEPRECATED: "true"} if answer.deprecated else {})}


def graphql_error(status: int, code: str, message: str, kind: str, **headers: str) -> Response:
    """Refuse a request before anything ran; GraphQL clients find the code where they look for it."""
    told = [errors.tell(code, message)]
    return _coded(_json({"errors": told}, kind, status, _named(headers)), told)


def incident(number: str, kind: str) -> Response:
    """Own up to a fault that nobody foresaw, with the id under which the operator finds it."""
    told = [errors.of_incident(number)]
    return _coded(_json({"errors": told}, kind, 500, {}), told)


def problem(status: int, title: str, detail: str, *, code: str | None = None, **headers: str) -> Response:
    """Answer with a problem (RFC 9457), outside GraphQL."""
    content = {"type": "about:blank", "status": status, "title": title, "detail": detail}
    coded = {**content, "code": code} if code else content
    return _json(coded, "application/problem+json", status, _named(headers))


TITLES: Final = {
    401: "Not authenticated",
    403: "Not allowed",
    408: "Too slow",
    413: "Too large",
    415: "Wrong media type",
    429: "Too much for a minute",
    500: "Something went wrong",
    503: "Not available now",
}
"""What is wrong, in a few words, at the doors beside GraphQL; what 400 means each of them says itself."""


def flawed(
    title: str, detail: str, flaws: Sequence[Mapping[str, Any]], *, code: str | None = None, **headers: str
) -> Response:
    """Answer with a problem that names every flaw of what was sent: always 400 (API Design Rules)."""
    content = {"type": "about:blank", "status": 400, "title": title, "detail": detail, "errors": flaws}
    coded = {**content, "code": code} if code else content
    return _json(coded, "application/problem+json", 400, _named(headers))


_ONCE: Final = {413: "request_entity_too_large", 414: "request_uri_too_long", 422: "unprocessable_entity"}
"""Names of statuses that a later Python spells otherwise: a code is stable for ever."""


def of_status(status: int, detail: str = "", **headers: str) -> Response:
    """Answer with the plain meaning of a status, or with what to do instead; coded as everything is."""
    meaning = HTTPStatus(status)
    told = detail or meaning.description or meaning.phrase
    return problem(status, meaning.phrase, told, code=f"http.{_ONCE.get(status, meaning.name.lower())}", **headers)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Header names as they were written in code: an underscore stands for a hyphen."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


class CodedResponse(Response):
    """An answer of GraphQL's, with the codes of the errors in it: whoever counts them need not read it."""

    codes: Sequence[str] = ()


def _coded(response: CodedResponse, errors: Sequence[Told]) -> CodedResponse:
    response.codes = codes(errors)
    return response


def _json(content: Mapping[str, Any], kind: str, status: int, headers: Mapping[str, str]) -> CodedResponse:
    body = orjson.dumps(content)
    return CodedResponse(body, status, {**ALWAYS, **headers}, media_type=f"{kind}; charset=utf-8")
