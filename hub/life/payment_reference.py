"""By which words a payment is known: they name an arrangement and a term of it, and say nothing about anybody."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

TAG_SIGNS: Final = 15
"""75 bits: nobody guesses one, and no two arrangements have the same."""

WHOLE: Final = "000000"
"""Stands in place of a term where everything that is open is meant."""

_TAG_BYTES: Final = 10
_TAG_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_CENTURY: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFor:
    """What a payment is for: an arrangement by its tag, and the term of that day; None: everything."""

    tag: str
    due_on: date | None = None


def tag_of(arrangement: str) -> str:
    """Name an arrangement by letters and digits that a bank takes; its id cannot be found from them."""
    digest = sha256(f"eenregeling payment {arrangement}".encode()).digest()
    return b32encode(digest[:_TAG_BYTES]).decode()[:TAG_SIGNS]


def written(about: PaymentFor) -> str:
    """Write it down: 21 signs, as many as a creditor reference (ISO 11649) has room for."""
    return about.tag + (WHOLE if about.due_on is None else f"{about.due_on:%y%m%d}")


def read(text: str) -> PaymentFor | None:
    """Read it back; None where it is none of ours."""
    tag, term = text[:TAG_SIGNS], text[TAG_SIGNS:]
    if len(tag) != TAG_SIGNS or not _TAG_ALPHABET.issuperset(tag) or not _is_term(term):
        return None
    if term == WHOLE:
        return PaymentFor(tag=tag)
    try:
        due_on = date(_CENTURY + int(term[:2]), int(term[2:4]), int(term[4:]))
    except ValueError:
        return None
    return PaymentFor(tag=tag, due_on=due_on)


def _is_term(term: str) -> bool:
    return len(term) == len(WHOLE) and term.isascii() and term.isdigit()
