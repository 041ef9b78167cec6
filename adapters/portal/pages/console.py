"""D1: the console of a demo. For whoever shows it, not for citizens: it is in no menu, and in production nowhere."""

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from adapters.portal.demo import BEHAVIOURS, STEPS, DemoTools
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.visit import Visit

LAST_LINES: Final = 15


async def show(visit: Visit) -> Response:
    """Show how everything stands."""
    return await _shown(visit, "")


async def sent(visit: Visit) -> Response:
    """Do what was asked, and say what became of it."""
    form = await visit.open_form()
    return await _shown(visit, await _done(form, _tools(visit)))


async def _done(form: Form, tools: DemoTools) -> str:
    persona, agency, behaviour = form.typed("persona"), form.typed("agency"), form.typed("behaviour")
    match form.typed("action"):
        case "switch" if behaviour in BEHAVIOURS and agency in {each.code for each in await tools.agencies()}:
            return await tools.switch(agency, behaviour)
        case "move" if form.typed("step") in STEPS and tools.can_move:
            return tools.move(STEPS[form.typed("step")])
        case "pay" if persona in tools.people:
            return await tools.pay(persona)
        case "miss" if persona in tools.people and tools.can_move:
            return await tools.miss(persona)
        case _:
            return "not_known"


async def _shown(visit: Visit, done: str) -> Response:
    tools = _tools(visit)
    return visit.shown(
        done=done,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if done == "not_known" else HTTPStatus.OK,
        behaviours=BEHAVIOURS,
        steps=tuple(STEPS),
        agencies=await tools.agencies(),
        people=tools.people,
        today=tools.today(),
        can_move=tools.can_move,
        lines=await tools.log(LAST_LINES),
        counted=[*visit.site.counters.told()],
    )


def _tools(visit: Visit) -> DemoTools:
    if visit.site.tools is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return visit.site.tools


PAGE = Page(show=show, sent=sent, is_open=True)
