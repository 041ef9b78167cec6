"""P9: something changed. What, then what follows from it, then the new plan beside the old one; asking comes last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.client import ChoiceInput
from adapters.portal.client.arrangement import ArrangementAcceptedArrangementAcceptedArrangement as Told
from adapters.portal.client.fragments import ClaimLine
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.plan import RUNNING, found
from adapters.portal.problems import refused
from adapters.portal.texts import Texts
from adapters.portal.visit import Visit

WHAT: Final = ("income", "household", "debt", "cannot_pay")
"""What may have changed: no more than four to choose from."""

FIELDS: Final = {"households": situation.HOUSEHOLDS, "income": situation.INCOME, "expenses": situation.EXPENSES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is to be paid on a day, in cents."""

    due_on: date
    amount: int


async def show(visit: Visit) -> Response:
    """Ask what changed or, where that was chosen, what there is to tell about it."""
    life = await running(visit)
    if isinstance(life, Response):
        return life
    return await _asking(visit, life, visit.request.query_params.get("wat", ""), Form.empty())


async def sent(visit: Visit) -> Response:
    """Take what changed, and go on; or have the new plan computed and kept."""
    form = await visit.form()
    life = await running(visit)
    if isinstance(life, Response):
        return life
    what = form.chosen("what", WHAT)
    if what is None:
        return await _asking(visit, life, "", form)
    if form.typed("action") != "compute":
        return await _asking(visit, life, what, Form.empty())
    if what == "debt":
        joining = form.ticked("joining")
        if not joining:
            form.wrong("joining", "change.none_chosen")
            return await _asking(visit, life, what, form)
        return await _kept(visit, life, form, joining)
    wish = form.amount("wish", required=False, least=1)
    told = situation.read(form)
    if told is None:
        return await _asking(visit, life, what, form)
    found = (await visit.hub.capacity(situation=situation.written(told))).capacity
    if found.typename__ == "InputProblem":
        form.wrong(situation.field_of(found.path), "errors.amount_not_possible")
        return await _asking(visit, life, what, form)
    await situation.keep(visit.who, told)
    return await _kept(visit, life, form, [], wish)


async def running(visit: Visit) -> Told | Response:
    """Ask for the arrangement of this address. One that does not run has nothing to change: its own page says why."""
    life = await found(visit)
    if isinstance(life, Response) or life.state in RUNNING:
        return life
    return visit.onward("plan", id=life.id)


async def _asking(visit: Visit, life: Told, what: str, form: Form) -> Response:
    told = situation.kept(visit.who)
    return visit.shown(
        life=life,
        what=what if what in WHAT else "",
        choices=WHAT,
        form=situation.typed(told, visit) if told is not None and not form.sent else form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        fields=FIELDS,
        claims=await _others(visit, life) if what == "debt" else [],
    )


async def _others(visit: Visit, life: Told) -> list[ClaimLine]:
    """Find the debts that are not in the arrangement."""
    seen = (await visit.hub.overview()).overview
    if seen.typename__ != "Overview":
        return []
    inside = {claim.claim_id for claim in life.claims if claim.outside <= 0}
    claims = [edge.node for edge in seen.claims.edges]
    return [claim for claim in claims if claim.open_amount and claim.id not in inside]


async def _kept(visit: Visit, life: Told, form: Form, joining: list[str], wish: int | None = None) -> Response:
    """Have the hub compute and keep a plan that amends this one; nobody is asked for anything yet."""
    told = situation.kept(visit.who)
    choice = {} if life.terms is None else {"paymentDay": life.terms.payment_day}
    if wish is not None:
        choice["amount"] = wish
    answer = (
        await visit.hub.propose_change(
            key=form.typed("once"),
            scheme=life.scheme,
            arrangement=life.id,
            joining=joining,
            choice=ChoiceInput.model_validate(choice),
            situation=None if told is None else situation.written(told),
        )
    ).propose_arrangement
    rules = [problem.message for problem in answer.problems if problem.typename__ == "ArrangementProblem"]
    if wish is not None and any(problem.typename__ == "InputProblem" for problem in answer.problems):
        form.wrong_there("wish", "errors.choice_not_possible")
        return await _asking(visit, life, form.typed("what"), form)
    if answer.problems and not rules:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    if answer.arrangement is None:
        reasons = answer.outcome.reasons if answer.outcome else []
        return visit.shown("change_none", life=life, reasons=reasons, rules=rules)
    return visit.onward("change_check", id=life.id, proposal=answer.arrangement.id)


PAGE = Page(show=show, sent=sent, parts=("id",))


async def check(visit: Visit) -> Response:
    """Show the new plan beside the old one, in words first."""
    life = await running(visit)
    return life if isinstance(life, Response) else await _checking(visit, life)


async def asked(visit: Visit) -> Response:
    """Ask the agency that carries it out. Until it decides, what was agreed holds."""
    form = await visit.form()
    life = await running(visit)
    if isinstance(life, Response):
        return life
    answer = (
        await visit.hub.request_change(key=form.typed("once"), arrangement=life.id, proposal=visit.parts["proposal"])
    ).request_change
    for problem in answer.problems:
        if problem.typename__ == "ArrangementChanged":
            return visit.shown("changed", status=HTTPStatus.CONFLICT, claims=problem.claims, problem=problem)
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("plan", id=life.id)


async def _checking(visit: Visit, life: Told) -> Response:
    kept = (await visit.hub.kept_proposal(id=visit.parts["proposal"])).arrangement
    if kept is None:
        return visit.shown("proposal_gone", status=HTTPStatus.NOT_FOUND)
    before = unpaid(life)
    after = [Month(due_on=one.due_on, amount=one.amount) for one in kept.proposal.instalments]
    return visit.shown(
        life=life, plan=kept.proposal, before=before, after=after, words=difference(visit.texts, before, after)
    )


def unpaid(life: Told) -> list[Month]:
    """What is still to be paid as things are."""
    months = life.terms.instalments if life.terms else []
    return [
        Month(due_on=month.due_on, amount=month.amount - month.paid_amount)
        for month in months
        if month.paid_amount < month.amount
    ]


def difference(t: Texts, before: Sequence[Month], after: Sequence[Month]) -> list[Markup]:
    """Say in words what would change: a month, the end, and in all."""
    told = []
    for name, old, new in (
        ("month", _most(before), _most(after)),
        ("total", sum(month.amount for month in before), sum(month.amount for month in after)),
    ):
        if old != new:
            more = "more" if new > old else "less"
            told.append(t(f"change_check.{name}_{more}", old=t.amount(old), new=t.amount(new)))
    if before and after and before[-1].due_on != after[-1].due_on:
        later = "later" if after[-1].due_on > before[-1].due_on else "sooner"
        told.insert(1, t(f"change_check.{later}", old=t.day(before[-1].due_on), new=t.day(after[-1].due_on)))
    return told or [t("change_check.same")]


def _most(months: Sequence[Month]) -> int:
    """What a month costs: the largest, for the last is often smaller."""
    return max((month.amount for month in months), default=0)


CHECK = Page(show=check, sent=asked, parts=("id", "proposal"))
