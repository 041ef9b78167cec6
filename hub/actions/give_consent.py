"""A person lets agencies' claims be fetched, for named purposes, until a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consent import authority, history
from consent.activities import Activity
from consent.grants import Given, Grant, GrantId, Use, Withdrawn
from consent.history import GrantState
from consent.mandates import Act, By, MandateGiven
from consent.parties import SELF, Agency, AgencyCode, Requester, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.acting import ConsentProblem, acting, noted
from hub.actions.once import Call, Done, OnceProblem
from hub.audit import extent
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.ports import Clock, Ids, Store, Transaction
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person wants to allow.

    `categories` None takes all that the activities need; `until` None takes the longest period that the book allows.
    `language` is the one in which the notice was read, and `notices` name what was read, where the client says so.
    """

    requester: Requester
    subject: SubjectRef
    agencies: tuple[AgencyCode, ...]
    purposes: tuple[Purpose, ...]
    trace: Trace
    key: str
    recipient: str = SELF
    categories: frozenset[Category] | None = None
    use: Use = Use.ONGOING
    until: datetime | None = None
    language: str = "nl"
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent:
    """Giving consent. Only the person gives it, or whoever may act for them; the same wish again changes nothing."""

    agencies: tuple[Agency, ...]
    register: Register
    book: Book
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, wish: Wish) -> tuple[GrantState, ...] | ConsentProblem | OnceProblem:
        """Give every wished grant, or none. A new grant takes the place of the one it repeats."""
        if not authority.may_try(wish.requester, wish.subject):
            return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
        call = _call(wish)
        async with self.store.transaction(wish.subject) as transaction:
            standing = await transaction.standing()
            at = standing.moment(self.clock.now())
            # Before the key is looked up: whoever may act no longer must not see what an earlier call led to.
            who = await self._who(wish, standing, transaction, at)
            if isinstance(who, ConsentProblem):
                return who
            begun = await once.begin(call, transaction, at=at)
            came = begun or await self.give(wish, who, transaction, at)
            if begun is None:
                left = came.result if isinstance(came, Done) else once.NOTHING
                await once.finish(call, transaction, at=at, result=left)
            if not isinstance(came, Done):
                return came
            states = history.states((await transaction.standing()).consents, known_at=at)
        given = came.result.split()
        return tuple(state for state in states if state.grant.id in given)

    async def _who(self, wish: Wish, standing: Standing, transaction: Transaction, at: datetime) -> By | ConsentProblem:
        """Say who gives it, or write down that somebody tried."""
        found = acting(Act.CONSENT, requester=wish.requester, subject=wish.subject, events=standing.mandates, at=at)
        return await noted(
            found,
            requester=wish.requester,
            subject=wish.subject,
            trace=wish.trace,
            transaction=transaction,
            at=at,
        )

    async def give(self, wish: Wish, who: By, transaction: Transaction, at: datetime) -> Done | ConsentProblem:
        """Check everything, then write everything, inside the transaction of a caller who saw that `who` may."""
        standing = await transaction.standing()
        until = wish.until or self._latest(at)
        if problem := self._problem(wish, at, until) or _beyond(wish, who, standing):
            return problem
        grants = self._grants(wish, at, until)
        replaced = _replaced(grants, history.states(standing.consents, known_at=at))
        await _write(grants, replaced, transaction, at, who)
        await transaction.append_audit(_record(wish, at, grants, replaced, who))
        return Done(result=" ".join(grant.id for grant in grants))

    def _latest(self, at: datetime) -> datetime:
        return law.end_of_consent(self.book, self.clock, at)

    def _problem(self, wish: Wish, at: datetime, until: datetime) -> ConsentProblem | None:
        """Check everything before anything is written."""
        if not wish.agencies:
            return ConsentProblem(code="consent.no_agency", path="agencies")
        if problem := self._of_agencies(wish):
            return problem
        if not wish.purposes:
            return ConsentProblem(code="consent.no_purpose", path="purposes")
        if problem := self._of_purposes(wish, at):
            return problem
        if until <= at:
            return ConsentProblem(code="consent.ends_before_it_begins", path="until")
        if until > self._latest(at):
            return ConsentProblem(code="consent.too_long", path="until")
        return None

    def _of_agencies(self, wish: Wish) -> ConsentProblem | None:
        """Refuse an agency that is not here, and consent that could never have an effect (decision 28)."""
        known = {agency.code: agency for agency in self.agencies}
        for place, code in enumerate(wish.agencies):
            agency = known.get(code)
            if agency is None:
                return ConsentProblem(code="agency.unknown", path=f"agencies.{place}")
            if agency.secrecy and wish.recipient not in {SELF, agency.oin}:
                return ConsentProblem(code=Ground.NEEDS_LEGAL_BASIS.value, path=f"agencies.{place}")
        return None

    def _of_purposes(self, wish: Wish, at: datetime) -> ConsentProblem | None:
        """Refuse what nobody can consent to, a category that is not needed for it, and a text that has changed."""
        for place, purpose in enumerate(wish.purposes):
            activity = self.register.consented(purpose, wish.recipient, on=at.date())
            if activity is None:
                return ConsentProblem(code="consent.not_by_consent", path=f"purposes.{place}")
            if not _covered(activity, wish.categories):
                return ConsentProblem(code="consent.category_not_needed", path="categories")
            if wish.notices and not any(activity.is_notice(notice) for notice in wish.notices):
                return ConsentProblem(code="consent.notice_outdated", path="notices")
        return None

    def _grants(self, wish: Wish, at: datetime, until: datetime) -> Mapping[Grant, int]:
        """Make the grants, each with the months without use after which it lapses."""
        return {
            Grant(
                id=GrantId(self.ids.new()),
                subject=wish.subject,
                recipient=wish.recipient,
                agency=agency,
                purpose=purpose,
                categories=_covered(activity, wish.categories),
                activity=activity.id,
                notice=activity.notice(wish.language),
                valid_from=at,
                valid_until=until,
                use=wish.use,
            ): activity.lapses_after_months
            for agency in dict.fromkeys(wish.agencies)
            for purpose in dict.fromkeys(wish.purposes)
            if (activity := self.register.consented(purpose, wish.recipient, on=at.date()))
        }


