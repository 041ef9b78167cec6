"""Paying now: how to transfer, under which reference, and a link where the hub makes one."""

from datetime import date
from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client.how_to_pay import HowToPayAcceptedArrangementAcceptedArrangement as Told
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.plan import RUNNING
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

NOT_OFFERED = "payment_link.not_offered"


async def show(visit: Visit) -> Response:
    """Show how to pay the instalment of a day, or everything that is open."""
    day = _day(visit.request.query_params.get("dag", ""))
    life = await _found(visit, day)
    return life if isinstance(life, Response) else _shown(visit, life, day, Form.empty())


async def sent(visit: Visit) -> Response:
    """Make a link. The browser is not sent there by itself: a person sees first where it goes."""
    form = await visit.form()
    day = _day(form.typed("day"))
    life = await _found(visit, day)
    if isinstance(life, Response):
        return life
    answer = (
        await visit.hub.make_payment_link(key=form.typed("once"), arrangement=life.id, due_on=day)
    ).make_payment_link
    if any(problem.code == NOT_OFFERED for problem in answer.problems):
        return _shown(visit, life, day, form, offered=False)
    if answer.problems or answer.payment_link is None:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return _shown(visit, life, day, form, link=answer.payment_link)


async def _found(visit: Visit, day: date | None) -> Told | Response:
    told = (await visit.hub.how_to_pay(id=visit.parts["id"], due_on=day)).accepted_arrangement
    if told is None:
        return visit.shown("plan_gone", status=HTTPStatus.NOT_FOUND)
    if told.typename__ != "AcceptedArrangement":
        return refused(visit, [(told.code, told.message)])
    if told.state not in RUNNING:
        return visit.onward("plan", id=told.id)
    return told


def _shown(
    visit: Visit, life: Told, day: date | None, form: Form, *, offered: bool = True, link: object = None
) -> Response:
    months = [month for month in (life.terms.instalments if life.terms else []) if month.due_on == day]
    amount = sum(month.amount - month.paid_amount for month in months) if day else life.open_amount
    return visit.shown(life=life, day=day, amount=amount, form=form, offered=offered, link=link)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


PAGE = Page(show=show, sent=sent, parts=("id",))
