"""The configuration of what is counted, and where whoever watches the hub reads it."""

from typing import Annotated

from pydantic import Field, IPvAnyAddress

from adapters.settings_part import Part


class MetricsSettings(Part):
    """Where Prometheus reads numbers: a port of their own, never the public one; none if no port is set."""

    host: Annotated[
        IPvAnyAddress,
        Field(description="Address that the port listens on; whoever reaches it may read everything that is counted"),
    ] = IPvAnyAddress("127.0.0.1")  # type: ignore[operator]  # a type to the checker, which makes an address
    port: Annotated[
        int | None,
        Field(
            description="Port of the first worker's numbers; each other worker takes the next one that is free",
            ge=1,
            le=65_472,
            examples=["9464"],
        ),
    ] = None
