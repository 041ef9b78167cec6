"""A person lets somebody act for them, or a helper records a mandate that was given on paper or by a court."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import SELF, AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.acting import ConsentProblem, by, kept_from
from hub.actions.mandates_on_record import Came, note, states_of
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import Event, Trace
from hub.ports import Clock, Ids, Store, Transaction
from hub.rules.reader import Book

NO_END = datetime.max.replace(tzinfo=UTC)
"""Until when a mandate counts that names no end."""

RECORDS = "mandates.record"
"""Scope of a helper's client that may record mandates on paper: assisted sessions (decision 31)."""

RECORDS_COURT_ORDERS = "mandates.record_court_order"
"""Scope of a client that acts by order of a court, and may record that: it keeps acts from the person concerned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateWish:
    """Who may do what for whom, and what shows it. `until` None: as long as the book allows a consent to last."""

    requester: Requester
    subject: SubjectRef
    representative: str
    kind: MandateKind
    acts: frozenset[Act]
    purposes: frozenset[Purpose]
    agencies: tuple[AgencyCode, ...]
    evidence: Evidence
    trace: Trace
    key: str
    until: datetime | None = None
    signed_on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveMandate:
    """Giving a mandate, by the person, or recording one on paper, by whoever it is for."""

    known: frozenset[AgencyCode]
    book: Book
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, wish: MandateWish) -> Came:
        """Write the mandate down; the same wish again changes nothing."""
        if problem := _may_write(wish):
            return problem
        call = Call(client=wish.requester.client, key=wish.key, operation="giveMandate", given=_said(wish))
        async with self.store.transaction(wish.subject) as transaction:
            at = (await transaction.standing()).moment(self.clock.now())
            until = wish.until or self._latest(wish, at)
            if problem := self._problem(wish, at, until):
                return problem
            if kept := await kept_from(wish.requester, wish.acts, transaction, at):
                return kept
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            name = begun.result if isinstance(begun, Done) else await self._write(wish, at, until, transaction)
            if begun is None:
                await once.finish(call, transaction, at=at, result=name)
            return await states_of(transaction, at, only=(MandateId(name),))

    async def _write(self, wish: MandateWish, at: datetime, until: datetime, transaction: Transaction) -> str:
        mandate = Mandate(
            id=MandateId(self.ids.new()),
            subject=wish.subject,
            representative=wish.representative,
            kind=wish.kind,
            acts=wish.acts,
            purposes=wish.purposes,
            agencies=frozenset(wish.agencies),
            evidence=wish.evidence,
            valid_from=at,
            valid_until=until,
            signed_on=wish.signed_on,
            reference=wish.reference,
        )
        await transaction.append_mandate(MandateGiven(mandate=mandate, at=at, by=by(wish.requester)))
        await note(Event.MANDATE_GIVEN, wish.requester, mandate, at, wish.trace, transaction)
        return mandate.id

    def _latest(self, wish: MandateWish, at: datetime) -> datetime:
        """Give the longest time: a court's order ends when the court says so, and never by itself."""
        if wish.kind.by_court:
            return NO_END
        return law.end_of_consent(self.book, self.clock, at)

    def _problem(self, wish: MandateWish, at: datetime, until: datetime) -> ConsentProblem | None:
        for place, agency in enumerate(wish.agencies):
            if agency not in self.known:
                return ConsentProblem(code="agency.unknown", path=f"agencies.{place}")
        missing = {"agencies": wish.agencies, "purposes": wish.purposes, "acts": wish.acts}
        for path, told in missing.items():
            if not told:
                return ConsentProblem(code="mandate.incomplete", path=path)
        if wish.signed_on is not None and wish.signed_on > at.date():
            return ConsentProblem(code="mandate.signed_in_future", path="evidence.signedOn")
        if not at < until <= self._latest(wish, at):
            code = "consent.too_long" if until > at else "consent.ends_before_it_begins"
            return ConsentProblem(code=code, path="until")
        return None


def _may_write(wish: MandateWish) -> ConsentProblem | None:
    """A person gives their own; a helper records only what is for the helper itself, and on paper."""
    requester = wish.requester
    if wish.evidence is Evidence.LOGIN:
        own = requester.is_subject(wish.subject) and requester.actor is None and wish.representative != SELF
        return None if own else ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
    needed = RECORDS_COURT_ORDERS if wish.kind.by_court else RECORDS
    if requester.role is not Role.INTERMEDIARY or needed not in requester.scopes:
        return ConsentProblem(code="mandate.may_not_record", path="evidence")
    if wish.representative != requester.representative:
        return ConsentProblem(code="mandate.may_not_record", path="representative")
    if wish.evidence is not (Evidence.COURT_ORDER if wish.kind.by_court else Evidence.PAPER):
        return ConsentProblem(code="mandate.evidence_does_not_fit", path="evidence")
    if wish.signed_on is None or not wish.reference:
        return ConsentProblem(code="mandate.incomplete", path="evidence")
    return None


def _said(wish: MandateWish) -> dict[str, object]:
    return {
        "representative": wish.representative,
        "kind": wish.kind,
        "acts": wish.acts,
        "purposes": wish.purposes,
        "agencies": wish.agencies,
        "evidence": wish.evidence,
        "until": wish.until,
        "signed_on": wish.signed_on,
        "reference": wish.reference,
    }
