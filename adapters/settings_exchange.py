"""The configuration of the exchange of debt help: who we are there."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from adapters.settings_part import Part


class ExchangeSettings(Part):
    """Who delivers, and how it signs."""

    supplier: Annotated[str, Field(description="Our code as a supplier (DDAS)", min_length=1, examples=["hub"])]
    kvk_number: Annotated[
        str, Field(description="Number of the organization in the trade register", pattern=r"^\d{8}$")
    ]
    key_file: Annotated[
        Path | None, Field(description="Private key that signs what is delivered (JWK, RSA of 2048 bits or more)")
    ] = None
    signature_header: Annotated[str, Field(description="Header of our signature", pattern="^[A-Za-z-]+$")] = (
        "nlgov-adr-payload-sig"
    )
