"""The configuration of what is told to whoever watches the hub: spans, to a collector."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from adapters.settings_part import Part


class TelemetrySettings(Part):
    """Where spans go (OpenTelemetry, OTLP over HTTP); nowhere if no endpoint is set. Nothing personal is in them."""

    endpoint: Annotated[
        str | None,
        Field(
            description="Whole address for traces at the collector; needs the extra `telemetry`",
            examples=["https://collector.example/v1/traces"],
        ),
    ] = None
    headers_file: Annotated[
        Path | None,
        Field(description="File with headers that open its door, one `Name: value` per line; it may hold a secret"),
    ] = None
    ca_file: Annotated[Path | None, Field(description="Certificates to trust instead of the usual ones")] = None
    timeout_s: Annotated[
        int, Field(description="Longest wait for the collector, in seconds; no request waits for it", ge=1, le=30)
    ] = 5
