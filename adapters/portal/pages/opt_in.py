"""A claim that waits, wanted in all the same: a page of its own, because paying it may cost a right."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.choice import Choice
from adapters.portal.client import Treatment
from adapters.portal.client.debt import DebtNodeClaim
from adapters.portal.client.fragments import BasicsClaimsEdgesNode, Why
from adapters.portal.client.preview import (
    PreviewPreviewAccessRefused,
    PreviewPreviewInputProblem,
    PreviewPreviewProposal,
)
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.dispute import found
from adapters.portal.pages.proposal import Outcome, question_for
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Say what right may be lost, and what the plan would be with it and without it."""
    debt = await found(visit)
    return debt if isinstance(debt, Response) else await _asking(visit, debt, Form.empty())


async def sent(visit: Visit) -> Response:
    """Take it in: only with the right named that it may cost."""
    form = await visit.form()
    debt = await found(visit)
    if isinstance(debt, Response):
        return debt
    if debt.legal_route is None:
        return await _asking(visit, debt, form)
    if form.typed("gives_up") != debt.legal_route.remedy:
        form.wrong("gives_up", "opt_in.not_confirmed")
        return await _asking(visit, debt, form)
    choice = Choice.kept(visit.who).taking_in(debt.id, debt.legal_route.remedy)
    if not _is_in(await (await question_for(visit, choice)).preview(choice), debt.id):
        return await _asking(visit, debt, form)
    await choice.keep(visit.who)
    return visit.onward("proposal")


async def _asking(visit: Visit, debt: DebtNodeClaim, form: Form) -> Response:
    """Show it with the plan as it would be. Where the rules do not let the claim in, why not."""
    now = Choice.kept(visit.who).leaving_out(debt.id)
    question = await question_for(visit, now)
    without = await question.preview(now)
    taken = None if debt.legal_route is None else now.taking_in(debt.id, debt.legal_route.remedy)
    within = without if taken is None else await question.preview(taken)
    return visit.shown(
        debt=debt,
        route=debt.legal_route,
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        can=_is_in(within, debt.id),
        reasons=_reasons(within, debt.id),
        plans=[("without", _plan(without)), ("within", _plan(within))],
    )


def _plan(outcome: Outcome) -> PreviewPreviewProposal | None:
    return outcome if outcome.typename__ == "Proposal" else None


def _is_in(outcome: Outcome, claim: str) -> bool:
    """Say whether a plan would pay this claim."""
    return any(each.claim.id == claim and each.treatment is Treatment.INCLUDED for each in _treated(outcome))


def _reasons(outcome: Outcome, claim: str) -> list[Why]:
    return [reason for each in _treated(outcome) if each.claim.id == claim for reason in each.reasons]


def _treated(outcome: Outcome) -> list[BasicsClaimsEdgesNode]:
    """Every claim with what is done with it; none where the question could not be answered."""
    if isinstance(outcome, PreviewPreviewAccessRefused | PreviewPreviewInputProblem):
        return []
    return [edge.node for edge in outcome.claims.edges]


PAGE = Page(show=show, sent=sent, parts=("id",))
