"""An arrangement as DDAS 1.0 has it (VNG, data of debt help). Its own spellings stand in one table."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import msgspec

from consent.parties import AgencyCode
from hub.actions.export_arrangement import Exported
from hub.domain.money import Cents

FIELDS: Final[Mapping[str, str]] = {
    "delivery_from": "startdatumLevering",
    "delivery_until": "einddatumLevering",
    "delivered_at": "aanleverdatumEnTijd",
    "supplier": "codeGegevensleverancier",
    "deliveries": "leveringen",
    "counter": "teller",
    "organization": "aanleverende_organisatie",
    "kvk_number": "KvK-nummer",
    "municipality": "gemeentecode",
    "trajectories": "schuldhulptrajecten",
    "starts_on": "startdatum",
    "bsn": "Burgerservicenummer",
    "debts": "schulden",
    "amount": "bedrag",
    "as_of": "peildatum",
    "kind": "schuldsoort",
    "is_business": "zakelijkeSchuld",
    "creditor": "schuldeiser",
    "name": "naam",
    "solution": "oplossing",
    "form": "soort",
}
"""Our names → those of the standard, hyphens and capitals as they are there."""

PUBLIC: Final = "Publiek"
ARRANGEMENT: Final = "Betalingsregeling"


class _Part(msgspec.Struct, frozen=True, kw_only=True, rename=FIELDS, forbid_unknown_fields=True):
    """A part of a delivery: what is not known is not there."""


class Creditor(_Part, frozen=True, kw_only=True):
    name: str


class Debt(_Part, frozen=True, kw_only=True):
    """A debt, in euros: here, and nowhere else, an amount is no whole number of cents."""

    amount: Decimal
    as_of: date
    creditor: Creditor
    kind: str = PUBLIC
    is_business: bool = False


class Solution(_Part, frozen=True, kw_only=True):
    starts_on: date
    form: str = ARRANGEMENT


class Client(_Part, frozen=True, kw_only=True):
    bsn: str


class Trajectory(_Part, frozen=True, kw_only=True):
    municipality: str
    starts_on: date
    client: tuple[Client, ...]
    debts: tuple[Debt, ...]
    solution: Solution


class Organization(_Part, frozen=True, kw_only=True):
    kvk_number: str
    municipality: str


class DeliveredPart(_Part, frozen=True, kw_only=True):
    counter: int
    organization: Organization
    trajectories: tuple[Trajectory, ...]


class Delivery(_Part, frozen=True, kw_only=True):
    """All of it. Both days are included."""

    delivery_from: date
    delivery_until: date
    delivered_at: datetime
    supplier: str
    deliveries: tuple[DeliveredPart, ...]


_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
"""The standard writes amounts as numbers; each is written from its decimal digits, never by way of a float."""


def trajectory(
    exported: Exported, *, bsn: str, municipality: str, as_of: date, names: Mapping[AgencyCode, str]
) -> Trajectory:
    """Write one arrangement; `names` are the agencies' by code."""
    return Trajectory(
        municipality=municipality,
        starts_on=exported.accepted_on,
        client=(Client(bsn=bsn),),
        debts=tuple(
            Debt(amount=euros(claim.open.total), as_of=as_of, creditor=Creditor(name=names[claim.owner]))
            for claim in exported.claims
        ),
        solution=Solution(starts_on=exported.begun_on),
    )


def encoded(delivery: Delivery) -> bytes:
    """Write a delivery as it is sent, and as it is signed."""
    return _ENCODER.encode(delivery)


def decoded(text: bytes) -> Delivery:
    """Read one back. Raises msgspec.ValidationError for what is none."""
    return msgspec.json.decode(text, type=Delivery)


def euros(cents: Cents) -> Decimal:
    """Give an amount in euros with its two decimals, exactly."""
    return Decimal(cents).scaleb(-2)
