"""Being forgotten: what goes and what stays, in two steps; refused with the reason while an arrangement runs."""

from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal import choice, situation
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

NOTES: Final = (choice.NOTE, situation.NOTE)


async def show(visit: Visit) -> Response:
    """Show what it means."""
    return visit.shown(form=Form.empty())


async def sent(visit: Visit) -> Response:
    """Go on to the second step, or do it. It cannot be undone, so nothing is done in one step."""
    form = await visit.form()
    if form.typed("read") != "yes":
        form.wrong("read", "erase.not_read")
        return visit.shown(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.typed("action") != "erase":
        return visit.shown("erase_sure", form=form, once=form.typed("once"))
    if form.typed("sure") != "yes":
        form.wrong("sure", "agree.not_sure")
        return visit.shown("erase_sure", form=form, once=form.typed("once"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = (await visit.hub.erase(key=form.typed("once"))).erase_person
    if not answer.erased:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    for note in NOTES:
        await visit.who.keep(note, None)
    return visit.shown("erase_done")


PAGE = Page(show=show, sent=sent)
