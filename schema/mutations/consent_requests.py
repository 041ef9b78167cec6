"""`requestConsent` and `answerConsentRequest`: an organization asks, a person answers."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import strawberry

from consent import purposes, requests
from consent.parties import AgencyCode
from consent.requests import RequestId
from hub.actions.answer_request import Answered, Answering
from hub.actions.request_consent import RequestWish
from hub.errors import BadInput
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.give_consent import categories_of, use_of
from schema.mutations.key import FOR_WHOM, KEY, acting_subject, checked
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import (
    AccessRefused,
    AnswerConsentRequestProblem,
    RequestConsentProblem,
    of_command,
    of_consent,
)
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types import consent_request
from schema.types.consent_request import ConsentRequest, ConsentRequestAnswer
from schema.types.grant import Category, Grant, Purpose, Use


@strawberry.input(description="What an organization asks a person to consent to.", directives=policy(PERSONAL))
class RequestConsentInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput = strawberry.field(description="Whom it asks.")
    agencies: list[str] = strawberry.field(description="Codes of the agencies whose claims it wants to see.")
    purposes: list[Purpose] = strawberry.field(description="What for; only what the organization is registered for.")
    categories: list[Category] | None = strawberry.field(
        default=strawberry.UNSET, description="What kinds of data. Left out: all that the purposes need."
    )
    use: Use | None = strawberry.field(
        default=strawberry.UNSET, description="How often it wants to look. Left out: again and again."
    )


@strawberry.type(description="The request, or why nothing was asked.", directives=policy(PERSONAL, RECORD))
class RequestConsentPayload:
    """What came of it."""

    request: ConsentRequest | None = strawberry.field(default=None, description="The request; null: nothing was asked.")
    problems: list[RequestConsentProblem] = strawberry.field(
        default_factory=list, description="Why nothing was asked; empty when it was."
    )


@strawberry.input(description="What the person says to a request.", directives=policy(PERSONAL))
class AnswerConsentRequestInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    request: strawberry.ID = strawberry.field(description="Id of the request.")
    answer: ConsentRequestAnswer = strawberry.field(description="Yes or no.")
    agencies: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="With GIVE: only these of the agencies asked for. Left out: all of them."
    )
    purposes: list[Purpose] | None = strawberry.field(
        default=strawberry.UNSET, description="With GIVE: only these of the purposes asked for. Left out: all of them."
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=FOR_WHOM)


@strawberry.type(
    description="The request with its answer, or why the answer was not written down.",
    directives=policy(PERSONAL, RECORD),
)
class AnswerConsentRequestPayload:
    """What came of it."""

    request: ConsentRequest | None = strawberry.field(default=None, description="The request; null: no change.")
    grants: list[Grant] | None = strawberry.field(default=None, description="What was given; empty after a no.")
    problems: list[AnswerConsentRequestProblem] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it was."
    )


@mutation(
    "Ask a person for consent. The person decides; a refusal looks like no answer. What a law keeps secret cannot be "
    "asked for like this.",
    on_law("AVG 7", "It asks, and releases nothing.", weight=WRITING),
)
async def request_consent(
    info: Info, input: Annotated[RequestConsentInput, strawberry.argument(description="What is asked.")]
) -> RequestConsentPayload:
    """Ask, and show the request."""
    context = info.context
    try:
        subject = await subject_of(input.person, context)
        if isinstance(subject, Nobody):
            return RequestConsentPayload(problems=[AccessRefused(code=subject.value, path=["input", "person"])])
        wish = RequestWish(
            requester=context.requester,
            subject=subject,
            agencies=tuple(AgencyCode(code) for code in input.agencies),
            purposes=tuple(purposes.Purpose[purpose.name] for purpose in input.purposes),
            categories=categories_of(input.categories),
            use=use_of(input.use),
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.request_consent(wish)
    except BadInput as fault:
        return RequestConsentPayload(problems=[of_command(fault)])
    if not isinstance(came, requests.ConsentRequest):
        return RequestConsentPayload(problems=[of_consent(came)])
    return RequestConsentPayload(request=ConsentRequest.from_domain(came, context))


@mutation(
    "Answer a request for consent. Saying no has no effect on anything, and whoever asked does not see it. "
    "What was given is withdrawn like any other consent.",
    on_law("AVG 7", "The person says yes or no.", weight=WRITING),
)
async def answer_consent_request(
    info: Info, input: Annotated[AnswerConsentRequestInput, strawberry.argument(description="The answer.")]
) -> AnswerConsentRequestPayload:
    """Answer, and show what came of it."""
    context = info.context
    try:
        subject = await acting_subject(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return AnswerConsentRequestPayload(problems=[subject])
        wish = Answering(
            requester=context.requester,
            subject=subject,
            request=RequestId(consent_request.key_of(input.request) or ""),
            answer=requests.RequestAnswer[input.answer.name],
            agencies=named(input.agencies, AgencyCode),
            purposes=named(input.purposes, lambda one: purposes.Purpose[one.name]),
            language=context.language,
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.answer_request(wish)
    except BadInput as fault:
        return AnswerConsentRequestPayload(problems=[of_command(fault)])
    if not isinstance(came, Answered):
        return AnswerConsentRequestPayload(problems=[of_consent(came)])
    return AnswerConsentRequestPayload(
        request=ConsentRequest.from_domain(came.request, context),
        grants=[Grant.from_domain(state, context) for state in came.grants],
    )


Sent = TypeVar("Sent")
Meant = TypeVar("Meant")


def named(sent: list[Sent] | None, meant: Callable[[Sent], Meant]) -> tuple[Meant, ...] | None:
    """What was named; None where nothing was said. An empty list names nothing, and so it gives nothing."""
    if sent is None or sent is strawberry.UNSET:
        return None
    return tuple(meant(each) for each in sent)
