"""Leave to act for a person: given, recorded, recognized, ended, and shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consent import mandates
from consent.mandates import (
    Act,
    Evidence,
    Mandate,
    MandateEnded,
    MandateGiven,
    MandateId,
    MandateKind,
    MandateState,
)
from consent.months import months_after
from consent.parties import SELF, AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.acting import ConsentProblem, by, kept_from
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Ids, Store, Transaction
from hub.rules.reader import Book

RECORDS = "mandates.record"
"""Scope of a helper's client that may record mandates on paper: assisted sessions (decision 31)."""


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


Came = tuple[MandateState, ...] | ConsentProblem | OnceProblem


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
        at = self.clock.now()
        until = wish.until or self._latest(at)
        if problem := self._problem(wish, at, until):
            return problem
        call = _call("giveMandate", wish.requester, wish.key, _said(wish))
        async with self.store.transaction(wish.subject) as transaction:
            if kept := await kept_from(wish.requester, wish.acts, transaction, at):
                return kept
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            name = begun.result if isinstance(begun, Done) else await self._write(wish, at, until, transaction)
            if begun is None:
                await once.finish(call, transaction, at=at, result=name)
            return await _states(transaction, at, only=(MandateId(name),))

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
        await _note(Event.MANDATE_GIVEN, wish.requester, mandate, at, wish.trace, transaction)
        return mandate.id

    def _latest(self, at: datetime) -> datetime:
        months = law.of_today(self.book, self.clock).get("harmonised.consent_months")
        return datetime.combine(months_after(at.date(), months.value), at.timetz())

    def _problem(self, wish: MandateWish, at: datetime, until: datetime) -> ConsentProblem | None:
        if problem := _may_write(wish):
            return problem
        for place, agency in enumerate(wish.agencies):
            if agency not in self.known:
                return ConsentProblem(code="agency.unknown", path=f"agencies.{place}")
        missing = {"agencies": wish.agencies, "purposes": wish.purposes, "acts": wish.acts}
        for path, told in missing.items():
            if not told:
                return ConsentProblem(code="mandate.incomplete", path=path)
        if wish.signed_on is not None and wish.signed_on > at.date():
            return ConsentProblem(code="mandate.signed_in_future", path="evidence.signedOn")
        if not at < until <= self._latest(at):
            code = "consent.too_long" if until > at else "consent.ends_before_it_begins"
            return ConsentProblem(code=code, path="until")
        return None


