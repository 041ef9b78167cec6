"""The configuration of how money moves: whose account it is on. The hub itself has none, and holds nothing."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from stdnum import bic, iban
from stdnum.eu import at_02
from stdnum.exceptions import ValidationError

from adapters.settings_part import Part


def _account(text: str) -> str:
    """Take an account number as it is written on paper too; a wrong digit is a fault, and is not repeated."""
    try:
        return str(iban.validate(text))
    except ValidationError:
        raise ValueError("no account number: country, length or check digits are wrong") from None


def _bank(text: str | None) -> str | None:
    try:
        return None if text is None else str(bic.validate(text))
    except ValidationError:
        raise ValueError("no BIC") from None


def _creditor(text: str | None) -> str | None:
    try:
        return None if text is None else str(at_02.validate(text))
    except ValidationError:
        raise ValueError("no creditor identifier: its form or check digits are wrong") from None


class AccountSettings(Part):
    """An agency's own account: money comes in there and leaves from there, and never by way of the hub."""

    name: Annotated[
        str, Field(description="In whose name the account stands", min_length=1, max_length=70, examples=["CJIB"])
    ]
    iban: Annotated[
        str, AfterValidator(_account), Field(description="Number of the account", examples=["NL02ABNA0123456789"])
    ]
    bic: Annotated[str | None, AfterValidator(_bank), Field(description="Its bank")] = None
    creditor_id: Annotated[
        str | None,
        AfterValidator(_creditor),
        Field(
            description="SEPA creditor identifier; without it nothing can be collected",
            examples=["NL79ZZZ999999990000"],
        ),
    ] = None


class PaymentsSettings(Part):
    """Who collects what people pay, and on which accounts."""

    model: Annotated[
        Literal["one_collector", "each_collects"],
        Field(
            description=(
                "Who collects: the agency that carries an arrangement out, which pays the owners out; or each owner "
                "its own share"
            )
        ),
    ] = "one_collector"
    accounts: Annotated[dict[str, AccountSettings], Field(description="Accounts by agency")] = Field(
        default_factory=dict
    )
