"""The citizen service number, checked and shy."""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from stdnum.nl import bsn

from hub.errors import BadInput

TEST_RANGE: Final = "99999"
"""Beginning of the numbers that belong to nobody, agreed for tests."""

_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")


@dataclass(frozen=True, slots=True)
class Bsn:
    """A number that passes the eleven-test. `digits` is the only way to it: no text made of this object shows it."""

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no such number, without repeating it."""
        # The library would also take dots and blanks, and fill up with zeros.
        if not _NINE_DIGITS.fullmatch(self.digits) or not bsn.is_valid(self.digits):
            raise BadInput("bsn.invalid", "That is no citizen service number.", "Send its nine digits.")

    @classmethod
    def parse(cls, text: str, *, test_only: bool) -> Self:
        """Check a number from outside; where only fictitious people live, numbers of real ones are refused."""
        number = cls(text)
        if test_only and not number.is_test:
            raise BadInput(
                "bsn.not_a_test_number",
                "Only fictitious people live here.",
                f"Send a number that begins with {TEST_RANGE}.",
            )
        return number

    @property
    def is_test(self) -> bool:
        """Say whether the number is in the range that belongs to nobody."""
        return self.digits.startswith(TEST_RANGE)
