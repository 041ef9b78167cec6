"""Spans sent to a collector over OTLP/HTTP, by the official library: beside the requests, and never in their way."""

import asyncio
import logging
import re
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from adapters.exports.missing_extra import imported
from adapters.exports.observed import Kind, Span
from adapters.settings_telemetry import TelemetrySettings
from hub.errors import BadInput

EXTRA: Final = "telemetry"

KEPT: Final = 8_192
"""Spans that wait to be sent; beyond it the oldest are lost, and nobody waits."""

AT_ONCE: Final = 512
DELAY_MS: Final = 1_000
"""How long spans are gathered before they are sent together."""

LAST_S: Final = 5.0
"""How long the end waits for what is still to be sent."""

_SDK, _TRACE, _EXPORT = "opentelemetry.sdk", "opentelemetry.trace", "opentelemetry.sdk.trace.export"
_OTLP: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
_HEADER: Final = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+): *([\t\x20-\x7e]*)")


class Otlp:
    """Sends spans while it is open; before and after it drops them."""

    def __init__(self, settings: TelemetrySettings, *, version: str, service: str) -> None:
        """Find all that is needed, and start nothing. Raises BadInput where the extra or the headers are missing."""
        self._settings = settings
        self._headers = read_headers(settings.headers_file)
        self._trace, self._sdk = _needed(_TRACE), _needed(f"{_SDK}.trace")
        self._export, self._otlp = _needed(_EXPORT), _needed(_OTLP)
        resources = _needed(f"{_SDK}.resources")
        self._resource = resources.Resource({"service.name": service, "service.version": version})
        kinds = self._trace.SpanKind
        self._kinds = {Kind.SERVER: kinds.SERVER, Kind.CLIENT: kinds.CLIENT, Kind.INTERNAL: kinds.INTERNAL}
        self._sending: Any = None

    def emit(self, span: Span) -> None:
        """Put a span where it will be sent from; takes microseconds, whatever the collector does."""
        if self._sending is not None:
            self._sending.on_end(self._written(span))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send, until the end; what is left then is sent too, as far as a few seconds allow."""
        # One line for each batch that was not sent is enough; that spans are dropped then is said by it.
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        self._sending = sending = self._processor()
        try:
            yield
        finally:
            self._sending = None
            ending = threading.Thread(target=sending.shutdown, daemon=True)
            ending.start()
            await asyncio.to_thread(ending.join, LAST_S)

    def _processor(self) -> Any:  # noqa: ANN401 the library may not be there
        session = _needed("requests").Session()
        session.trust_env = False
        exporter = self._otlp.OTLPSpanExporter(
            endpoint=self._settings.endpoint,
            certificate_file=str(self._settings.ca_file) if self._settings.ca_file else None,
            headers=self._headers,
            timeout=self._settings.timeout_s,
            session=session,
        )
        return self._export.BatchSpanProcessor(
            exporter, max_queue_size=KEPT, max_export_batch_size=AT_ONCE, schedule_delay_millis=DELAY_MS
        )

    def _written(self, span: Span) -> Any:  # noqa: ANN401 as above
        codes = self._trace.StatusCode
        return self._sdk.ReadableSpan(
            name=span.name,
            context=self._context(span.trace_id, span.span_id),
            parent=self._context(span.trace_id, span.parent_span_id) if span.parent_span_id else None,
            resource=self._resource,
            attributes=span.attributes,
            kind=self._kinds[span.kind],
            status=self._trace.Status(codes.ERROR if span.failed else codes.UNSET),
            start_time=span.started_ns,
            end_time=span.ended_ns,
        )

    def _context(self, trace_id: str, span_id: str) -> Any:  # noqa: ANN401 as above
        """Name a span; every one is sampled."""
        flags = self._trace.TraceFlags(self._trace.TraceFlags.SAMPLED)
        return self._trace.SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=flags)


def read_headers(file: Path | None) -> Mapping[str, str]:
    """Read the headers that open a collector's door, one `Name: value` per line. Raises BadInput; repeats nothing."""
    if file is None:
        return {}
    try:
        lines = [line for line in file.read_text(encoding="ascii").splitlines() if line.strip()]
    except (OSError, ValueError):
        raise _unfit() from None
    found = [_HEADER.fullmatch(line) for line in lines]
    if not all(found):
        raise _unfit()
    return {header[1]: header[2] for header in found if header}


def _needed(module: str) -> Any:  # noqa: ANN401 - a module that need not be there
    return imported(
        module,
        code="telemetry.extra_missing",
        happened=f"To send spans, the extra `{EXTRA}` must be installed.",
        todo=f"In the checkout: .venv/bin/pip install '.[{EXTRA}]'; or leave telemetry.endpoint out.",
    )


def _unfit() -> BadInput:
    happened = "telemetry.headers_file cannot be used."
    return BadInput("telemetry.headers_file", happened, "Write one `Name: value` per line, in ASCII.")
