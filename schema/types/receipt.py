"""The proof of a decision: what is needed to compute it again, without the facts themselves."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol

import strawberry

from hub.actions import show_receipt as actions
from hub.audit import canonical
from hub.audit import receipt as domain
from schema.directives import COMPUTED, FINANCIAL, PERSONAL, RECORD, RULE_BOOK, policy
from schema.resolved import resolved
from schema.types.reason import Confidence


@strawberry.type(
    description="A rule that was looked up. One that is not in force decided too, by not being there.",
    directives=policy(PERSONAL, RULE_BOOK, listed=50),
)
class ReceiptParameter:
    """One used value."""

    id: str = strawberry.field(description="Its place in the rule book.")
    value: str = strawberry.field(
        description=(
            "The value as canonical JSON (RFC 8785), amounts in cents, a number with decimals as text; `null` where no "
            "rule is in force."
        )
    )
    starts_on: date | None = strawberry.field(description="Since when it is in force; null where it is not.")
    article: str | None = strawberry.field(description="Where the rule stands; null where none is in force.")
    source: str | None = strawberry.field(description="Where the value was read; null where none is in force.")
    confidence: Confidence | None = strawberry.field(description="How sure we are of it; null where none is in force.")

    @classmethod
    def from_domain(cls, name: str, stated: Mapping[str, Any]) -> "ReceiptParameter":
        """Show a used value, whether the receipt was just made or read again."""
        return cls(
            id=name,
            value=canonical.dumps(domain.unmarked(stated["value"])).decode(),
            starts_on=date.fromisoformat(stated["from"]) if "from" in stated else None,
            article=stated.get("article"),
            source=stated.get("source"),
            confidence=Confidence(stated["confidence"]) if "confidence" in stated else None,
        )


class Receipted(Protocol):
    """Something with a receipt, which is made when it is asked for."""

    @property
    def receipt(self) -> domain.Receipt:
        """Give the receipt."""
        ...


@strawberry.type(
    description="What is needed to compute a decision again, and to see that nothing was changed.",
    directives=policy(PERSONAL, COMPUTED),
)
class Receipt:
    """A receipt."""

    told: strawberry.Private[Receipted]

    @resolved("Version of the code that computed it.")
    def version(self) -> str:
        """Say which code computed it."""
        return self.told.receipt.version

    @resolved("64 hexadecimal digits over the facts and the values used: what decided, not who computed it.")
    def fingerprint(self) -> str:
        """Take the fingerprint."""
        return self.told.receipt.fingerprint

    @resolved("Every value of the rule book that was used.")
    def parameters(self) -> list[ReceiptParameter]:
        """Show the values."""
        return _parameters(self.told.receipt)


ADDED: Final = "0.2.0"


@strawberry.type(
    description=(
        "What shows that the audit log has a receipt, to anybody who trusts the keys of the log and of its witnesses, "
        "and not the hub."
    ),
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class ReceiptProof:
    """A place in the log."""

    entry: str = strawberry.field(
        description=(
            "The entry of the log as canonical JSON (RFC 8785); `commitment` stands in its record. Its leaf is the "
            "SHA-256 of a zero byte, `hub-audit/v1`, a newline and this text."
        )
    )
    index: int = strawberry.field(description="Number of its leaf; the first is 0.")
    checkpoint: str = strawberry.field(
        description="The signed state of the log that has it (C2SP tlog-checkpoint), with the witnesses' signatures."
    )
    tlog_proof: str = strawberry.field(
        description="Index, path to the signed root, and checkpoint in one text (C2SP tlog-proof): save it as a file."
    )

    @classmethod
    def from_domain(cls, found: actions.LoggedReceipt) -> "ReceiptProof":
        """Write a proof out."""
        placed = found.placed
        return cls(entry=found.entry, index=placed.index, checkpoint=placed.checkpoint, tlog_proof=placed.written)


@strawberry.type(
    description="The person's own copy of a receipt, with the facts in it. Keep it as one keeps a letter.",
    directives=policy(PERSONAL, RECORD),
)
class ReceiptCopy:
    """A receipt to take home."""

    fingerprint: str = strawberry.field(
        description="64 hexadecimal digits over the facts and the values used: what decided, not who computed it."
    )
    version: str = strawberry.field(description="Version of the code that computed it.")
    parameters: list[ReceiptParameter] = strawberry.field(description="Every value of the rule book that was used.")
    document: str = strawberry.field(
        description=(
            "The whole receipt as canonical JSON (RFC 8785), as `hub replay` reads it: what the agencies stated, what "
            "was told and chosen, each value used, and what came out."
        ),
        directives=policy(FINANCIAL),
    )
    opening: str = strawberry.field(
        description=(
            "64 hexadecimal digits that only the person's key makes: without them nobody can guess from the log what "
            "is in the receipt."
        ),
        directives=policy(added=ADDED),
    )
    commitment: str = strawberry.field(
        description=(
            "What the log says of the receipt: the SHA-256 of `hub-receipt/v1`, a newline, the 32 bytes of `opening`, "
            "and `document`."
        ),
        directives=policy(added=ADDED),
    )
    told: strawberry.Private[actions.ReceiptCopy]

    @resolved(
        "Where it stands in the log. Null until the log was signed over it, which takes a minute or so, and for a "
        "receipt from before the log said anything of receipts.",
        policy(added=ADDED),
    )
    async def proof(self) -> ReceiptProof | None:
        """Look for its line, and for the path to what was signed."""
        found = await self.told.proof()
        return ReceiptProof.from_domain(found) if found else None

    trace_id: str | None = strawberry.field(
        description=(
            "Trace (W3C) of the request in which it was made, as in the audit log, the logs of the agencies that were "
            "asked then, and events. Null where the log no longer has the line in reach."
        ),
        directives=policy(added=ADDED),
    )

    @classmethod
    def from_domain(cls, copy: actions.ReceiptCopy) -> "ReceiptCopy":
        """Write a receipt out."""
        receipt = copy.receipt
        return cls(
            opening=copy.opening,
            commitment=copy.commitment,
            told=copy,
            fingerprint=receipt.fingerprint,
            version=receipt.version,
            parameters=_parameters(receipt),
            document=canonical.dumps(receipt).decode(),
            trace_id=copy.trace_id,
        )


def _parameters(receipt: domain.Receipt) -> list[ReceiptParameter]:
    return [ReceiptParameter.from_domain(name, stated) for name, stated in receipt.parameters.items()]
