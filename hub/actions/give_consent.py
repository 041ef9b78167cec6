"""A person lets agencies' claims be fetched, for named purposes, until a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent import history
from consent.grants import Given, Grant, GrantId, Withdrawn
from consent.history import GrantState
from consent.parties import SELF, AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from hub.actions import law, once
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import AuditRecord, Event, record
from hub.domain.calendar import months_after
from hub.ports import Clock, Ids, Store, Transaction
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person wants to allow. `until` None takes the longest period that the book allows."""

    requester: Requester
    subject: SubjectRef
    agencies: tuple[AgencyCode, ...]
    purposes: tuple[Purpose, ...]
    trace_id: str
    key: str
    recipient: str = SELF
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentProblem:
    """Why nothing was given, and where in the input."""

    code: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent:
    """Giving consent. Only the person gives it; the same wish again changes nothing."""

    known: frozenset[AgencyCode]
    book: Book
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, wish: Wish) -> tuple[GrantState, ...] | ConsentProblem | OnceProblem:
        """Give every wished grant, or none. A new grant takes the place of the one it repeats."""
        if not wish.requester.is_subject(wish.subject):
            return ConsentProblem(code="consent.not_their_own", path="person")
        at = self.clock.now()
        call = _call(wish)
        async with self.store.transaction(wish.subject) as transaction:
            begun = await once.begin(call, transaction, at=at)
            came = begun or await self._give(wish, transaction, at)
            if begun is None:
                left = came.result if isinstance(came, Done) else once.NOTHING
                await once.finish(call, transaction, at=at, result=left)
            if not isinstance(came, Done):
                return came
            states = history.states(await transaction.consent_events(), known_at=at)
        given = came.result.split()
        return tuple(state for state in states if state.grant.id in given)

    async def _give(self, wish: Wish, transaction: Transaction, at: datetime) -> Done | ConsentProblem:
        """Check everything, then write everything."""
        until = wish.until or self._latest(at)
        if problem := self._problem(wish, at, until):
            return problem
        grants = self._grants(wish, at, until)
        await _replace(grants, transaction, at)
        await transaction.append_audit(_record(wish, at, grants))
        return Done(result=" ".join(grant.id for grant in grants))

    def _latest(self, at: datetime) -> datetime:
        months = law.of_today(self.book, self.clock).get("harmonised.consent_months")
        return datetime.combine(months_after(at.date(), months.value), at.timetz())

    def _problem(self, wish: Wish, at: datetime, until: datetime) -> ConsentProblem | None:
        """Check everything before anything is written."""
        if not wish.agencies:
            return ConsentProblem(code="consent.no_agency", path="agencies")
        for place, agency in enumerate(wish.agencies):
            if agency not in self.known:
                return ConsentProblem(code="agency.unknown", path=f"agencies.{place}")
        if not wish.purposes:
            return ConsentProblem(code="consent.no_purpose", path="purposes")
        if until <= at:
            return ConsentProblem(code="consent.ends_before_it_begins", path="until")
        if until > self._latest(at):
            return ConsentProblem(code="consent.too_long", path="until")
        return None

    def _grants(self, wish: Wish, at: datetime, until: datetime) -> tuple[Grant, ...]:
        return tuple(
            Grant(
                id=GrantId(self.ids.new()),
                subject=wish.subject,
                recipient=wish.recipient,
                agency=agency,
                purpose=purpose,
                valid_from=at,
                valid_until=until,
            )
            for agency in dict.fromkeys(wish.agencies)
            for purpose in dict.fromkeys(wish.purposes)
        )


async def _replace(grants: Sequence[Grant], transaction: Transaction, at: datetime) -> None:
    """End what a new grant replaces, then give it: at most one grant stands per agency, purpose and recipient."""
    standing = {
        (state.grant.agency, state.grant.purpose, state.grant.recipient): state.grant.id
        for state in history.states(await transaction.consent_events(), known_at=at)
        if state.withdrawn_at is None
    }
    for grant in grants:
        if old := standing.get((grant.agency, grant.purpose, grant.recipient)):
            await transaction.append_consent(Withdrawn(grant_id=old, at=at))
        await transaction.append_consent(Given(grant=grant, at=at))


def _call(wish: Wish) -> Call:
    return Call(
        client=wish.requester.client,
        key=wish.key,
        operation="giveConsent",
        given={
            "agencies": wish.agencies,
            "purposes": wish.purposes,
            "recipient": wish.recipient,
            "until": wish.until,
        },
    )


def _record(wish: Wish, at: datetime, grants: Sequence[Grant]) -> AuditRecord:
    return record(
        Event.CONSENT_GIVEN,
        requester=wish.requester,
        subject=wish.subject,
        at=at,
        trace_id=wish.trace_id,
        recipient=wish.recipient,
        grounds={grant.id: f"{grant.agency}:{grant.purpose.value}" for grant in grants},
        outcome={"grants": len(grants)},
    )
