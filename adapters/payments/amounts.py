"""Amounts as banks write them: euros with a point, at the edge only."""

import re
from typing import Final

from hub.domain.money import Cents

_AMOUNT: Final = re.compile(r"(\d{1,15})(?:\.(\d{1,5}))?")


def cents_of(text: str) -> Cents | None:
    """Read an amount exactly; None where it is none, or has parts of a cent."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or not found[0].isascii():
        return None
    parts = (found[2] or "").ljust(2, "0")
    return None if parts[2:].strip("0") else Cents(int(found[1]) * 100 + int(parts[:2]))
