"""What debt help and a creditor say to each other by way of the Schuldenknooppunt, apart from how it is sent.

The names are those of its documentation; the wire itself (SOAP) is not public, and is not here.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hub.domain.money import Cents


class Kind(StrEnum):
    """Every message there is: eight to a creditor, four from one."""

    NOTICE = "kennisgeving"
    BALANCE_REQUEST = "saldoverzoek"
    PROPOSAL = "betaalvoorstel"
    RECONSIDERATION = "heroverweging"
    SETTLEMENT_AGREED = "schuldregeling_akkoord"
    SETTLEMENT_ENDED = "schuldregeling_beeindigd"
    STATUS = "statusbericht"
    STATUS_REQUEST = "statusverzoek"
    BALANCE_ANSWER = "saldoverzoek_antwoord"
    PROPOSAL_ANSWER = "betaalvoorstel_antwoord"
    NO_COOPERATION = "geen_medewerking"
    AGREED_BEFORE = "vooraf_akkoord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on every message.

    `case_here` and `case_there`: the number of the case at debt help, and the creditor's as debt help knows it.
    `consent` is the statement under which debt help may ask; without one nothing is sent.
    """

    id: str
    case_here: str
    case_there: str | None
    sent_on: date
    consent: str

    def __post_init__(self) -> None:
        """Hold what must always hold: nobody asks about somebody without saying under what."""
        if not self.consent.strip():
            message = "a message carries its statement of consent"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as a creditor finds them in its books. Never shown whole."""

    name: str = field(repr=False)
    born_on: date = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is open of one invoice, by the creditor's own number, in cents."""

    invoice: str
    open: Cents
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message without more in it than its envelope and its kind."""

    envelope: Envelope
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Message):
    """Debt help says that it helps somebody (*kennisgeving*)."""

    client: Person
    kind: Kind = Kind.NOTICE
    partner: Person | None = None
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Message):
    """Debt help proposes how it is paid: how, and how much of each invoice comes in, in percent and in cents."""

    settlement: str
    percent: int
    expected: Cents
    kind: Kind = Kind.PROPOSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceAnswer(Message):
    """The creditor says what is open."""

    balances: tuple[Balance, ...]
    kind: Kind = Kind.BALANCE_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswer(Message):
    """The creditor says whether it agrees; if so, from when on and under which reference it is paid."""

    agrees: bool
    agreed_on: date | None = None
    payment_reference: str | None = None
    kind: Kind = Kind.PROPOSAL_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCooperation(Message):
    """The creditor does not take part, and says why: it may not know the client, for one."""

    reason: str
    kind: Kind = Kind.NO_COOPERATION
