"""Show disputes: to the person and whoever acts for them, and to the agency whose claim it is."""

from dataclasses import dataclass
from datetime import datetime

from consent.mandates import Mandate
from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.acting import may_view, refused
from hub.actions.disputing import Open, all_of
from hub.actions.show_accepted import Look
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Transaction, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDisputes:
    """Showing. Each look is written down."""

    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, look: Look) -> tuple[Open, ...] | Ground:
        """Give them, the latest first; or why nothing is shown."""
        key = await self.vault.key(look.subject)
        async with self.store.transaction(look.subject) as transaction:
            at = self.clock.now()
            allowed = await _allowed(look, transaction, at)
            if isinstance(allowed, Ground):
                await transaction.append_audit(refused(allowed, look.requester, look.subject, at, look.trace))
                return allowed
            mine = await all_of(transaction, key)
            seen = tuple(each for each in reversed(mine) if _shows(each, look.requester, allowed))
            await transaction.append_audit(
                record(
                    Event.DISPUTE_READ,
                    requester=look.requester,
                    subject=look.subject,
                    at=at,
                    trace=look.trace,
                    mandate=allowed.id if allowed else None,
                    case=look.case,
                    outcome={"disputes": len(seen)},
                )
            )
        return seen

    async def of_own(self, requester: Requester, subject: SubjectRef, trace: Trace) -> tuple[Open, ...]:
        """Give those that are a person's own, to mark their claims with; to whoever is not their own, none."""
        if requester.role in (Role.AGENCY, Role.STAFF):
            return ()
        found = await self(Look(requester=requester, subject=subject, trace=trace))
        return () if isinstance(found, Ground) else found


async def _allowed(look: Look, transaction: Transaction, at: datetime) -> Mandate | Ground | None:
    if look.requester.role not in (Role.AGENCY, Role.STAFF):
        return await may_view(look.requester, look.subject, transaction, at)
    return None if Purpose.EXECUTION in look.requester.purposes else Ground.PURPOSE_NOT_REGISTERED


def _shows(each: Open, requester: Requester, mandate: Mandate | None) -> bool:
    """Say whether a dispute is shown: to an agency its own claims', on a mandate those of the agencies it reaches."""
    if requester.role in (Role.AGENCY, Role.STAFF):
        return each.kept.agency == requester.agency
    return mandate is None or each.kept.agency in mandate.agencies