def _beyond(wish: Wish, who: By, standing: Standing) -> ConsentProblem | None:
    """Refuse what goes beyond the mandate of whoever gives it for the person."""
    given = (event.mandate for event in standing.mandates if isinstance(event, MandateGiven))
    mandate = next((one for one in given if one.id == who.mandate), None)
    if mandate is None:
        return None
    for place, agency in enumerate(wish.agencies):
        if agency not in mandate.agencies:
            return ConsentProblem(code=Ground.NO_MANDATE.value, path=f"agencies.{place}")
    for place, purpose in enumerate(wish.purposes):
        if purpose not in mandate.purposes:
            return ConsentProblem(code=Ground.NO_MANDATE.value, path=f"purposes.{place}")
    return None


def _covered(activity: Activity, wished: frozenset[Category] | None) -> frozenset[Category]:
    return activity.categories if wished is None else activity.categories & wished


def _replaced(grants: Iterable[Grant], states: Sequence[GrantState]) -> Mapping[str, GrantId]:
    """Name what each new grant takes the place of: at most one stands per agency, purpose and recipient."""
    standing = {
        (state.grant.agency, state.grant.purpose, state.grant.recipient): state.grant.id
        for state in states
        if state.withdrawn_at is None
    }
    named = {grant.id: standing.get((grant.agency, grant.purpose, grant.recipient)) for grant in grants}
    return {grant: old for grant, old in named.items() if old}


async def _write(
    grants: Iterable[Grant], replaced: Mapping[str, GrantId], transaction: Transaction, at: datetime, who: By
) -> None:
    for grant in grants:
        if old := replaced.get(grant.id):
            await transaction.append_consent(Withdrawn(grant_id=old, at=at, by=who))
        await transaction.append_consent(Given(grant=grant, at=at, by=who))


def _call(wish: Wish) -> Call:
    return Call(
        client=wish.requester.client,
        key=wish.key,
        operation="giveConsent",
        given={
            "agencies": wish.agencies,
            "purposes": wish.purposes,
            "categories": wish.categories,
            "recipient": wish.recipient,
            "use": wish.use,
            "until": wish.until,
            "language": wish.language,
            "notices": wish.notices,
        },
    )


def _record(
    wish: Wish, at: datetime, grants: Mapping[Grant, int], replaced: Mapping[str, GrantId], who: By
) -> AuditRecord:
    return record(
        Event.CONSENT_GIVEN,
        requester=wish.requester,
        subject=wish.subject,
        at=at,
        trace=wish.trace,
        recipient=wish.recipient,
        mandate=who.mandate,
        grounds={grant.id: f"{grant.agency}:{grant.purpose.value}:{grant.activity}" for grant in grants},
        outcome={"grants": len(grants), **extent.given(grants, replaced)},
    )
