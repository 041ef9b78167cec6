"""The real clock, real random numbers and the log, behind the ports."""

import secrets
import sys
from datetime import UTC, date, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

import structlog
from structlog.typing import EventDict

VERSION = version("eenregeling")

_NETHERLANDS = ZoneInfo("Europe/Amsterdam")


class SystemClock:
    """The machine's clock; a day begins when it begins in the Netherlands.

    `day` keeps the calendar on one day while the clock runs on: the day on which the demo's people live.
    """

    def __init__(self, day: date | None = None) -> None:
        self._day = day

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self._day or self.now().astimezone(_NETHERLANDS).date()


class RandomIds:
    """Identifiers of 128 random bits."""

    def new(self) -> str:
        return secrets.token_urlsafe(16)


def trace_id() -> str:
    """Make a W3C trace id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


LOG_FIELDS = frozenset(
    {"agency", "client", "event", "incident", "kind", "level", "places", "reason", "stage", "timestamp", "trace_id"}
)
"""What a log line may say. Anything else is left out, whoever writes it."""


def configure_logs() -> None:
    """Write logs as JSON lines on standard error, with allowed fields only."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _only_allowed(_logger: object, _method: str, line: EventDict) -> EventDict:
    return {name: value for name, value in line.items() if name in LOG_FIELDS}
