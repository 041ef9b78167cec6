"""Every sentence of the portal, in Dutch and English, and how amounts and days are written in each.

A text is found by its key (`overview.title`): its file, and its place in there. `{name}` stands for a value.
A text with one form for one and another for more has `one` and `other` below it, and is asked for with `count`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

LANGUAGES: Final = ("nl", "en")
"""The first is what somebody gets who chose none."""

LOCALES: Final = {"nl": "nl_NL", "en": "en_GB"}

HERE: Final = ZoneInfo("Europe/Amsterdam")
"""A day begins when it begins in the Netherlands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language. Raises KeyError for a key that it does not have: a slip of ours, found by a test."""

    language: str
    _told: Mapping[str, str] = field(repr=False)
    _locale: Locale = field(repr=False)

    @classmethod
    def read(cls, language: str) -> Self:
        """Read the catalogue of a language."""
        told: dict[str, str] = {}
        for file in sorted((files("adapters.portal") / "texts" / language).iterdir(), key=lambda each: each.name):
            told.update(_flat(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))))
        return cls(language=language, _told=told, _locale=Locale.parse(LOCALES[language]))

    def __call__(self, key: str, /, **values: object) -> Markup:
        """Give a text. Values are escaped; the text itself may hold markup."""
        return Markup(self._told[key]).format(**values)  # noqa: S704 our own sentences, values escaped

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """Give a text for so many."""
        return self(f"{key}.{self._locale.plural_form(number)}", number=self.number(number), **values)

    def has(self, key: str) -> bool:
        """Say whether there is such a text: for names that come from elsewhere, like the hub's."""
        return key in self._told

    def known(self, key: str, otherwise: str) -> Markup:
        """Give a text by a name that comes from elsewhere, or another one where it is new to us."""
        return self(key if key in self._told else otherwise)

    def names(self) -> frozenset[str]:
        """Give every key."""
        return frozenset(self._told)

    def amount(self, cents: int) -> str:
        """Write an amount of euro cents."""
        return format_currency(Decimal(cents).scaleb(-2), "EUR", locale=self._locale)

    def amount_to_type(self, cents: int) -> str:
        """Write an amount the way somebody types it: no sign, no thousands."""
        return format_decimal(Decimal(cents).scaleb(-2), format="0.00", locale=self._locale)

    def number(self, number: int) -> str:
        """Write a whole number."""
        return format_decimal(number, locale=self._locale)

    def day(self, day: date) -> str:
        """Write a day: 1 juli 2027. Of a moment, the day that it is in the Netherlands then."""
        if isinstance(day, datetime):
            day = day.astimezone(HERE)
        return format_date(day, "d MMMM y", locale=self._locale)

    def month(self, day: date) -> str:
        """Write the month of a day: juli 2027."""
        return format_date(day, "MMMM y", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """Write a moment by the clocks of the Netherlands."""
        return format_datetime(moment.astimezone(HERE), "d MMMM y, HH:mm", locale=self._locale)

    def together(self, parts: list[str]) -> str:
        """Write several names in a row: DUO, CJIB en CAK."""
        if len(parts) < 2:  # noqa: PLR2004 one needs no word between
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self('words.and')} {parts[-1]}"


def _flat(prefix: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str):
            yield key, value.strip()
        else:
            yield from _flat(key, value)
