"""`hub compute check`: whether text is a citizen service number, a bank account number or an organisation number.

It looks at form and check digits, not at whose number it is, and never repeats the number in a message.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from adapters.cli.compute_input import AsJson
from adapters.cli.terminal import say, say_json


class Register(NamedTuple):
    """Whose numbers begin with a prefix: the form of what stands between prefix and end, with the zeros at the end."""

    name: str
    form: str


REGISTERS: Final[Mapping[str, Register]] = {
    "00000001": Register("RSIN", "[0-9]{9}000"),
    "00000002": Register("Fi", "[0-9A-Z]{9}000"),
    "00000003": Register("KVK", "[0-9]{8}0000"),
    "00000004": Register("SubOIN", "[0-9A-Z]{9}000"),
    "00000006": Register("Logius", "[0-9A-Z]{9}000"),
    "00000007": Register("BRIN", "[0-9A-Z]{9}000"),
    "00000008": Register("foreign", "[0-9A-Z]{9}000"),
    "00000009": Register("UZI", "[0-9A-Z]{9}000"),
    "00000010": Register("TRR-BD", "[0-9A-Z]{9}000"),
    "00000099": Register("test", "[0-9A-Z]{9}000"),
}
"""Prefixes in use (Logius, OIN-Stelsel); 00000005 is free. A new register is one line here."""

_RSIN: Final = "00000001"
_PREFIX: Final = slice(0, 8)
_RSIN_NUMBER: Final = slice(8, 17)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_SHORTEST_BSN, _LONGEST_BSN = 8, 9
_SHORTEST_IBAN, _LONGEST_IBAN = 5, 34
_LONG_OIN = 20

WHY: Final[Mapping[str, str]] = {
    "characters": "It holds characters that cannot stand in such a number.",
    "length": "It has too few or too many characters.",
    "zeros": "It holds nothing but zeros.",
    "eleven_test": "It does not pass the eleven-test.",
    "country": "It does not begin with a country that has such numbers.",
    "structure": "Its parts are not those of its country or register.",
    "check_digits": "Its check digits do not fit.",
    "prefix": "It does not begin with a register in use.",
}
"""Why a number is none; the codes are stable."""


class Found(NamedTuple):
    """A number as it is written without blanks, or why it is none."""

    normalized: str | None = None
    why: str | None = None


def check(*, as_json: AsJson = False) -> None:
    """Check one BSN, IBAN or OIN from JSON on standard input: its form and check digits, not whose it is."""
    from adapters.cli import compute_input

    given = compute_input.read(required=(), optional=tuple(CHECKS))
    if len(given) != 1:
        compute_input.refuse("the input", f"must hold exactly one of: {', '.join(CHECKS)}")
    ((kind, number),) = given.items()
    if not isinstance(number, str):
        compute_input.refuse(kind, "must be text")
    found = CHECKS[kind](number)
    if as_json:
        say_json(_answer(found))
    else:
        say(f"Not valid. {WHY[found.why]}" if found.why else "Valid.")


def _answer(found: Found) -> dict[str, object]:
    told = {key: value for key, value in found._asdict().items() if value is not None}
    return {"valid": found.why is None, **told}


def bsn(text: str) -> Found:
    """The eleven-test over nine digits; eight get a zero in front, fewer are none (the library would fill up more)."""
    from stdnum.nl import bsn as eleven

    digits = re.sub(r"[ .-]", "", text)
    if not re.fullmatch(r"[0-9]*", digits, re.ASCII):
        return Found(why="characters")
    if not _SHORTEST_BSN <= len(digits) <= _LONGEST_BSN:
        return Found(why="length")
    if not digits.strip("0"):
        return Found(why="zeros")
    return Found(digits.zfill(_LONGEST_BSN)) if eleven.is_valid(digits) else Found(why="eleven_test")


def iban(text: str) -> Found:
    """ISO 13616: country, structure of the country, then modulo 97. Account numbers are not tested any further."""
    from stdnum import iban as library
    from stdnum.exceptions import InvalidComponent, ValidationError

    number = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9A-Za-z]*", number, re.ASCII):
        return Found(why="characters")
    number = number.upper()
    if not _SHORTEST_IBAN <= len(number) <= _LONGEST_IBAN:
        return Found(why="length")
    if not _COUNTRY.match(number):
        return Found(why="country")
    fitting = number[:2] + library.calc_check_digits(number) + number[4:]
    try:
        # With check digits that fit, only the structure is left to fail. Of some countries the library knows further
        # tests; banks do not all follow them.
        library.validate(fitting, check_country=False)
    except InvalidComponent:
        return Found(why="country")
    except ValidationError:
        return Found(why="structure")
    return Found(number) if number == fitting else Found(why="check_digits")


def oin(text: str, registers: Mapping[str, Register] = REGISTERS) -> Found:
    """Twenty characters: prefix, number, zeros. It has no check digit; inside an RSIN stands one."""
    if not re.fullmatch(r"[0-9A-Z]*", text, re.ASCII):
        return Found(why="characters")
    if len(text) != _LONG_OIN:
        return Found(why="length")
    register = registers.get(text[_PREFIX])
    if register is None:
        return Found(why="prefix")
    if not re.fullmatch(register.form, text[_PREFIX.stop :]):
        return Found(why="structure")
    inside = bsn(text[_RSIN_NUMBER]) if text[_PREFIX] == _RSIN else Found(text)
    return Found(text) if inside.why is None else inside


CHECKS: Final[Mapping[str, Callable[[str], Found]]] = {"bsn": bsn, "iban": iban, "oin": oin}
"""What can be checked, by the key of the question."""
