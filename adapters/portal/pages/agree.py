"""P7: check the answers, and agree in two steps. Nothing is ticked beforehand; not agreeing is as easy."""

import hashlib
from datetime import date
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal.client import ArrangementState, PayingInput
from adapters.portal.client.kept_proposal import KeptProposalArrangement
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.proposal import shares
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

METHODS: Final = ("transfer", "debit")

MOST_NAME: Final = 70
"""As long as a name may be in a file for banks (ISO 20022 Max70Text)."""

MOST_ACCOUNT: Final = 42


async def show(visit: Visit) -> Response:
    """Show what would be agreed to; who agreed before goes to what came of it."""
    kept = await _proposal(visit)
    if kept is None:
        return _gone(visit)
    if kept.state is ArrangementState.ACCEPTED:
        return visit.onward("plans")
    return _checking(visit, kept, Form.empty())


async def sent(visit: Visit) -> Response:
    """Go on to the second step, or agree."""
    form = await visit.form()
    kept = await _proposal(visit)
    if kept is None:
        return _gone(visit)
    payment = _payment(form, visit.site.today())
    if form.typed("action") == "accept":
        if form.typed("sure") != "yes":
            form.wrong("sure", "agree.not_sure")
    elif form.typed("read") != "yes":
        form.wrong("read", "agree.not_read")
    if form.errors:
        step = _confirming if form.typed("action") == "accept" and set(form.errors) == {"sure"} else _checking
        return step(visit, kept, form)
    if form.typed("action") != "accept":
        return _confirming(visit, kept, form)
    return await _accepted(visit, kept, form, payment)


async def _accepted(visit: Visit, kept: KeptProposalArrangement, form: Form, payment: PayingInput) -> Response:
    answer = (await visit.hub.accept(key=form.typed("once"), proposal=kept.id, payment=payment)).accept_arrangement
    for problem in answer.problems:
        if problem.typename__ == "ArrangementChanged":
            return visit.shown(
                "changed", status=HTTPStatus.CONFLICT, title="changed.title", claims=problem.claims, problem=problem
            )
        if "iban" in problem.path:
            form.wrong_there("iban", "errors.iban_unclear")
            return _checking(visit, kept, form)
    if answer.problems or answer.arrangement is None:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("plan", id=answer.arrangement.id)


async def _proposal(visit: Visit) -> KeptProposalArrangement | None:
    return (await visit.hub.kept_proposal(id=visit.parts["id"])).arrangement


def _gone(visit: Visit) -> Response:
    return visit.shown("proposal_gone", status=HTTPStatus.NOT_FOUND)


def _checking(visit: Visit, kept: KeptProposalArrangement, form: Form) -> Response:
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        kept=kept,
        plan=kept.proposal,
        shares=shares(kept.proposal.instalments),
        methods=METHODS,
    )


def _confirming(visit: Visit, kept: KeptProposalArrangement, form: Form) -> Response:
    return visit.shown(
        "agree_sure",
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        plan=kept.proposal,
        once=form.typed("once"),
    )


def _payment(form: Form, today: date) -> PayingInput:
    """Read how somebody wants to pay. Nothing is chosen beforehand. A debit mandate is signed by agreeing, today."""
    method = form.chosen("method", METHODS)
    if method == "transfer" or method is None:
        return PayingInput.model_validate({"method": "TRANSFER"})
    holder = form.text("holder", most=MOST_NAME)
    iban = form.text("iban", most=MOST_ACCOUNT).replace(" ", "").upper()
    # The same form sent twice gives the same mandate. Letters that every bank takes (SEPA's set of characters).
    reference = f"ER-{hashlib.sha256(form.typed('once').encode()).hexdigest()[:20].upper()}"
    return PayingInput.model_validate(
        {
            "method": "DIRECT_DEBIT",
            "account": {"holder": holder, "iban": iban},
            "mandate": {"reference": reference, "signedOn": today.isoformat()},
        }
    )


PAGE = Page(show=show, sent=sent, parts=("id",))
