"""A person is forgotten: their key is destroyed, and whatever it sealed can be read by nobody (AVG art. 17)."""

from dataclasses import dataclass
from datetime import datetime

from consent import mandates
from consent.mandates import Act, MandateId
from consent.months import moment_after
from consent.parties import Requester, SubjectRef
from consent.standing import Standing
from consent.verdict import Ground
from hub.actions import law
from hub.actions.acting import ConsentProblem, acting, refused
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Transaction, Vault
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """Erasing oneself. The log keeps that it happened, about a reference that no longer leads to anybody."""

    store: Store
    vault: Vault
    clock: Clock
    book: Book

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> ConsentProblem | None:
        """Erase; None: it is done. It cannot be undone, and doing it again finds nobody."""
        if not requester.is_subject(subject):
            return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
        async with self.store.transaction(subject) as transaction:
            standing = await transaction.standing()
            at = standing.moment(self.clock.now())
            who = acting(Act.CONSENT, requester=requester, subject=subject, events=standing.mandates, at=at)
            if isinstance(who, ConsentProblem):
                return who
            kept_until = moment_after(at, -law.of_today(self.book, self.clock).get("harmonised.kept_months").value)
            ground = _kept(who.mandate, subject, standing, at) or await _needed(transaction, kept_until)
            if ground is not None:
                await transaction.append_audit(refused(ground, requester, subject, at, trace))
                return ConsentProblem(code=ground.value, path="person")
            await transaction.append_audit(
                record(
                    Event.PERSON_ERASED,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    mandate=who.mandate,
                )
            )
            await forget_sealed(transaction)
            await self.vault.destroy(subject)
        return None


async def forget_sealed(transaction: Transaction) -> None:
    """Take away reviews and disputes: without the person's key nobody could read them, and they would wait for ever."""
    for review in await transaction.reviews.all():
        await transaction.reviews.forget(review.id)
    for dispute in await transaction.disputes.all():
        await transaction.disputes.forget(dispute.id)


async def _needed(transaction: Transaction, money_until: datetime) -> Ground | None:
    """Say why what is on record is still needed: agencies carry an arrangement out, or must yet hear that it is over.

    Without the person's key nobody could book a payment any more, nor pay an owner what came in for it, nor tell it
    that it may collect again. Where money came in, that lasts for as long as money can be taken back: of what ended
    after `money_until` it can.
    """
    for kept in await transaction.arrangements.all():
        waits = any(not errand.is_over for errand in await transaction.arrangements.errands(kept.id))
        moves = kept.begun_at is not None and (kept.ended_at is None or kept.ended_at > money_until)
        if kept.is_open or waits or moves:
            return Ground.ARRANGEMENT_RUNS
    return None


def _kept(mandate: MandateId | None, subject: SubjectRef, standing: Standing, at: datetime) -> Ground | None:
    """Say why nobody may be erased like this; None: they may.

    A helper cannot do for a person what nobody can undo. And while a court decided who acts for a person, only that
    representative can: otherwise somebody would be rid of the order by coming back as somebody new.
    """
    in_force = mandates.in_force(standing.mandates, subject=subject, at=at)
    by_court = {one.id for one in in_force if one.kind.by_court}
    if by_court:
        return None if mandate in by_court else Ground.UNDER_GUARDIANSHIP
    return None if mandate is None else Ground.NOT_THEIR_OWN