def _may_write(wish: MandateWish) -> ConsentProblem | None:
    """A person gives their own; a helper records only what is for the helper itself, and on paper."""
    requester = wish.requester
    if wish.evidence is Evidence.LOGIN:
        own = requester.is_subject(wish.subject) and requester.actor is None and wish.representative != SELF
        return None if own else ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
    if requester.role is not Role.INTERMEDIARY or RECORDS not in requester.scopes:
        return ConsentProblem(code="mandate.may_not_record", path="evidence")
    if wish.evidence is not (Evidence.COURT_ORDER if wish.kind.by_court else Evidence.PAPER):
        return ConsentProblem(code="mandate.evidence_does_not_fit", path="evidence")
    if wish.signed_on is None or not wish.reference:
        return ConsentProblem(code="mandate.incomplete", path="evidence")
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate:
    """Ending mandates: by the person, unless a court gave it, or by whoever acts."""

    store: Store
    clock: Clock

    async def __call__(
        self,
        *,
        requester: Requester,
        subject: SubjectRef,
        wanted: tuple[MandateId, ...],
        trace: Trace,
        key: str,
    ) -> Came:
        """End every named mandate, or none. Somebody else's and one that never was give the same answer."""
        at = self.clock.now()
        if not wanted:
            return ConsentProblem(code="mandate.none_named", path="mandates")
        call = _call("endMandate", requester, key, {"mandates": wanted})
        async with self.store.transaction(subject) as transaction:
            visible = _of(requester, subject, await _states(transaction, at))
            known = {state.mandate.id: state for state in visible}
            for place, name in enumerate(wanted):
                if name not in known:
                    return ConsentProblem(code="mandate.unknown", path=f"mandates.{place}")
                if known[name].mandate.kind.by_court and not requester.represents:
                    return ConsentProblem(code="mandate.by_court", path=f"mandates.{place}")
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            if begun is None:
                for name in dict.fromkeys(wanted):
                    if known[name].ended_at is None:
                        await transaction.append_mandate(MandateEnded(mandate_id=name, at=at, by=by(requester)))
                    await _note(Event.MANDATE_ENDED, requester, known[name].mandate, at, trace, transaction)
                await once.finish(call, transaction, at=at, result=" ".join(wanted))
            return await _states(transaction, at, only=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMandates:
    """Who acts for a person: to the person all of them, to whoever acts their own."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> tuple[MandateState, ...]:
        """Give the mandates in the order given, ended ones too."""
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = _of(requester, subject, await _states(transaction, at))
            await transaction.append_audit(
                record(
                    Event.MANDATE_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    outcome={"mandates": len(found)},
                )
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizeRepresentative:
    """A log-in that says for whom somebody acts is written down the first time, so that the person sees and can end it.

    One that the person ended stays ended, whatever the identity provider still says, until they give a new one here.
    """

    known: frozenset[AgencyCode]
    book: Book
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, requester: Requester, *, trace: Trace) -> None:
        """Record the mandate behind this log-in, unless it is on record."""
        actor, subject, at = requester.actor, requester.subject, self.clock.now()
        if actor is None or subject is None:
            return
        async with self.store.transaction(subject) as transaction:
            mine = [state for state in await _states(transaction, at) if state.mandate.representative == actor]
            if any(state.ended_at is not None or state.in_force(at) for state in mine):
                return
            months = law.of_today(self.book, self.clock).get("harmonised.consent_months").value
            mandate = Mandate(
                id=MandateId(self.ids.new()),
                subject=subject,
                representative=actor,
                kind=MandateKind.HELP,
                acts=frozenset(Act),
                purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
                agencies=self.known,
                evidence=Evidence.PROVIDER,
                valid_from=at,
                valid_until=datetime.combine(months_after(at.date(), months), at.timetz()),
            )
            await transaction.append_mandate(MandateGiven(mandate=mandate, at=at, by=by(requester)))
            await _note(Event.MANDATE_GIVEN, requester, mandate, at, trace, transaction)


async def _states(
    transaction: Transaction, at: datetime, *, only: Sequence[MandateId] | None = None
) -> tuple[MandateState, ...]:
    found = mandates.states((await transaction.standing()).mandates, known_at=at)
    return tuple(state for state in found if only is None or state.mandate.id in only)


def _of(requester: Requester, subject: SubjectRef, states: Sequence[MandateState]) -> tuple[MandateState, ...]:
    """What the requester may see: a person all of theirs, whoever acts for somebody what is given to them."""
    if requester.is_subject(subject) and requester.actor is None:
        return tuple(states)
    return tuple(
        state
        for state in states
        if requester.representative is not None and state.mandate.representative == requester.representative
    )


def _call(operation: str, requester: Requester, key: str, given: dict[str, object]) -> Call:
    return Call(client=requester.client, key=key, operation=operation, given=given)


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


async def _note(
    event: Event,
    requester: Requester,
    mandate: Mandate,
    at: datetime,
    trace: Trace,
    transaction: Transaction,
) -> None:
    await transaction.append_audit(
        record(
            event,
            requester=requester,
            subject=mandate.subject,
            at=at,
            trace=trace,
            recipient=mandate.representative,
            mandate=mandate.id,
            grounds={mandate.id: f"{mandate.kind.value}:{mandate.evidence.value}"},
        )
    )
