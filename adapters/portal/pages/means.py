"""P4: what somebody can pay a month, from what they tell of their household. Kept in the session only."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.visit import Visit

FIELDS = {"households": situation.HOUSEHOLDS, "income": situation.INCOME, "expenses": situation.EXPENSES}


async def show(visit: Visit) -> Response:
    """Show what was told and what follows from it, or an empty form."""
    told = situation.kept(visit.who)
    if told is None:
        return _asking(visit, Form.empty())
    found = (await visit.hub.capacity(situation=situation.written(told))).capacity
    if found.typename__ != "Capacity":
        await situation.keep(visit.who, None)
        return _asking(visit, situation.typed(told, visit))
    return visit.shown(form=situation.typed(told, visit), found=found, fields=FIELDS)


async def sent(visit: Visit) -> Response:
    """Take what was told, or forget it."""
    form = await visit.form()
    if form.typed("action") == "forget":
        await situation.keep(visit.who, None)
        return visit.onward("means")
    told = situation.read(form)
    if told is None:
        return _asking(visit, form)
    found = (await visit.hub.capacity(situation=situation.written(told))).capacity
    if found.typename__ == "InputProblem":
        form.wrong(situation.field_of(found.path), "errors.amount_not_possible")
        return _asking(visit, form)
    await situation.keep(visit.who, told)
    return visit.onward("means")


def _asking(visit: Visit, form: Form) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return visit.shown(form=form, found=None, status=status, fields=FIELDS)


PAGE = Page(show=show, sent=sent)
