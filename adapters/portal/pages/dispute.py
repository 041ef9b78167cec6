"""P3: "this is not right": said to the agency, seen with and without the debt, and taken back. It is no objection."""

from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.choice import Choice, wanted
from adapters.portal.client import DisputeGround, DisputeState
from adapters.portal.client.debt import DebtNodeClaim
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

GROUNDS: Final = tuple(ground.value for ground in DisputeGround)

MOST_WORDS: Final = 1000
"""As many characters as the hub takes."""

UNFIT: Final = "dispute.unfit_words"

WAITING: Final = (DisputeState.MADE, DisputeState.TOLD, DisputeState.NOT_TOLD)
"""Nobody answered yet: it can be taken back, and nothing new can be said about the same debt."""


async def show(visit: Visit) -> Response:
    """Show what was said before and how it stands, or the form to say it."""
    debt = await found(visit)
    return debt if isinstance(debt, Response) else _asking(visit, debt, Form.empty())


async def sent(visit: Visit) -> Response:
    """Say it, or take it back."""
    form = await visit.form()
    debt = await found(visit)
    if isinstance(debt, Response):
        return debt
    if form.typed("action") == "withdraw":
        return await _withdrawn(visit, debt, form)
    wrong = form.chosen("wrong", GROUNDS)
    words = form.text("words", most=MOST_WORDS, required=wrong == DisputeGround.SOMETHING_ELSE.value)
    if wrong is None or form.errors:
        return _asking(visit, debt, form)
    return await _said(visit, debt, form, DisputeGround(wrong), words)


async def found(visit: Visit) -> DebtNodeClaim | Response:
    """Ask for the debt of this address, or give the page that says that there is none."""
    told = (await visit.hub.debt(id=visit.parts["id"])).node
    if told is None or told.typename__ != "Claim":
        return visit.shown("debt_gone", status=HTTPStatus.NOT_FOUND)
    return told


async def _said(visit: Visit, debt: DebtNodeClaim, form: Form, wrong: DisputeGround, words: str) -> Response:
    told = situation.kept(visit.who)
    scheme = wanted((await visit.hub.schemes()).schemes, Choice.kept(visit.who))
    answer = (
        await visit.hub.dispute_claim(
            key=form.typed("once"),
            claim=debt.id,
            wrong=wrong,
            words=words,
            scheme=scheme.code,
            situation=None if told is None else situation.written(told),
        )
    ).dispute_claim
    if any(problem.code == UNFIT for problem in answer.problems):
        form.wrong_there("words", "dispute.tells_too_much")
        return _asking(visit, debt, form)
    if answer.problems or answer.dispute is None:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.shown(
        "dispute_done",
        debt=debt,
        dispute=answer.dispute,
        with_claim=answer.with_claim,
        without_claim=answer.without_claim,
    )


async def _withdrawn(visit: Visit, debt: DebtNodeClaim, form: Form) -> Response:
    if debt.dispute is None:  # taken back in another window
        return visit.onward("debt", id=debt.id)
    answer = (await visit.hub.withdraw_dispute(key=form.typed("once"), dispute=debt.dispute.id)).withdraw_dispute
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("debt", id=debt.id)


def _asking(visit: Visit, debt: DebtNodeClaim, form: Form) -> Response:
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        debt=debt,
        is_waiting=debt.dispute is not None and debt.dispute.state in WAITING,
        grounds=GROUNDS,
        most=MOST_WORDS,
    )


PAGE = Page(show=show, sent=sent, parts=("id",))
