"""A mutation under an idempotency key happens once: the same key and body give the same answer.

What is kept of a body must not tell what stood in it. Words of the contract are hashed; what only the person knows,
such as what a household earns, could be guessed from a hash, so it is tagged under the person's own key first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from hub.audit import canonical
from hub.ports import Attempt, Transaction

LEASE = timedelta(seconds=60)
"""How long an unfinished attempt keeps others out: longer than any request lasts, crashed or failed ones included."""


NOTHING = "-"
"""Result of an attempt that left nothing behind, a refusal for one: the next try under its key begins anew."""


class OnceProblem(StrEnum):
    """What can be wrong with a key. Codes are stable for ever."""

    MISSING = "idempotency.missing"
    REUSED = "idempotency.reused"
    IN_PROGRESS = "idempotency.in_progress"
    EXPIRED = "proposal.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a mutation: who calls, under which key, which operation, with what."""

    client: str
    key: str
    operation: str
    given: Mapping[str, object]

    @property
    def kept_key(self) -> str:
        """The key as it is kept: a client may have put anything into it, a person's number too."""
        return sha256(canonical.dumps([self.client, self.key])).hexdigest()

    @property
    def fingerprint(self) -> str:
        """Tell one body from another without keeping it."""
        return sha256(canonical.dumps({"operation": self.operation, "given": self.given})).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The call was carried out before; this is what it led to."""

    result: str


async def begin(call: Call, transaction: Transaction, *, at: datetime) -> Done | OnceProblem | None:
    """Claim the key in this transaction. None: go ahead, and `finish` in the transaction of the effect."""
    if not call.key.strip():
        return OnceProblem.MISSING
    known = await transaction.attempt(call.client, call.kept_key)
    if known is not None:
        if known.fingerprint != call.fingerprint:
            return OnceProblem.REUSED
        if known.result is None and at - known.started_at < LEASE:
            return OnceProblem.IN_PROGRESS
        if known.result not in (None, NOTHING):
            return Done(result=known.result)
    await transaction.put_attempt(_attempt(call, at))
    return None


async def done(call: Call, transaction: Transaction) -> Done | None:
    """Say what another attempt under this key led to meanwhile: one that took over when this one was thought lost."""
    known = await transaction.attempt(call.client, call.kept_key)
    if known is None or known.result in (None, NOTHING):
        return None
    return Done(result=known.result)


async def finish(call: Call, transaction: Transaction, *, at: datetime, result: str) -> None:
    """Write down what the call led to, together with the effect itself."""
    await transaction.put_attempt(replace(_attempt(call, at), result=result))


def _attempt(call: Call, at: datetime) -> Attempt:
    return Attempt(
        client=call.client, key=call.kept_key, operation=call.operation, fingerprint=call.fingerprint, started_at=at
    )
