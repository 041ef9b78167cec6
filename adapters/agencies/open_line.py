"""The line to one agency, made from the settings: one per purpose, since a token opens one thing only."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from adapters.agencies import tls
from adapters.agencies.breaker import Breaker
from adapters.agencies.bulkhead import Bulkhead
from adapters.agencies.client_credentials import ClientCredentials
from adapters.agencies.line import Line, Observe
from adapters.agencies.retry_budget import RetryBudget
from adapters.agencies.signed_answer import SignedAnswers
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient, SourceSettings
from consent.parties import Agency
from hub.audit.events import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a line needs that is no setting of its agency: clocks, which HTTP client carries it, and who is told of it.

    `observe` hears of every try, where somebody wants to.
    """

    now: Callable[[], datetime]
    monotonic_s: Callable[[], float]
    client: HttpClient
    observe: Observe | None = None


class ObserveAgency(Protocol):
    """Somebody who hears of every try, with the agency whose line it is."""

    def __call__(self, agency: str, trace: Trace, method: str, tries: int, /) -> AbstractContextManager[object]:
        """Begin to measure a try at an agency, by its code. See `line.Observe`."""
        ...


def observed_at(agency: Agency, observe: ObserveAgency | None) -> Observe | None:
    """Whoever hears of the tries at one agency; None where nobody does."""
    return None if observe is None else partial(observe, agency.code)


def open_line(
    settings: SourceSettings, around: Surroundings, *, part: str, scope: str | None = None
) -> tuple[Line, SignedAnswers]:
    """Give the line, and what opens the answers that come over it. Connects to nothing yet.

    Raises BadInput for settings that cannot be; `part` says which of the configuration they are. `scope` is what the
    token is for; unsaid, the agency gives its usual.
    """
    context = tls.context(settings, part)
    transport = open_transport(around.client, tls=context, now=around.now)
    line = Line(
        transport=transport,
        credentials=ClientCredentials(
            settings, tls=context, now=around.now, monotonic_s=around.monotonic_s, part=part, scope=scope
        ),
        breaker=Breaker(monotonic_s=around.monotonic_s),
        bulkhead=Bulkhead(),
        retries=RetryBudget(monotonic_s=around.monotonic_s),
        observe=around.observe,
    )
    return line, SignedAnswers(jwks_url=settings.jwks_url, transport=transport, monotonic_s=around.monotonic_s)
