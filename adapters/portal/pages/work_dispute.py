"""One thing that a client says is wrong, before the organisation whose claim it is; and answering it."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import DisputeAnswerKind, DisputeState
from adapters.portal.client.client_disputes import ClientDisputesDisputesClaimDisputeConnectionEdgesNode as Dispute
from adapters.portal.client.input_types import CaseInput, PersonInput
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
    dispute = await _found(visit, case.person, case.case)
    if isinstance(dispute, Response):
        return dispute
    came = await visit.hub.answer_dispute(
        key=form.typed("once"),
        reference=dispute.reference,
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
    dispute = await _found(visit, case.person, case.case)
    if isinstance(dispute, Response):
        return dispute
    return visit.shown(
        case=case,
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        dispute=dispute,
        is_open=dispute.state in OPEN,
        answers=list(DisputeAnswerKind),
        most=MOST_WORDS,
    )


async def _found(visit: Visit, person: PersonInput, case: CaseInput) -> Dispute | Response:
    """Ask for the dispute of this address, or give the page that says why there is none."""
    told = (await visit.hub.client_disputes(person=person, case=case)).disputes
    if told.typename__ != "ClaimDisputeConnection":
        return refused(visit, [(told.code, told.message)])
    found = next((edge.node for edge in told.edges if edge.node.id == visit.parts["id"]), None)
    return found or visit.shown("work_gone", status=HTTPStatus.NOT_FOUND)


PAGE = Page(show=show, sent=sent, parts=("id",))
