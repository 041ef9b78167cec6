"""What no log line may carry, whoever writes it: numbers of people and accounts, and whatever opens a door."""

import re
from collections.abc import Iterator
from typing import Final

from stdnum import iban
from stdnum.nl import bsn

from adapters.spared import EventDict

WITHHELD: Final = "[withheld]"
"""Stands for a whole value: what stood beside the number may tell as much as the number."""

TRIPPED: Final = "tripped"
"""Marks the line, so that the operator can find who wrote it."""

LONGEST: Final = 10_000
"""A longer value is withheld unread (characters): looking must not take longer than saying."""

_DIGITS: Final = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3})(?!\d)")
_IDENTIFIER: Final = re.compile(r"(?<![0-9A-Za-z])(?=\d*[a-f])[0-9a-f]{16,64}(?![0-9A-Za-z])")
"""Hexadecimal: trace ids and digests. Nine digits in a row come up in them by chance."""

_ACCOUNT: Final = re.compile(r"(?<![0-9A-Z])[A-Z]{2}\d{2}(?: ?[0-9A-Z]){11,30}")
_IBAN_LENGTHS: Final = range(15, 35)

_DOOR_OPENERS: Final = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{4,}"  # a JWT, also one that was cut off
    r"|\b(?:bearer|dpop|basic)\s+[\w.~+/=-]{16,}"
    r"|\b(?:proxy-)?authorization['\"]?\s*[:=,]\s*\S"
    r"|\b(?:dpop|(?:set-)?cookie)['\"]?\s*[:=,]\s*\S"
    r"|-----BEGIN [A-Z0-9 ]+-----"
    r"|['\"](?:d|k)['\"]\s*:\s*['\"][\w-]{20,}"  # the private part of a JWK
    r"|://[^/\s:@]+:[^/\s@]+@",  # an address with a password
    re.IGNORECASE,
)


def withhold(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Put a mark in the place of every value that must not get out; the last processor before a line is written."""
    caught = {name: WITHHELD for name, value in line.items() if trips(value)}
    return {**line, **caught, TRIPPED: True} if caught else line


def trips(value: object) -> bool:
    """Say whether a value carries what must not get out."""
    match value:
        case bool() | None:
            return False
        case str():
            text = value
        case bytes():
            text = value.decode("latin-1")
        case _:
            text = repr(value)
    return len(text) > LONGEST or bool(_DOOR_OPENERS.search(text)) or _has_number(text) or _has_account(text)


def _has_number(text: str) -> bool:
    found = _DIGITS.findall(_IDENTIFIER.sub("", text))
    return any(bsn.is_valid(re.sub(r"\D", "", digits)) for digits in found)


def _has_account(text: str) -> bool:
    return any(map(iban.is_valid, _accounts(text.upper())))


def _accounts(text: str) -> Iterator[str]:
    """Give what may be an account number; where it ends is not seen, for a word may follow."""
    for found in _ACCOUNT.findall(text):
        packed = found.replace(" ", "")
        yield from (packed[:length] for length in _IBAN_LENGTHS if length <= len(packed))
