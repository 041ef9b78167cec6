"""How a person pays what was agreed: by transfer, or from an account of theirs on a mandate that they gave."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from hub.life.problem import LifeProblem

SHOWN: Final = 4
"""How much of an account number is ever shown again: enough to know one's own by."""


class Method(StrEnum):
    """How money comes in."""

    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account: its number (IBAN), and the name that it stands in. Never shown or told in full."""

    iban: str = field(repr=False)
    holder: str = field(repr=False)

    @property
    def ending(self) -> str:
        """The end of the number."""
        return self.iban[-SHOWN:]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitMandate:
    """Leave to take money from an account (*incassomachtiging*): its reference, and the day on which it was signed."""

    reference: str
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """The method, with the account and the mandate where it needs them.

    By transfer, an account is where money goes back to.
    """

    method: Method = Method.TRANSFER
    account: Account | None = None
    mandate: DebitMandate | None = None


BY_TRANSFER: Final = Paying()
"""What is agreed where nobody says otherwise."""


def problem(paying: Paying, *, on: date) -> LifeProblem | None:
    """Say why this is no way to pay. Whether the account's number can be one is not checked here."""
    if paying.method is Method.TRANSFER:
        return LifeProblem.MANDATE_NOT_NEEDED if paying.mandate else None
    if paying.account is None:
        return LifeProblem.ACCOUNT_MISSING
    if paying.mandate is None or not paying.mandate.reference.strip():
        return LifeProblem.MANDATE_MISSING
    return LifeProblem.MANDATE_IN_FUTURE if paying.mandate.signed_on > on else None
