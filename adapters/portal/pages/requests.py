"""Organisations that ask for permission: yes, a part, or no. A no looks like no answer, and has no effect."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import ConsentRequestAnswer, ConsentRequestState
from adapters.portal.client.consent_requests import ConsentRequestsConsentRequestsConsentRequestListRequests as Asked
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

ANSWERS = ("all", "part", "no")


async def waiting(visit: Visit) -> list[Asked]:
    """Give the requests that have no answer yet."""
    told = (await visit.hub.consent_requests()).consent_requests
    requests = told.requests if told.typename__ == "ConsentRequestList" else []
    return [request for request in requests if request.state is ConsentRequestState.AWAITING]


async def show(visit: Visit) -> Response:
    """Show who asks for what."""
    asked = await _found(visit)
    return visit.onward("permissions") if asked is None else _shown(visit, asked, Form.empty())


async def sent(visit: Visit) -> Response:
    """Answer. The same form sent twice answers once."""
    form = await visit.form()
    asked = await _found(visit)
    if asked is None:
        return visit.onward("permissions")
    answer = form.typed("answer")
    chosen = [code for code in form.ticked("agencies") if code in {agency.code for agency in asked.agencies}]
    if answer == "part" and not chosen:
        form.wrong("agencies", "request.none_chosen")
    if answer not in ANSWERS:
        form.wrong("agencies", "errors.choice_missing")
    if form.errors:
        return _shown(visit, asked, form)
    done = (
        await visit.hub.answer_request(
            key=form.typed("once"),
            request=asked.id,
            answer=ConsentRequestAnswer.REFUSE if answer == "no" else ConsentRequestAnswer.GIVE,
            agencies=chosen if answer == "part" else None,
        )
    ).answer_consent_request
    if done.problems:
        return refused(visit, [(problem.code, problem.message) for problem in done.problems])
    return visit.onward("permissions")


async def _found(visit: Visit) -> Asked | None:
    return next((request for request in await waiting(visit) if request.id == visit.parts["id"]), None)


def _shown(visit: Visit, asked: Asked, form: Form) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return visit.shown(asked=asked, form=form, status=status)


PAGE = Page(show=show, sent=sent, parts=("id",))
