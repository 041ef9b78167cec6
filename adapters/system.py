"""The real clock, real random numbers and the log, behind the ports."""

import logging
import os
import secrets
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from multiprocessing import parent_process
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from stdnum import iban

from adapters import tripwire
from adapters.spared import EventDict, structlog
from hub.errors import Unavailable

VERSION = version("eenregeling")

_NETHERLANDS = ZoneInfo("Europe/Amsterdam")


YEARS_AHEAD: Final = 40
"""No arrangement lasts longer."""


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


class DemoClock(SystemClock):
    """A clock that whoever runs a demo moves: a file says how many days it is ahead of the machine's, or behind.

    The file is in the demo's own folder: nobody reaches it over the network. Every process of the demo reads it.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def now(self) -> datetime:
        return super().now() + self._ahead()

    def today(self) -> date:
        return super().now().astimezone(_NETHERLANDS).date() + self._ahead()

    def move(self, to: date) -> None:
        """Put it on a day. It is written beside and moved, so that nobody reads half a number."""
        ahead = (to - SystemClock().today()).days
        beside = self._file.with_name(f"{self._file.name}.new")
        beside.write_text(f"{ahead}\n", encoding="ascii")
        beside.replace(self._file)

    def _ahead(self) -> timedelta:
        try:
            return timedelta(days=int(self._file.read_text(encoding="ascii")))
        except (OSError, ValueError, OverflowError):
            raise Unavailable("clock.unreadable", "The demo's clock cannot be read.", "Start the demo anew.") from None


class T2ClosingDays:
    """The days on which T2, through which banks pay each other, is closed beside weekends (the ECB's calendar)."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def days(self) -> frozenset[date]:
        return _closing_days(self._today().year)


@cache
def _closing_days(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 it takes a while, and a command that moves no money need not wait

    return frozenset(holidays.financial_holidays("ECB", years=range(year - 1, year + YEARS_AHEAD)))


class RandomIds:
    """Identifiers of 128 random bits."""

    def new(self) -> str:
        return secrets.token_urlsafe(16)


def some_part(of: timedelta) -> timedelta:
    """Some part of a time, by chance: none of it, all of it, or anything between."""
    microsecond = timedelta(microseconds=1)
    return secrets.randbelow(of // microsecond + 1) * microsecond


def is_iban(text: str) -> bool:
    """Say whether a text can be an account's number: country, length, check digits, as the IBAN registry has them."""
    return bool(iban.is_valid(text))


def end_with_parent() -> None:
    """End in order when the process that started this one is gone, however it ended; nothing where none did.

    A worker that outlived it would hold the port, and nobody would stop it.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _end_after(gone: Callable[[], None]) -> None:
    gone()
    os.kill(os.getpid(), signal.SIGTERM)


def trace_id() -> str:
    """Make a W3C trace id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


LOG_FIELDS = frozenset(
    {
        *("agency", "client", "event", "incident", "kind", "level", "logger", "places", "reason", "stage"),
        *("timestamp", "trace_id", "witness"),
    }
)
"""What a log line may say. Anything else is left out, whoever writes it."""

LAST_PLACES = 8


def configure_logs() -> None:
    """Write logs as JSON lines on standard error: ours and those of every library, through one filter."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    filtered = (_only_allowed, tripwire.withhold, structlog.processors.JSONRenderer())
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, *filtered],
        # What is said of every call that went well is a debug line: a request would write six, to no use.
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, stamp, _without_text],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *filtered],
        )
    )
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(capture=True)
    # A line that cannot be put together is dropped; the library would print what it was made of.
    logging.raiseExceptions = False


def _only_allowed(_logger: object, _method: str, line: EventDict) -> EventDict:
    return {name: value for name, value in line.items() if name in LOG_FIELDS}


def _without_text(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Say of a fault what it is and where it came through; its text may quote anything."""
    told = line["_record"].exc_info
    if told and told[1] is not None:
        line["kind"] = type(told[1]).__name__
        frames = traceback.extract_tb(told[2])[-LAST_PLACES:]
        line["places"] = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return line
