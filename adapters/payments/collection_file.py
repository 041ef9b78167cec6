"""A file with which a bank collects from people's accounts (SEPA core direct debit, pain.008.001.08)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sepaxml import SepaDD
from stdnum import iban

from adapters.payments.reference import reference_of
from adapters.payments.sepa_file import CURRENCY, bank_name, finished, is_mandate
from adapters.settings_payments import AccountSettings
from hub.actions.export_collection import PlannedDebit
from hub.life.paying import Paying

SCHEMA: Final = "pain.008.001.08"
FIRST: Final = "FRST"
FURTHER: Final = "RCUR"


def unfit(paying: Paying) -> str | None:
    """Say why a bank would refuse the whole file for how one person pays; None where it would not."""
    if paying.account is None or not iban.is_valid(paying.account.iban):
        return "debit.account_invalid"
    if not bank_name(paying.account.holder):
        return "debit.holder_unwritable"
    if paying.mandate is None or not is_mandate(paying.mandate.reference):
        return "debit.mandate_unwritable"
    return None


def collection_file(
    debits: Sequence[PlannedDebit], *, account: AccountSettings, name: str, on: date, made_at: datetime
) -> bytes:
    """Write the file with which an agency's bank collects on a day. Every debit is fit; the caller looked."""
    file = SepaDD(
        {
            "name": bank_name(account.name),
            "IBAN": account.iban,
            "batch": True,
            "creditor_id": account.creditor_id,
            "currency": CURRENCY,
            **({"BIC": account.bic} if account.bic else {}),
        },
        schema=SCHEMA,
        clean=False,
    )
    for debit in debits:
        file.add_payment(_entry(debit, on))
    return finished(
        file.export(validate=False),
        schema=SCHEMA,
        name=name,
        made_at=made_at,
        amounts=[each.debit.amount for each in debits],
    )


def _entry(planned: PlannedDebit, on: date) -> dict[str, object]:
    account, mandate = planned.paying.account, planned.paying.mandate
    assert account is not None and mandate is not None  # noqa: S101, PT018 what is unfit was left out
    reference = reference_of(planned.about)
    return {
        "name": bank_name(account.holder),
        "IBAN": iban.compact(account.iban),
        "amount": int(planned.debit.amount),
        "type": FIRST if planned.debit.is_first else FURTHER,
        "collection_date": on,
        "mandate_id": mandate.reference,
        "mandate_date": mandate.signed_on,
        "description": reference,
        "endtoend_id": reference,
    }
