"""A person answers an organization's request for consent: gives what was asked, or less, or refuses."""

from dataclasses import dataclass, replace
from datetime import datetime

from consent import authority, history
from consent.grants import GrantId
from consent.history import GrantState
from consent.mandates import Act, By
from consent.parties import AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from consent.requests import ConsentRequest, RequestAnswer, RequestId
from consent.verdict import Ground
from hub.actions import once
from hub.actions.acting import ConsentProblem, acting, noted
from hub.actions.give_consent import GiveConsent, Wish
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What the person says. `agencies` and `purposes` None give all that was asked for; otherwise only these."""

    requester: Requester
    subject: SubjectRef
    request: RequestId
    answer: RequestAnswer
    trace: Trace
    key: str
    agencies: tuple[AgencyCode, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The request with its answer, and the grants that came of it."""

    request: ConsentRequest
    grants: tuple[GrantState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """Answering. Refusing has no effect on anything, and whoever asked does not see it."""

    give: GiveConsent
    store: Store
    clock: Clock

    async def __call__(self, wish: Answering) -> Answered | ConsentProblem | OnceProblem:
        """Write the answer down, once; it is never changed. To stop sharing later, the grants are withdrawn."""
        if not authority.may_try(wish.requester, wish.subject):
            return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
        call = Call(client=wish.requester.client, key=wish.key, operation="answerConsentRequest", given=_said(wish))
        async with self.store.transaction(wish.subject) as transaction:
            standing = await transaction.standing()
            at = standing.moment(self.clock.now())
            found = acting(
                Act.CONSENT,
                requester=wish.requester,
                subject=wish.subject,
                events=standing.mandates,
                at=at,
                taking_back=wish.answer is RequestAnswer.REFUSE,
            )
            who = await noted(
                found, requester=wish.requester, subject=wish.subject, trace=wish.trace, transaction=transaction, at=at
            )
            if isinstance(who, ConsentProblem):
                return who
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            if begun is None:
                problem = await self._answer(wish, who, at, transaction)
                result = once.NOTHING if problem else wish.request
                await once.finish(call, transaction, at=at, result=result)
                if problem:
                    return problem
            return await _answered(wish.request, at, transaction)

    async def _answer(self, wish: Answering, who: By, at: datetime, transaction: Transaction) -> ConsentProblem | None:
        request = await _find(wish.request, transaction)
        if request is None:
            return ConsentProblem(code="consent_request.unknown", path="request")
        if not request.is_open(at):
            return ConsentProblem(code="consent_request.closed", path="request")
        grants: tuple[GrantId, ...] = ()
        if wish.answer is RequestAnswer.GIVE:
            given = await self._give(wish, request, who, at, transaction)
            if isinstance(given, ConsentProblem):
                return given
            grants = tuple(GrantId(name) for name in given.result.split())
        await transaction.put_consent_request(replace(request, answer=wish.answer, answered_at=at, grants=grants))
        await transaction.append_audit(
            record(
                Event.CONSENT_ANSWERED,
                requester=wish.requester,
                subject=wish.subject,
                at=at,
                trace=wish.trace,
                recipient=request.recipient,
                mandate=who.mandate,
                grounds={request.id: wish.answer.value},
                outcome={"grants": len(grants)},
            )
        )
        return None

    async def _give(
        self, wish: Answering, request: ConsentRequest, who: By, at: datetime, transaction: Transaction
    ) -> Done | ConsentProblem:
        """Give what was asked for, or the part that the person names."""
        agencies = request.agencies if wish.agencies is None else wish.agencies
        purposes = request.purposes if wish.purposes is None else wish.purposes
        if not set(agencies) <= set(request.agencies):
            return ConsentProblem(code="consent_request.more_than_asked", path="agencies")
        if not set(purposes) <= set(request.purposes):
            return ConsentProblem(code="consent_request.more_than_asked", path="purposes")
        consent = Wish(
            requester=wish.requester,
            subject=wish.subject,
            agencies=agencies,
            purposes=purposes,
            trace=wish.trace,
            key=wish.key,
            recipient=request.recipient,
            categories=request.categories,
            use=request.use,
            language=wish.language,
        )
        return await self.give.give(consent, who, transaction, at)


async def _find(request_id: RequestId, transaction: Transaction) -> ConsentRequest | None:
    return next((one for one in await transaction.consent_requests() if one.id == request_id), None)


async def _answered(request_id: RequestId, at: datetime, transaction: Transaction) -> Answered | ConsentProblem:
    request = await _find(request_id, transaction)
    if request is None:
        return ConsentProblem(code="consent_request.unknown", path="request")
    states = history.states((await transaction.standing()).consents, known_at=at)
    return Answered(request=request, grants=tuple(state for state in states if state.grant.id in request.grants))


def _said(wish: Answering) -> dict[str, object]:
    return {
        "request": wish.request,
        "answer": wish.answer,
        "agencies": wish.agencies,
        "purposes": wish.purposes,
        "language": wish.language,
    }
