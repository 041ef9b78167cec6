"""Exact values on the wire: money in whole cents, dates, moments, and a citizen number that never stands in a document.

A scalar that refuses raises `BadInput`; its words never repeat what was sent.
"""

import re
from datetime import UTC, date, datetime
from typing import Any, Final, NewType

import strawberry
from graphql import ValueNode
from strawberry.types.scalar import ScalarDefinition

from hub.domain.money import Cents
from hub.errors import BadInput
from schema.directives import AddedIn

Bsn = NewType("Bsn", str)
"""A citizen service number on its way to the directory; nothing below this folder ever holds one."""

CaseNumber = NewType("CaseNumber", str)
"""What an organisation files a case or a paper under; a number of a person does not fit into it."""

Iban = NewType("Iban", str)
"""A number of an account on its way to the one action that seals it."""

LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact (RFC 8259 §6)."""

TEXT_LENGTH: Final = 1_000
"""Longest text in any input; nothing that we ask for is longer."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
_NINE_ALONE = re.compile(r"(?<!\d)\d{9}(?!\d)", re.ASCII)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_CASE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}", re.ASCII)

# C0 and C1 controls, the delete character, and halves of a surrogate pair: PostgreSQL cannot store some of them and
# none belongs in a key, a name or a code.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# The same but for tabs and the ends of lines.
_FORBIDDEN_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

WRITTEN_FREELY: Final = frozenset({"words", "reason", "text"})
"""Fields of inputs in which people write to people: in lines, if they like."""


def check_text(text: str, *, has_lines: bool = False) -> None:
    """Refuse a text that is too long, or that holds a control character or half a character.

    Where it may have lines, their ends and tabs are none.
    """
    if len(text) > TEXT_LENGTH:
        raise BadInput("text.too_long", f"A text is longer than {TEXT_LENGTH} characters.", "Send a shorter one.")
    if (_FORBIDDEN_IN_LINES if has_lines else _FORBIDDEN).search(text):
        raise BadInput("text.control_character", "A text holds a control character.", "Send readable text.")


def check_name(name: str) -> None:
    """Refuse a name with a whole number of a person in it: an alias comes back in the answer, and in errors."""
    if _NINE_DIGITS.search(name):
        raise BadInput("text.number_in_name", "A name holds nine digits in a row.", "Choose another name.")


def check_no_bsn(text: str) -> None:
    """Refuse nine digits that pass the eleven-test, no more and no fewer in a row: in one text of a document.

    One in eleven of the nine digits that are something else passes too; as a variable it is taken.
    """
    if any(_passes_eleven(digits) for digits in _NINE_ALONE.findall(text)):
        raise _bsn_in_document()


def _passes_eleven(digits: str) -> bool:
    """Say whether nine digits could be a BSN; nine zeros are nobody's."""
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return weighed % 11 == 0 and int(digits) > 0


def _bsn_in_document() -> BadInput:
    return BadInput("bsn.literal", "A BSN must not stand in the document.", "Send it as a variable.")


def _cents(value: Any) -> int:  # noqa: ANN401 - whatever JSON can hold
    if type(value) is not int or abs(value) > LARGEST:
        raise BadInput("money.not_whole_cents", "An amount is a whole number of cents.", "Send a JSON integer.")
    return value


def _read_date(value: Any) -> date:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadInput("date.malformed", "A date is written as year-month-day.", "Send for instance 2026-11-23.")


def _read_moment(value: Any) -> datetime:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise BadInput(
        "datetime.malformed",
        "A moment is written as in RFC 3339, with its offset.",
        "Send for instance 2026-11-23T09:00:00Z.",
    )


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_bsn(value: Any) -> Bsn:  # noqa: ANN401 - whatever JSON can hold
    """Look at the shape only; whether it is somebody's number is for the directory to say."""
    if isinstance(value, str) and _NINE_DIGITS.fullmatch(value):
        return Bsn(value)
    raise BadInput("bsn.malformed", "A BSN is a text of nine digits.", "Send all nine, a leading zero included.")


def _no_bsn_literal(_node: ValueNode, _variables: object = None) -> Bsn:
    """Refuse a number inside the document: documents are logged and kept in many places, variables are not."""
    raise _bsn_in_document()


def _read_iban(value: Any) -> Iban:  # noqa: ANN401 - whatever JSON can hold
    """Look at the shape only; whether its digits add up is for the port to say."""
    written = value.replace(" ", "").upper() if isinstance(value, str) else ""
    if _IBAN.fullmatch(written):
        return Iban(written)
    raise BadInput("iban.malformed", "That is no IBAN.", "Send country, check digits and account, as on a bank card.")


def _no_iban_literal(_node: ValueNode, _variables: object = None) -> Iban:
    """Refuse a number inside the document, as for a citizen's."""
    raise BadInput("iban.literal", "An IBAN must not stand in the document.", "Send it as a variable.")


def _iban_never_leaves(_value: object) -> str:
    raise TypeError("an IBAN is never sent out")


def _read_case_number(value: Any) -> CaseNumber:  # noqa: ANN401 - whatever JSON can hold
    """Read a case number. It is kept in a log for years: nothing that could be a person's number may stand in it."""
    if (
        isinstance(value, str)
        and _CASE_NUMBER.fullmatch(value)
        and not _NINE_DIGITS.search(re.sub(r"[./-]", "", value))
    ):
        return CaseNumber(value)
    raise BadInput(
        "case_number.malformed",
        "A case number has at most 40 letters, digits, dots, slashes and hyphens, and never nine digits in a row.",
        "Send the number of a case, never that of a person.",
    )


def _bsn_never_leaves(_value: object) -> str:
    raise TypeError("a BSN is never sent out")


SCALARS: Final[dict[object, ScalarDefinition]] = {
    Cents: strawberry.scalar(
        name="EuroCents",
        description=(
            "An amount in whole euro cents: a JSON integer between -(2^53-1) and 2^53-1. "
            "A fraction, a text or a truth value is refused."
        ),
        serialize=_cents,
        parse_value=_cents,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar in the Netherlands, written as 2026-11-23.",
        serialize=date.isoformat,
        parse_value=_read_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment as in RFC 3339. The offset is mandatory; what we send is in UTC (2026-11-23T09:00:00Z).",
        serialize=_write_moment,
        parse_value=_read_moment,
    ),
    CaseNumber: strawberry.scalar(
        name="CaseNumber",
        description=(
            "What an organization files a case or a paper under: at most 40 letters, digits, dots, slashes and "
            "hyphens, and never nine digits in a row. It is kept, so never put in a person's number or name."
        ),
        serialize=str,
        parse_value=_read_case_number,
    ),
    Iban: strawberry.scalar(
        name="Iban",
        description=(
            "A number of an account at a bank (IBAN); spaces do not count. Input only, and only as a variable: a "
            "document with a number in it is refused. It never comes back in an answer or an error."
        ),
        serialize=_iban_never_leaves,
        parse_value=_read_iban,
        parse_literal=_no_iban_literal,
        directives=[AddedIn(version="0.2.0")],
    ),
    Bsn: strawberry.scalar(
        name="Bsn",
        description=(
            "A citizen service number: a text of nine digits. Input only, and only as a variable: "
            "a document with a number in it is refused. It never comes back in an answer or an error."
        ),
        serialize=_bsn_never_leaves,
        parse_value=_read_bsn,
        parse_literal=_no_bsn_literal,
    ),
}
"""The scalars of the contract, by the Python type that stands for them."""
