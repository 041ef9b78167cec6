"""The receipt of a consent that was given, narrowed or withdrawn."""

from datetime import datetime
from enum import Enum

import strawberry

from hub.actions.consent_receipt import SignedReceipt
from schema.directives import PERSONAL, RECORD, policy


@strawberry.enum(description="What a receipt is for.")
class ConsentEvent(Enum):
    """The events of `consent` that a person has a hand in."""

    GIVEN = strawberry.enum_value("given", description="Consent was given.")
    NARROWED = strawberry.enum_value("narrowed", description="Less of it was left.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was taken back, or replaced by a new one.")


@strawberry.type(
    description=(
        "What a person keeps of a consent: ISO/IEC TS 27560 in the words of the W3C Data Privacy Vocabulary, signed. "
        "Anybody can check it with the keys under `/.well-known/jwks.json`, by `hub verify` for one."
    ),
    directives=policy(PERSONAL, RECORD, listed=5),
)
class ConsentReceipt:
    """A receipt."""

    id: str = strawberry.field(description="Its own name, which stands in it too.")
    event: ConsentEvent = strawberry.field(description="What it is for.")
    at: datetime = strawberry.field(description="When that happened.")
    jws: str = strawberry.field(description="The receipt itself, signed (compact JWS, ES256). Keep it.")

    @classmethod
    def from_domain(cls, receipt: SignedReceipt) -> "ConsentReceipt":
        """Show a receipt."""
        return cls(id=receipt.id, event=ConsentEvent[receipt.happened.name], at=receipt.at, jws=receipt.jws)
