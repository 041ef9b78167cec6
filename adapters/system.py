"""The real clock and real random numbers, behind the ports."""

import secrets
from datetime import UTC, date, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

VERSION = version("eenregeling")

_NETHERLANDS = ZoneInfo("Europe/Amsterdam")


class SystemClock:
    """The machine's clock; a day begins when it begins in the Netherlands."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(_NETHERLANDS).date()


class RandomIds:
    """Identifiers of 128 random bits."""

    def new(self) -> str:
        return secrets.token_urlsafe(16)


def trace_id() -> str:
    """Make a W3C trace id: 32 hexadecimal digits."""
    return secrets.token_hex(16)
