"""Other terms that an agency grants: beside what was asked, with a day to answer. Saying no is as easy as yes."""

from starlette.responses import Response

from adapters.portal.client import ArrangementState
from adapters.portal.client.arrangement import ArrangementAcceptedArrangementAcceptedArrangement as Told
from adapters.portal.page import Page
from adapters.portal.pages.change import Month, difference, unpaid
from adapters.portal.pages.plan import RUNNING, found
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show them. Where none wait for an answer, the arrangement's own page says how it stands."""
    life = await found(visit)
    return life if isinstance(life, Response) else _shown(visit, life)


async def sent(visit: Visit) -> Response:
    """Agree to them. The same form sent twice agrees once."""
    form = await visit.form()
    life = await found(visit)
    if isinstance(life, Response):
        return life
    answer = (await visit.hub.agree_to_other_terms(key=form.typed("once"), arrangement=life.id)).agree_to_other_terms
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("plan", id=life.id)


def _shown(visit: Visit, life: Told) -> Response:
    changed = life.change if life.change and life.change.until and life.state in RUNNING else None
    offered = life.other_terms if life.state is ArrangementState.OFFERED else changed
    if offered is None:
        return visit.onward("plan", id=life.id)
    before = unpaid(life)
    after = [Month(due_on=month.due_on, amount=month.amount - month.paid_amount) for month in offered.instalments]
    return visit.shown(
        life=life,
        offered=offered,
        before=before,
        after=after,
        words=difference(visit.texts, before, after),
        is_change=changed is not None,
    )


PAGE = Page(show=show, sent=sent, parts=("id",))
