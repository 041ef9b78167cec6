"""Read a kept proposal again: the person it is about, and whoever acts for them at every agency that it tells of."""

from dataclasses import dataclass
from datetime import datetime

from consent.parties import AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.acting import may_view, refused
from hub.audit import canonical
from hub.audit.events import Event, Trace, record
from hub.audit.receipt import Receipt
from hub.domain.source import SourceStatus
from hub.ports import Clock, KeptProposal, PersonKey, Store, Vault

LABEL = "kept_proposal.sealed"
"""What the sealed bytes are; part of what the seal protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A kept proposal, opened. It can be accepted until `expires_at`; what `is_accepted` is kept after that too."""

    id: str
    made_at: datetime
    expires_at: datetime
    receipt: Receipt
    is_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowArrangement:
    """Opening of a proposal."""

    store: Store
    vault: Vault
    clock: Clock

    async def __call__(
        self, requester: Requester, proposal_id: str, *, trace: Trace, subject: SubjectRef | None = None
    ) -> Shown | None:
        """Open it. None for somebody else's, for one that never was, and for one that has expired: all the same.

        `subject` is whose it is, where an organization that helps them asks. None as well for who acts for the person
        at fewer agencies than it tells of; such a try is written down.
        """
        subject = subject or requester.subject
        if subject is None:
            return None
        key = await self.vault.key(subject)
        return await self._open(requester, subject, proposal_id, key, trace)

    async def has_expired(self, requester: Requester, proposal_id: str) -> bool:
        """Say whether one's own proposal was there and has expired; no for somebody else's and one that never was."""
        if requester.subject is None:
            return False
        subject, at = requester.subject, self.clock.now()
        async with self.store.transaction(subject) as transaction:
            if isinstance(await may_view(requester, subject, transaction, at), Ground):
                return False
            kept = await transaction.proposal(proposal_id)
            if kept is None:
                return await transaction.had_proposal(proposal_id)
        return kept.is_over(at)

    async def _open(
        self, requester: Requester, subject: SubjectRef, proposal_id: str, key: PersonKey, trace: Trace
    ) -> Shown | None:
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            kept = await transaction.proposal(proposal_id)
            shown = None if kept is None or kept.is_over(at) else _shown(kept, key)
            told = _told_by(shown.receipt) if shown else frozenset()
            found = await may_view(requester, subject, transaction, at, purpose=Purpose.PROPOSAL, agencies=told)
            if isinstance(found, Ground):
                await transaction.append_audit(refused(found, requester, subject, at, trace))
                return None
            if shown is not None:
                await transaction.append_audit(
                    record(
                        Event.PROPOSAL_READ,
                        requester=requester,
                        subject=subject,
                        at=at,
                        trace=trace,
                        mandate=found.id if found else None,
                        outcome={"proposal": proposal_id},
                    )
                )
        return shown


def _shown(kept: KeptProposal, key: PersonKey) -> Shown:
    return Shown(
        id=kept.id,
        made_at=kept.made_at,
        expires_at=kept.expires_at,
        receipt=canonical.loads(Receipt, key.open(LABEL, kept.sealed)),
        is_accepted=kept.accepted_at is not None,
    )


def _told_by(receipt: Receipt) -> frozenset[AgencyCode]:
    """Give the agencies of which it tells something: those that were asked, and those that claims belong to."""
    asked = {AgencyCode(told.agency) for told in receipt.inputs.statements if told.status is not SourceStatus.WITHHELD}
    return frozenset(asked) | {claim.owner for told in receipt.inputs.statements for claim in told.claims}
