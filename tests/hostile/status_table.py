"""What every request is answered with: one row per way to go wrong, and what each table of statuses says of it.

The hub has two tables (`graphql.status_table`). `published` is what the published audit suite asks: 400 where nothing
ran, and 200 for a well-formed request under plain JSON. `2026` is the draft of 6 August 2026: full statuses under both
media types, 422 for a request that can be read and cannot be run, 294 for data with errors.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hostile.target import RESPONSE

SERVED: Final = ("published", "2026")
"""The tables that the hub can be told to use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Status under GraphQL's own media type and under plain JSON."""

    own: int
    plain: int

    def under(self, kind: str) -> int:
        return self.own if kind == RESPONSE else self.plain


def always(status: int) -> dict[str, Expected]:
    """The same in both tables and under both media types."""
    return dict.fromkeys(("published", "2026"), Expected(own=status, plain=status))


def in_turn(own: int, plain: int, *, draft: int) -> dict[str, Expected]:
    """As published under each media type, and as in the draft under both."""
    return {"published": Expected(own=own, plain=plain), "2026": Expected(own=draft, plain=draft)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request, and how it is answered. `runs` says whether an answer holds data."""

    content: bytes
    status: Mapping[str, Expected]
    code: str | None = None
    runs: bool = False
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    has_token: bool = True


def _asking(document: str, **more: Any) -> bytes:
    return json.dumps({"query": document, **more}).encode()


GOOD: Final = _asking("{ agencies { code } }")

NOT_READ = always(400)
NOT_UNDERSTOOD = in_turn(400, 400, draft=422)
"""JSON, and no GraphQL request."""
NOT_PARSED = in_turn(400, 200, draft=400)
NOT_RUN = in_turn(400, 200, draft=422)
ANSWERED = always(200)
PARTLY = in_turn(200, 200, draft=294)

BY_ID: Final = "query Q($id: ID!) { node(id: $id) { id } }"

ROWS: Final[Mapping[str, Row]] = {
    "an answer": Row(content=GOOD, status=ANSWERED, runs=True),
    "an answer of null": Row(content=_asking('{ node(id: "x") { id } }'), status=ANSWERED, runs=True),
    "a refusal as data": Row(
        content=_asking('{ overview(asOf: "2999-01-01") { __typename } }'), status=ANSWERED, runs=True
    ),
    "data with errors": Row(
        content=_asking("{ overview { ... on Overview { claims(first: 101) { totalCount } } } }"),
        status=PARTLY,
        code="page.size",
        runs=True,
    ),
    "no JSON": Row(content=b"{", status=NOT_READ, code="body.malformed"),
    "an empty body": Row(content=b"", status=NOT_READ, code="body.malformed"),
    "UTF-16": Row(content=GOOD.decode().encode("utf-16"), status=NOT_READ, code="body.malformed"),
    "a batch": Row(content=b"[" + GOOD + b"]", status=NOT_UNDERSTOOD, code="body.malformed"),
    "no document": Row(content=b"{}", status=NOT_UNDERSTOOD, code="query.missing"),
    "a document that is no text": Row(content=b'{"query": 1}', status=NOT_UNDERSTOOD, code="query.missing"),
    "variables that are no object": Row(
        content=_asking("{ __typename }", variables=[]), status=NOT_UNDERSTOOD, code="variables.malformed"
    ),
    "a name that is no text": Row(
        content=_asking("{ __typename }", operationName=1), status=NOT_UNDERSTOOD, code="operation.malformed"
    ),
    "extensions that are no object": Row(
        content=_asking("{ __typename }", extensions=1), status=NOT_UNDERSTOOD, code="extensions.malformed"
    ),
    "syntax": Row(content=_asking("{"), status=NOT_PARSED, code="document.syntax"),
    "an empty document": Row(content=_asking(""), status=NOT_PARSED, code="document.syntax"),
    "an unknown field": Row(content=_asking("{ nope }"), status=NOT_RUN, code="document.invalid"),
    "a limit": Row(content=_asking("{ a b c d e f }"), status=NOT_RUN, code="limit.root_fields"),
    "introspection": Row(
        content=_asking("{ __schema { types { name } } }"), status=NOT_RUN, code="introspection.refused"
    ),
    "a variable of another type": Row(
        content=_asking(BY_ID, variables={"id": []}), status=NOT_RUN, code="variable.invalid"
    ),
    "a variable left out": Row(content=_asking(BY_ID), status=NOT_RUN, code="variable.invalid"),
    "two operations and no name": Row(
        content=_asking("query A { __typename } query B { __typename }"), status=NOT_RUN, code="operation.ambiguous"
    ),
    "a name that no operation has": Row(
        content=_asking("query A { __typename }", operationName="B"), status=NOT_RUN, code="operation.unknown"
    ),
    "a subscription": Row(
        content=_asking("subscription { agencies { code } }"), status=NOT_RUN, code="operation.not_supported"
    ),
    "no token": Row(content=GOOD, status=always(401), code="token.missing", has_token=False),
    "a form": Row(
        content=b"query=%7B__typename%7D",
        status=always(415),
        code="content_type.unsupported",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    "a body of 200 kB": Row(content=b" " * 200_000, status=always(413), code="body.too_large"),
    **{
        method: Row(content=b"", status=always(405), method=method)
        for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
    },
}
