"""One thing that a client says is wrong, before the organisation whose claim it is; and answering it."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import DisputeAnswerKind, DisputeState
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.review import MOST_WORDS, UNFIT
from adapters.portal.problems import refused
from adapters.portal.visit import Visit
from adapters.portal.worker import OpenCase

OPEN = (DisputeState.MADE, DisputeState.TOLD, DisputeState.NOT_TOLD)


async def show(visit: Visit) -> Response:
    """Show it, and the form to answer."""
    return await _shown(visit, Form.empty())


async def sent(visit: Visit) -> Response:
    """Answer it: the client reads the reason."""
    form, case = await visit.form(), OpenCase.kept(visit.who)
    if case is None or case.person is None:
        return visit.onward("work")
    answer = form.chosen("answer", [each.value for each in DisputeAnswerKind])
    reason = form.text("reason", most=MOST_WORDS)
    if form.errors or answer is None:
        return await _shown(visit, form)
    came = await visit.hub.answer_dispute(
        key=form.typed("once"),
        reference=form.typed("reference"),
        person=case.person,
        case=case.case,
        answer=DisputeAnswerKind(answer),
        reason=reason,
    )
    problems = came.record_dispute_answer.problems
    if any(problem.code == UNFIT for problem in problems):
        form.wrong_there("reason", "dispute.tells_too_much")
        return await _shown(visit, form)
    if problems:
        return refused(visit, [(problem.code, problem.message) for problem in problems])
    return visit.onward("work_dispute", id=visit.parts["id"])


async def _shown(visit: Visit, form: Form) -> Response:
    case = OpenCase.kept(visit.who)
    if case is None or case.person is None:
        return visit.onward("work")
    told = (await visit.hub.client_disputes(person=case.person, case=case.case)).disputes
    if told.typename__ != "ClaimDisputeConnection":
        return refused(visit, [(told.code, told.message)])
    dispute = next((edge.node for edge in told.edges if edge.node.id == visit.parts["id"]), None)
    if dispute is None:
        return visit.shown("work_gone", status=HTTPStatus.NOT_FOUND)
    return visit.shown(
        case=case,
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        dispute=dispute,
        is_open=dispute.state in OPEN,
        answers=list(DisputeAnswerKind),
        most=MOST_WORDS,
    )


PAGE = Page(show=show, sent=sent, parts=("id",))
