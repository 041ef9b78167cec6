"""P3: one debt, whole: what it is made of, what may still happen, and what can be done against it."""

from starlette.responses import Response

from adapters.portal.client import Answer
from adapters.portal.page import Page
from adapters.portal.pages.dispute import WAITING, found
from adapters.portal.pages.overview_parts import reached
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show the debt. One that no organisation tells of now may be paid, or its organisation may not answer."""
    told = await found(visit)
    if isinstance(told, Response):
        return told
    return visit.shown(
        debt=told,
        reached=reached(told),
        is_disputed=told.dispute is not None and told.dispute.state in WAITING,
        facts=[fact for fact in told.facts if fact.answer is Answer.YES],
        title="debt.title",
    )


PAGE = Page(show=show, parts=("id",))
