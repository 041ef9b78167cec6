"""A made-up agency's own graph: opening hours, payment references, and of the hub's things nothing but the keys."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from graphql import build_schema, graphql_sync

KEYED: Final = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { desks: [Desk!]! }
type Desk { number: Int!  agency: Agency!  claim: Claim }
type Agency @key(fields: "code") { code: String!  openingHours: String! }
type Claim @key(fields: "id") { id: ID!  paymentReference: String! }
"""
"""What composition tools read."""

_MACHINERY: Final = """
scalar _Any
union _Entity = Agency | Claim
extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
directive @key(fields: String!) repeatable on OBJECT
"""

Thing = Mapping[str, Any]


@dataclass(kw_only=True)
class AgencyGraph:
    """Where it listens, which claims its desks speak of, and what it was sent."""

    url: str = ""
    claims: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)

    def answer(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a document."""
        roots = {"desks": lambda _info: self._desks(), "_entities": _entities}
        found = graphql_sync(_SCHEMA, asked["query"], roots, variable_values=asked.get("variables"))
        return found.formatted

    def _desks(self) -> Sequence[Thing]:
        return [
            {"number": number, "agency": _agency("duo"), "claim": _claim(id_)}
            for number, id_ in enumerate(self.claims, 1)
        ]


@contextmanager
def running_agency() -> Iterator[AgencyGraph]:
    """Serve the graph for as long as the block lasts."""
    graph = AgencyGraph()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            graph.tokens.append(self.headers.get("Authorization"))
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(graph.answer(asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        graph.url = f"http://127.0.0.1:{server.server_port}/graphql"
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield graph
        finally:
            server.shutdown()
            serving.join()


def _entities(_info: object, representations: Sequence[Thing]) -> Sequence[Thing]:
    return [_agency(each["code"]) if each["__typename"] == "Agency" else _claim(each["id"]) for each in representations]


def _agency(code: str) -> Thing:
    return {"__typename": "Agency", "code": code, "openingHours": f"{code} 9-17"}


def _claim(id_: str) -> Thing:
    return {"__typename": "Claim", "id": id_, "paymentReference": f"RF-{len(id_)}"}


_SCHEMA: Final = build_schema(KEYED.replace(KEYED.splitlines()[1], "") + _MACHINERY)
