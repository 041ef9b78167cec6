"""An organization asks a person for consent. It sees how its request stands, and never that the answer was no."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.grants import Use
from consent.parties import Agency, AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.requests import ConsentRequest, RequestId, RequestState
from consent.verdict import Ground
from hub.actions import once
from hub.actions.acting import ConsentProblem
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Ids, Store, Transaction

OPEN_AT_ONCE = 5
"""Open requests of one organization to one person at most: asking again and again is pressing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWish:
    """What an organization asks for."""

    requester: Requester
    subject: SubjectRef
    agencies: tuple[AgencyCode, ...]
    purposes: tuple[Purpose, ...]
    trace: Trace
    key: str
    categories: frozenset[Category] | None = None
    use: Use = Use.ONGOING


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestConsent:
    """Asking. Only an organization that is registered for the purposes asks."""

    agencies: tuple[Agency, ...]
    register: Register
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, wish: RequestWish) -> ConsentRequest | ConsentProblem | OnceProblem:
        """Write the request down for the person to answer; the same wish again changes nothing."""
        at = self.clock.now()
        if problem := self._problem(wish, at):
            return problem
        call = Call(client=wish.requester.client, key=wish.key, operation="requestConsent", given=_said(wish))
        async with self.store.transaction(wish.subject) as transaction:
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            standing = await transaction.consent_requests()
            if isinstance(begun, Done):
                earlier = next((request for request in standing if request.id == begun.result), None)
                return earlier or ConsentProblem(code="consent_request.unknown", path="person")
            # Counted as whoever asks sees them: a no must not make room for the next question.
            mine = wish.requester.recipient
            awaiting = [
                one for one in standing if one.recipient == mine and one.state_for(mine, at) is RequestState.AWAITING
            ]
            if len(awaiting) >= OPEN_AT_ONCE:
                await once.finish(call, transaction, at=at, result=once.NOTHING)
                return ConsentProblem(code="consent_request.too_many", path="person")
            request = await self._write(wish, at, transaction)
            await once.finish(call, transaction, at=at, result=request.id)
        return request

    async def _write(self, wish: RequestWish, at: datetime, transaction: Transaction) -> ConsentRequest:
        request = ConsentRequest(
            id=RequestId(self.ids.new()),
            subject=wish.subject,
            recipient=wish.requester.recipient,
            agencies=tuple(dict.fromkeys(wish.agencies)),
            purposes=tuple(dict.fromkeys(wish.purposes)),
            categories=frozenset(Category) if wish.categories is None else wish.categories,
            use=wish.use,
            asked_at=at,
            expires_at=at + timedelta(days=self.register.request_days),
        )
        await transaction.put_consent_request(request)
        await transaction.append_audit(
            record(
                Event.CONSENT_ASKED,
                requester=wish.requester,
                subject=wish.subject,
                at=at,
                trace=wish.trace,
                grounds={request.id: " ".join(purpose.value for purpose in request.purposes)},
                outcome={"agencies": len(request.agencies)},
            )
        )
        return request

    def _problem(self, wish: RequestWish, at: datetime) -> ConsentProblem | None:
        """Refuse what could never be given; it is told at once, not left to the person."""
        requester = wish.requester
        if requester.role is not Role.AGENCY or requester.oin is None:
            return ConsentProblem(code=Ground.ROLE_HAS_NO_BASIS.value, path="person")
        known = {agency.code: agency for agency in self.agencies}
        if not wish.agencies:
            return ConsentProblem(code="consent.no_agency", path="agencies")
        for place, code in enumerate(wish.agencies):
            agency = known.get(code)
            if agency is None:
                return ConsentProblem(code="agency.unknown", path=f"agencies.{place}")
            if agency.secrecy and agency.code != requester.agency:
                return ConsentProblem(code=Ground.NEEDS_LEGAL_BASIS.value, path=f"agencies.{place}")
        if not wish.purposes:
            return ConsentProblem(code="consent.no_purpose", path="purposes")
        return self._of_purposes(wish, at)

    def _of_purposes(self, wish: RequestWish, at: datetime) -> ConsentProblem | None:
        for place, purpose in enumerate(wish.purposes):
            if purpose not in wish.requester.purposes:
                return ConsentProblem(code=Ground.PURPOSE_NOT_REGISTERED.value, path=f"purposes.{place}")
            activity = self.register.consented(purpose, wish.requester.recipient, on=at.date())
            if activity is None:
                return ConsentProblem(code="consent.not_by_consent", path=f"purposes.{place}")
            if wish.categories is not None and not wish.categories & activity.categories:
                return ConsentProblem(code="consent.category_not_needed", path="categories")
        return None


def _said(wish: RequestWish) -> dict[str, object]:
    return {
        "subject": wish.subject,
        "agencies": wish.agencies,
        "purposes": wish.purposes,
        "categories": wish.categories,
        "use": wish.use,
    }
