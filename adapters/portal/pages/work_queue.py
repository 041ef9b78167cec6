"""What people asked a worker's organisation to look at, by the day until which it has."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import CaseReason, Purpose
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.work import case_in
from adapters.portal.problems import refused
from adapters.portal.visit import Visit
from adapters.portal.worker import OpenCase, found_in_queue, keep_found


async def show(visit: Visit) -> Response:
    """Show the queue in the case that is open, or ask in which case the worker looks."""
    case = OpenCase.kept(visit.who)
    if case is None:
        return _asking(visit, Form.empty())
    told = (await visit.hub.queue(case=case.case)).human_reviews
    if told.typename__ != "HumanReviewConnection":
        return refused(visit, [(told.code, told.message)])
    reviews = [edge.node for edge in told.edges]
    await keep_found(visit.who, {review.id: review.person.ref for review in reviews})
    return visit.shown(case=case, reviews=reviews, total=told.total_count, form=Form.empty())


async def sent(visit: Visit) -> Response:
    """Open a case to look into the queue, or a review of it with its client."""
    form = await visit.form()
    case, review = OpenCase.kept(visit.who), form.typed("review")
    if case is not None and review:
        client = found_in_queue(visit.who, review)
        if client is None:
            return visit.onward("work_queue")
        opened = OpenCase(reason=case.reason, number=case.number, purpose=Purpose.EXECUTION, client=client)
        await opened.keep(visit.who)
        return visit.onward("work_review", id=review)
    reason, number = case_in(form)
    if form.errors or reason is None:
        return _asking(visit, form)
    await OpenCase(reason=reason, number=number).keep(visit.who)
    return visit.onward("work_queue")


def _asking(visit: Visit, form: Form) -> Response:
    return visit.shown(
        case=None,
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        reasons=list(CaseReason),
    )


PAGE = Page(show=show, sent=sent)
