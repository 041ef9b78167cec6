"""A collector of spans on loopback: takes OTLP over HTTP, decodes it, and keeps what came."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Collected:
    """One span as it came, with what its sender says of itself."""

    trace_id: str
    span_id: str
    parent: str
    name: str
    kind: int
    started_ns: int
    ended_ns: int
    is_error: bool
    attributes: dict[str, Any]
    resource: dict[str, Any]


@dataclass
class Collector:
    """What came, and with which headers. `status` is what it answers."""

    port: int = 0
    status: int = 200
    spans: list[Collected] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/traces"

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        self.headers.append(headers)
        self.bodies.append(body)
        message = ExportTraceServiceRequest.FromString(body)
        for from_one in message.resource_spans:
            resource = _plain(from_one.resource.attributes)
            for scope in from_one.scope_spans:
                self.spans += [_collected(span, resource) for span in scope.spans]

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Collected]:
        """Wait until so many spans came."""
        ends_at = monotonic() + seconds
        while len(self.spans) < count:
            assert monotonic() < ends_at, f"{len(self.spans)} of {count} came"
            sleep(0.05)
        return self.spans


@contextmanager
def a_collector() -> Iterator[Collector]:
    """Run one."""
    collector = Collector()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_packed = self.headers.get("Content-Encoding") == "gzip"
            if collector.status == 200:
                collector.take(gzip.decompress(body) if is_packed else body, dict(self.headers))
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        collector.port = server.server_address[1]
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield collector
        finally:
            server.shutdown()
            serving.join()


def _plain(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}


def _collected(span: Any, resource: dict[str, Any]) -> Collected:
    return Collected(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        name=span.name,
        kind=span.kind,
        started_ns=span.start_time_unix_nano,
        ended_ns=span.end_time_unix_nano,
        is_error=span.status.code == 2,
        attributes=_plain(span.attributes),
        resource=resource,
    )
