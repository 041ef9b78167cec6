"""What a worker looks into: one case at a time. It is kept in the session, and stands in no address."""

import json
from dataclasses import dataclass
from typing import Final, Self

from adapters.portal.client import CaseReason, Purpose
from adapters.portal.client.input_types import CaseInput, PersonInput
from adapters.portal.visitor import Visitor

NOTE: Final = "case"

FOUND: Final = "queue"
"""Under this name the session keeps whose each review of the queue is, until the next look into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Why a worker looks, under which number, what for, and at whom; no `client`: at their agency's queue."""

    reason: CaseReason
    number: str
    purpose: Purpose = Purpose.OVERVIEW
    client: str | None = None

    @classmethod
    def kept(cls, who: Visitor | None) -> Self | None:
        """Give the case that is open in this session."""
        written = None if who is None else who.notes.get(NOTE)
        if written is None:
            return None
        told = json.loads(written)
        return cls(
            reason=CaseReason(told["reason"]),
            number=told["number"],
            purpose=Purpose(told["purpose"]),
            client=told["client"],
        )

    async def keep(self, who: Visitor) -> None:
        """Keep it for as long as the session lasts, or until it is closed."""
        told = {"reason": self.reason, "number": self.number, "purpose": self.purpose, "client": self.client}
        await who.keep(NOTE, json.dumps(told))

    @property
    def case(self) -> CaseInput:
        """Give it as the hub wants it said."""
        return CaseInput(reason=self.reason, number=self.number)

    @property
    def person(self) -> PersonInput | None:
        """Give the client by the organization's own reference."""
        return None if self.client is None else PersonInput(ref=self.client)


async def close(who: Visitor) -> None:
    """Forget the case, and whom the queue named."""
    for note in (NOTE, FOUND):
        await who.keep(note, None)


async def keep_found(who: Visitor, found: dict[str, str]) -> None:
    """Keep whose each review is, by its id."""
    await who.keep(FOUND, json.dumps(found) if found else None)


def found_in_queue(who: Visitor, review: str) -> str | None:
    """Give the reference for whose review it is, where this worker's queue showed it."""
    told: dict[str, str] = json.loads(who.notes.get(FOUND, "{}"))
    return told.get(review)
