"""Tokens and clients that stopped counting before their time. A new entry works everywhere within a minute."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from adapters.identity import envelope
from adapters.identity.remembered import Remembered
from hub.ports import Clock


class DenialRows(Protocol):
    """What is needed of the store."""

    async def denied(self, digests: Sequence[bytes], now: datetime) -> Collection[bytes]:
        """Give those of them that are denied at this moment."""
        ...


class DenyList:
    """Reads the list, and remembers what it said for half a minute at most."""

    def __init__(self, rows: DenialRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock
        self._known: Remembered[bool] = Remembered()

    async def is_denied(self, issuer: str, *, token_id: str, client: str) -> bool:
        """Say whether this token, or every token of this client, stopped counting."""
        now = self._clock.now()
        digests = (of_token(issuer, token_id), of_client(issuer, client))
        known = {digest: self._known.get(digest, now) for digest in digests}
        unknown = [digest for digest, denied in known.items() if denied is None]
        if unknown:
            denied = await self._rows.denied(unknown, now)
            for digest in unknown:
                known[digest] = digest in denied
                self._known.put(digest, digest in denied, now)
        return any(known.values())


def of_token(issuer: str, token_id: str) -> bytes:
    """Name one token of an issuer, without saying which: the list itself tells nothing."""
    return sha256(envelope.packed("denied token", issuer, token_id)).digest()


def of_client(issuer: str, client: str) -> bytes:
    """Name all tokens of a client."""
    return sha256(envelope.packed("denied client", issuer, client)).digest()
