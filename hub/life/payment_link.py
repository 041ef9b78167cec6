"""A link by which a person pays what is open: the agency's own account is behind it, and never the hub."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from consent.parties import AgencyCode
from hub.domain.money import Cents
from hub.life.life import Life
from hub.life.payment_reference import PaymentFor
from hub.life.problem import LifeProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWish:
    """What is to be paid to an agency, in cents, and what for. `key`: the same key again gives the same link."""

    key: str
    agency: AgencyCode
    about: PaymentFor
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """Where a person pays, by which scheme, until when. The names of schemes come and go: none is in this contract.

    `amount` and `reference` are what is paid there, and by which words it is known.
    """

    scheme: str
    url: str
    expires_at: datetime
    amount: Cents
    reference: str


class PaymentLinks(Protocol):
    """Who makes links for an agency: its bank, or a payment service that the agency has a contract with."""

    async def make(self, wish: LinkWish) -> PaymentLink:
        """Make a link, or give the one that was made under this key. Raises Unavailable where there is none now."""
        ...


def to_pay(life: Life, due_on: date | None, *, on: date) -> Cents | LifeProblem:
    """Give what is paid by a link: what is unpaid of the term of a day, or everything that is open (None).

    After an early end everything can be paid, where there is time for it.
    """
    until = life.ended.pay_by if life.ended else None
    if life.runs and due_on is not None:
        return next((term.amount for term in life.unpaid if term.due_on == due_on), LifeProblem.TERM_NOT_UNPAID)
    if due_on is None and (life.runs or (until is not None and on <= until)):
        return life.open
    return LifeProblem.NOT_RUNNING
