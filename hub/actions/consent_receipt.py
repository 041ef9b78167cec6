"""Give a person the signed receipts of what they allowed, one per event, all grants in one look at the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from consent import receipts
from consent.activities import Activity
from consent.grants import ConsentEvent, Given, GrantId, Narrowed, Withdrawn
from consent.parties import Agency, Requester, SubjectRef
from consent.receipt_form import ConsentReceipt, Happened, Naming
from consent.register import Register
from consent.verdict import Ground
from hub.actions.acting import may_view
from hub.audit import canonical
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Signer, Store

KIND: Final = "consent-receipt+jws"
"""What the signature says that it is a signature of (`typ`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReceipt:
    """A receipt as the person keeps it: `jws` holds all of it, signed."""

    id: str
    happened: Happened
    at: datetime
    jws: str


Signed = Mapping[GrantId, tuple[SignedReceipt, ...] | None]
"""Receipts by grant, oldest first; None where the register no longer says what was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReceipts:
    """Reading of the receipts of one's own consent, or of that of a person for whom one may look."""

    agencies: tuple[Agency, ...]
    register: Register
    store: Store
    signer: Signer
    clock: Clock

    async def __call__(
        self, *, requester: Requester, subject: SubjectRef, trace: Trace, grants: Sequence[GrantId]
    ) -> Signed:
        """Give the receipts of the named grants. Somebody else's grant and one that never was are not there."""
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = await may_view(requester, subject, transaction, at)
            if isinstance(found, Ground):
                return {}
            happened = receipts.by_grant((await transaction.standing()).consents)
            made = {name: self._made(happened[name]) for name in dict.fromkeys(grants) if name in happened}
            await transaction.append_audit(
                record(
                    Event.CONSENT_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    mandate=found.id if found else None,
                    outcome={"receipts": sum(len(each or ()) for each in made.values())},
                )
            )
        return self._all_signed(made)

    def of_all(self, consents: Iterable[ConsentEvent]) -> Signed:
        """Give the receipts of everything in a record that whoever asks may see."""
        return self._all_signed({name: self._made(each) for name, each in receipts.by_grant(consents).items()})

    def _all_signed(self, made: Mapping[GrantId, tuple[ConsentReceipt, ...] | None]) -> Signed:
        return {name: None if each is None else tuple(map(self._signed, each)) for name, each in made.items()}

    def _made(self, events: Sequence[Given | Narrowed | Withdrawn]) -> tuple[ConsentReceipt, ...] | None:
        """Write the receipts of one grant; None where an agency or a version of an activity is no longer known."""
        given = next((event.grant for event in events if isinstance(event, Given)), None)
        if given is None:
            return ()
        source = next((agency for agency in self.agencies if agency.code == given.agency), None)
        activity: Activity | None = self.register.find(given.activity)
        if source is None:
            return None
        names = {str(agency.oin): agency.name for agency in self.agencies}
        naming = Naming(source=source, recipient=names.get(given.recipient), alias=alias)
        return receipts.receipts(events, activity, naming)

    def _signed(self, receipt: ConsentReceipt) -> SignedReceipt:
        jws = self.signer.sign(canonical.dumps(receipt.record), typ=KIND)
        return SignedReceipt(id=receipt.id, happened=receipt.happened, at=receipt.at, jws=jws)


def alias(person: str) -> str:
    """Name a person in receipts: always the same, and nobody finds the person by it.

    No key is in it, so that a receipt stays the same when the hub's keys are changed; a reference of 128 random bits
    cannot be guessed from its digest.
    """
    return sha256(b"eenregeling|consent-receipt/1|" + person.encode()).hexdigest()[:32]
