"""Give the receipt of a person's decision to who checks the log. That it was given stands in the person's log first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from consent.parties import Role, SubjectRef
from consent.verdict import Ground
from hub.actions.acting import refused
from hub.actions.export_log import Auditor, OwnLines, TakenBy, Told, tell
from hub.actions.show_arrangement import LABEL
from hub.audit import commitment
from hub.audit.events import THE_LOG, Event
from hub.errors import Unavailable
from hub.ports import Clock, Store, Vault

SCOPE = "audit.receipts"
"""An auditor that is registered with this scope too may take receipts: what agencies stated, with amounts."""

_UNREADABLE = "vault.unreadable"


class Sealed(StrEnum):
    """Why a receipt stays sealed. Codes are stable for ever."""

    EXPIRED = "expired"
    ERASED = "erased"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """A receipt as it was kept, in canonical JSON, and what opens the log's commitment to it."""

    opening: str
    receipt: bytes


class TellingVault(Vault, Protocol):
    """A vault that says why a key is gone."""

    async def is_destroyed(self, subject: SubjectRef) -> bool:
        """Say whether this person's key was destroyed; no for nobody's. Raises Unavailable where nobody can tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscloseReceipts:
    """Disclosure of receipts, one by one. Nobody but the person has a right to them of their own."""

    own: OwnLines
    store: Store
    vault: TellingVault
    clock: Clock

    async def admit(self, auditor: Auditor, person: SubjectRef) -> Ground | None:
        """Say why an auditor may take no receipts of a person; None: they may.

        The attempt of who may not is written down, in the person's log too.
        """
        who = auditor.requester
        if who.role is Role.AUDITOR and SCOPE in who.scopes:
            return None
        ground, at = Ground.ROLE_HAS_NO_BASIS, self.clock.now()
        await self.own.append(refused(ground, who, THE_LOG, at, auditor.trace))
        await tell(self.store, refused(ground, who, person, at, auditor.trace))
        return ground

    async def __call__(self, by: TakenBy, person: SubjectRef, proposal: str, told: Told) -> Disclosed | Sealed:
        """Open the receipt of a kept proposal, and write down that it was; `told` says for which export, on what basis.

        Raises Unavailable where that cannot be written down, or where the key is away and nobody destroyed it; then
        nothing is given.
        """
        try:
            key = await self.vault.key(person)
        except Unavailable:
            # That somebody was erased is signed for in an export: it must be known, and not concluded.
            if not await self.vault.is_destroyed(person):
                raise
            return Sealed.ERASED
        at = self.clock.now()
        async with self.store.transaction(person) as transaction:
            kept = await transaction.proposal(proposal)
            if kept is None or kept.is_over(at):
                return Sealed.EXPIRED
            try:
                receipt = key.open(LABEL, kept.sealed)
            except Unavailable as fault:
                if fault.code != _UNREADABLE:
                    raise
                return Sealed.DAMAGED
            read: Mapping[str, str | int] = {**told, "proposal": proposal}
            await transaction.append_audit(by.line(Event.PROPOSAL_READ, person, at, read))
        return Disclosed(opening=commitment.opening(key, proposal), receipt=receipt)
