"""The line to one agency, made from the settings: one per purpose, since a token opens one thing only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.agencies import tls
from adapters.agencies.breaker import Breaker
from adapters.agencies.bulkhead import Bulkhead
from adapters.agencies.client_credentials import ClientCredentials
from adapters.agencies.line import Line
from adapters.agencies.retry_budget import RetryBudget
from adapters.agencies.signed_answer import SignedAnswers
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient, SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a line needs that is no setting of its agency: clocks, the trace, and which HTTP client carries it."""

    now: Callable[[], datetime]
    monotonic_s: Callable[[], float]
    traceparent: Callable[[], str | None]
    client: HttpClient


def open_line(
    settings: SourceSettings, around: Surroundings, *, scope: str | None = None
) -> tuple[Line, SignedAnswers]:
    """Give the line, and what opens the answers that come over it. Connects to nothing yet.

    Raises BadInput for settings that cannot be. `scope` is what the token is for; unsaid, the agency gives its usual.
    """
    context = tls.context(settings)
    transport = open_transport(around.client, tls=context, now=around.now, traceparent=around.traceparent)
    line = Line(
        transport=transport,
        credentials=ClientCredentials(
            settings, tls=context, now=around.now, monotonic_s=around.monotonic_s, scope=scope
        ),
        breaker=Breaker(monotonic_s=around.monotonic_s),
        bulkhead=Bulkhead(),
        retries=RetryBudget(monotonic_s=around.monotonic_s),
    )
    return line, SignedAnswers(jwks_url=settings.jwks_url, transport=transport, monotonic_s=around.monotonic_s)
