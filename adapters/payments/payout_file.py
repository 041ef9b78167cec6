"""A file with which the agency that received pays each owner its part (SEPA credit transfer, pain.001.001.09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sepaxml import SepaTransfer

from adapters.payments.sepa_file import CURRENCY, bank_name, finished
from adapters.settings_payments import AccountSettings
from consent.parties import AgencyCode
from hub.domain.money import Cents

SCHEMA: Final = "pain.001.001.09"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """What one agency pays out for what it received from a day on and before another, to whom, on which day."""

    agency: AgencyCode
    since: date
    until: date
    on: date
    owed: Mapping[AgencyCode, Cents]


def payout_file(payout: Payout, *, accounts: Mapping[str, AccountSettings], name: str, made_at: datetime) -> bytes:
    """Write the file. Every agency in it has an account, and every amount is above zero: the caller looked."""
    payer = accounts[payout.agency]
    period = f"{payout.since:%Y%m%d}-{payout.until:%Y%m%d}"
    file = SepaTransfer(
        {
            "name": bank_name(payer.name),
            "IBAN": payer.iban,
            "batch": True,
            "currency": CURRENCY,
            **({"BIC": payer.bic} if payer.bic else {}),
        },
        schema=SCHEMA,
        clean=False,
    )
    for owner, amount in sorted(payout.owed.items()):
        paid = accounts[owner]
        file.add_payment(
            {
                "name": bank_name(paid.name),
                "IBAN": paid.iban,
                "amount": int(amount),
                "execution_date": payout.on,
                "description": f"Betalingsregelingen {period}",
                "endtoend_id": f"{period}-{owner}"[:35],
                **({"BIC": paid.bic} if paid.bic else {}),
            }
        )
    return finished(
        file.export(validate=False),
        schema=SCHEMA,
        name=name,
        made_at=made_at,
        amounts=list(payout.owed.values()),
    )
