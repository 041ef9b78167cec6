"""The HTTP clients to choose from; all behind one port, and all held to the same tests."""

import ssl
from collections.abc import Callable
from datetime import datetime

from adapters.agencies.lean_transport import LeanTransport
from adapters.agencies.transport import CONNECT_S, Transport
from adapters.settings import HttpClient


def open_transport(
    client: HttpClient,
    *,
    tls: ssl.SSLContext,
    now: Callable[[], datetime],
    connect_s: float = CONNECT_S,
) -> Transport:
    """Make the chosen client; connects to nothing yet."""
    match client:
        case "lean":
            return LeanTransport(tls=tls, now=now, connect_s=connect_s)
        case "aiohttp":
            # Here, because it takes eight megabytes that a worker with the other client need not hold.
            from adapters.agencies.aiohttp_transport import AiohttpTransport  # noqa: PLC0415 as just said

            return AiohttpTransport(tls=tls, now=now, connect_s=connect_s)
