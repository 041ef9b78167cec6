"""Single values of a document: amounts, moments, numbers of persons and organisations, codes (standards §1.2, §1.6)."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from stdnum.nl import bsn as bsn_number

from adapters.agencies.fcid.faults import Malformed
from consent.parties import Oin
from hub.domain.money import Cents

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""Days of the law are days in the Netherlands."""

LARGEST_AMOUNT = Cents(10**11)
"""A thousand million euros: no debt of a person; all amounts of one answer together stay far below 2^53."""

LONGEST_TEXT = 2_000
LONGEST_REFERENCE = 100
# Years that a date on a debt can bear: far from the ends of the calendar, and after the years in which the Dutch clock
# differed from others by odd seconds, which RFC 3339 cannot write.
EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = EARLIEST.year, LATEST.year - 1

_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?P<fraction>\.\d{1,12})?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_USUAL_LENGTH = len("2026-03-01T00:00:00+01:00")
_USUAL_SIGNS = ("--T::+:", "--T::-:")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BSN = re.compile(r"\d{9}", re.ASCII)
_OIN = re.compile(r"\d{20}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TYPE_CODE = re.compile(r"[a-z]{1,5}_[a-z0-9_]{1,50}")


def text(value: object, path: str) -> str:
    """Read a text of bounded length without control characters."""
    if not isinstance(value, str):
        raise Malformed("fcid.wrong_type", path)
    if len(value) > LONGEST_TEXT:
        raise Malformed("fcid.bad_length", path)
    # Printable text has no control characters; of other text it takes longer to tell.
    if not value.isprintable() and _CONTROL.search(value):
        raise Malformed("fcid.bad_text", path)
    return value


def reference(value: object, path: str) -> str:
    """Read a reference of a case, an event or a payment: one short printable word."""
    found = text(value, path)
    if not 0 < len(found) <= LONGEST_REFERENCE:
        raise Malformed("fcid.bad_length", path)
    if not found.isprintable():
        raise Malformed("fcid.bad_text", path)
    return found


def flag(value: object, path: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Malformed("fcid.wrong_type", path)
    return value


def amount(value: object, path: str) -> Cents:
    """Read whole euro cents, never negative (standards §1.6)."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed("fcid.wrong_type", path)
    if value < 0:
        raise Malformed("fcid.negative_amount", path)
    if value > LARGEST_AMOUNT:
        raise Malformed("fcid.amount_too_large", path)
    return Cents(value)


def moment(value: object, path: str) -> datetime:
    """Read a date-time with its offset (RFC 3339); a moment without an offset is no moment."""
    # To the second, with hours and minutes of offset: so nearly every moment is written, and Python reads it as it is.
    if isinstance(value, str) and len(value) == _USUAL_LENGTH and value[4:23:3] in _USUAL_SIGNS:
        try:
            return _in_range(datetime.fromisoformat(value), path)
        except ValueError:
            pass
    return _in_range(_any_moment(text(value, path), path), path)


def _any_moment(value: str, path: str) -> datetime | None:
    match = _MOMENT.fullmatch(value)
    if match is None:
        raise Malformed("fcid.bad_moment", path)
    if match["offset"] is None:
        raise Malformed("fcid.no_offset", path)
    return _moment(match)


def _moment(match: re.Match[str]) -> datetime | None:
    fraction, offset = match["fraction"] or "", match["offset"].upper()
    # Python keeps microseconds; what is finer is cut off.
    whole = match[0][:19].upper().replace(" ", "T")
    try:
        return datetime.fromisoformat(f"{whole}{fraction[:7]}{offset}")
    except ValueError:
        return None


def _in_range(found: datetime | None, path: str) -> datetime:
    # The year alone decides for all but the outermost years, whatever the offset.
    if found is None or not (_FIRST_YEAR < found.year < _LAST_YEAR or EARLIEST <= found < LATEST):
        raise Malformed("fcid.bad_moment", path)
    return found


def day(value: object, path: str) -> date:
    """Read a date, or the Dutch date of a moment."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or not EARLIEST.date() <= found < LATEST.date():
            raise Malformed("fcid.bad_date", path)
        return found
    return moment(value, path).astimezone(AMSTERDAM).date()


def bsn(value: object, path: str) -> str:
    """Read a number of a person that passes the eleven-test."""
    # Of nine digits the library need only do the sum; that nothing but noughts is no number goes without one.
    if not isinstance(value, str) or not _BSN.fullmatch(value) or bsn_number.checksum(value) or not int(value):
        raise Malformed("fcid.bad_bsn", path)
    return value


def oin(value: object, path: str) -> Oin:
    """Read a number of an organisation."""
    if not isinstance(value, str) or not _OIN.fullmatch(value):
        raise Malformed("fcid.bad_oin", path)
    return Oin(value)


def type_code(value: object, path: str) -> str:
    """Read what sort of obligation this is: organisation, underscore, name (standards §1.2)."""
    if not isinstance(value, str) or not _TYPE_CODE.fullmatch(value):
        raise Malformed("fcid.bad_type_code", path)
    return value
