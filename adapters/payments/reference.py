"""The structured reference of a payment (ISO 11649): check digits around what names an arrangement and its term."""

from typing import Final

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from hub.life.payment_reference import PaymentFor, read, written

_HEAD: Final = "RF"
_BODY: Final = len("RF00")


def reference_of(about: PaymentFor) -> str:
    """Write the reference that goes on a payment."""
    body = written(about)
    return f"{_HEAD}{mod_97_10.calc_check_digits(body + _HEAD)}{body}"


def is_reference(text: str) -> bool:
    """Say whether it is a reference at all, of whomever: its check digits fit."""
    return bool(iso11649.is_valid(text))


def about_of(reference: str) -> PaymentFor | None:
    """Read what a reference names, however its signs are spaced; None for anybody else's, and for a slip of the pen."""
    if not is_reference(reference):
        return None
    return read(iso11649.compact(reference)[_BODY:])
