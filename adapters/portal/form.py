"""What somebody sent with a form, field by field: every slip is named at once, and nothing typed is lost."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from starlette.datastructures import FormData

MOST_CENTS: Final = 99_999_999_99
"""More than anybody types on purpose: a hundred million euros."""

_AMOUNT: Final = re.compile(
    r"(\d{1,3}(?:[. \u00a0]\d{3})+|\d{1,9})(?:,(\d{1,2}|-))?|(\d{1,3}(?:,\d{3})+|\d{1,9})\.(\d{1,2})",
    re.ASCII,  # digits of other scripts are digits too, and are read by nobody here
)

_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_AS_TYPED: Final = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)


@dataclass(slots=True)
class Form:
    """The values as they were typed, and what is wrong with them: keys of texts, by field, in the order of the page."""

    sent: FormData
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, **typed: str) -> "Form":
        """A form that nobody filled in yet, or only with what we know already."""
        return cls(FormData(typed))

    def typed(self, name: str) -> str:
        """Give what was typed, to be shown again."""
        value = self.sent.get(name, "")
        return value if isinstance(value, str) else ""

    def ticked(self, name: str) -> list[str]:
        """Give the boxes of this name that were ticked."""
        return [value for value in self.sent.getlist(name) if isinstance(value, str)]

    def wrong(self, name: str, text: str) -> None:
        """Note what is wrong with a field; the first thing found is told."""
        self.errors.setdefault(name, text)

    def wrong_there(self, name: str, text: str) -> None:
        """Note what the hub finds wrong with a field. Its key is used up: sent again, the form is another command."""
        self.wrong(name, text)
        self.sent = FormData([(key, value) for key, value in self.sent.multi_items() if key != "once"])

    def text(self, name: str, *, most: int, required: bool = True) -> str:
        """Read a text. A browser ends lines by two signs, of which it counts one."""
        value = self.typed(name).replace("\r\n", "\n").strip()
        if required and not value:
            self.wrong(name, "errors.text_missing")
        if len(value) > most:
            self.wrong(name, "errors.text_too_long")
        return value

    def chosen(self, name: str, known: Collection[str]) -> str | None:
        """Read one choice of several."""
        value = self.typed(name)
        if value in known:
            return value
        self.wrong(name, "errors.choice_missing")
        return None

    def amount(self, name: str, *, required: bool = True, least: int = 0) -> int | None:
        """Read an amount in euros as people write it, in cents. Nothing typed is no amount, and not nought."""
        value = self.typed(name).strip().removeprefix("€").removeprefix("EUR").strip()
        if not value:
            if required:
                self.wrong(name, "errors.amount_missing")
            return None
        cents = amount_in_cents(value)
        if cents is None:
            self.wrong(name, "errors.amount_unclear")
        elif cents > MOST_CENTS:
            self.wrong(name, "errors.amount_too_large")
        elif cents < least:
            self.wrong(name, "errors.amount_too_small")
        else:
            return cents
        return None

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """Read a whole number."""
        value = self.typed(name).strip()
        if not value:
            self.wrong(name, "errors.number_missing")
        elif not (value.isascii() and value.isdecimal() and len(value) <= 6 and least <= int(value) <= most):  # noqa: PLR2004 no huge ones
            self.wrong(name, "errors.number_out_of_range")
        else:
            return int(value)
        return None

    def day(self, name: str) -> date | None:
        """Read a day: 2027-07-01 as a browser sends it, or 1-7-2027 as somebody types it."""
        value = self.typed(name).strip()
        parts = _DAY.fullmatch(value) or _DAY_AS_TYPED.fullmatch(value)
        if parts is not None:
            numbers = [int(part) for part in parts.groups()]
            year, month, day = numbers if len(parts[1]) == 4 else reversed(numbers)  # noqa: PLR2004 four digits are a year
            try:
                return date(year, month, day)
            except ValueError:
                pass
        self.wrong(name, "errors.day_unclear")
        return None


def amount_in_cents(typed: str) -> int | None:
    """Read an amount: 90 · 90,50 · 1.234,56 · 1234.56 · 90,-. None where two readings are possible, or none is.

    A point with three digits behind it groups thousands, as in the Netherlands; with one or two it begins the cents.
    """
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        return None
    whole = re.sub(r"\D", "", found[1] or found[3])
    cents = (found[2] or found[4] or "").replace("-", "")
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)
