"""P8: one arrangement: how far it is, what comes next, and what can be done. A missed payment is told without blame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import ArrangementState
from adapters.portal.client.arrangement import ArrangementAcceptedArrangementAcceptedArrangement as Told
from adapters.portal.client.fragments import AgreedMonth
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

RUNNING = (ArrangementState.ACTIVE, ArrangementState.REMINDED, ArrangementState.PAUSED)

WITHDRAWABLE = (ArrangementState.ACCEPTED, ArrangementState.REQUESTED, ArrangementState.OFFERED, *RUNNING)

ANEW = (ArrangementState.DECLINED, ArrangementState.EXPIRED, ArrangementState.ENDED, ArrangementState.WITHDRAWN)
"""It is over and something may be open: another one can be proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the payments are, in cents."""

    paid: int
    total: int
    next: AgreedMonth | None
    is_late: bool


async def show(visit: Visit) -> Response:
    """Show the arrangement."""
    told = await found(visit)
    if isinstance(told, Response):
        return told
    months = told.terms.instalments if told.terms else []
    return visit.shown(
        life=told,
        progress=progress(months, visit.site.today(), agreed=told.agreed_amount, left=told.open_amount),
        months=months,
        is_running=told.state in RUNNING,
        can_stop=told.state in WITHDRAWABLE,
        is_over=told.state in ANEW,
        payments=[edge.node for edge in told.payments.edges],
        events=[edge.node for edge in reversed(told.events.edges)],
    )


async def found(visit: Visit) -> Told | Response:
    """Ask for the arrangement of this address, or give the page that says that there is none."""
    told = (await visit.hub.arrangement(id=visit.parts["id"])).accepted_arrangement
    if told is None:
        return visit.shown("plan_gone", status=HTTPStatus.NOT_FOUND)
    if told.typename__ != "AcceptedArrangement":
        return refused(visit, [(told.code, told.message)])
    return told


def progress(months: Sequence[AgreedMonth], today: date, *, agreed: int, left: int) -> Progress:
    """Say what was paid of all that was agreed, and find the next month in which something is to be paid.

    New terms hold what was left: what was paid before stands in none of their months.
    """
    unpaid = [month for month in months if month.paid_amount < month.amount]
    return Progress(
        paid=max(agreed - left, 0),
        total=agreed,
        next=unpaid[0] if unpaid else None,
        is_late=bool(unpaid) and unpaid[0].due_on < today,
    )


PAGE = Page(show=show, parts=("id",))


async def ask_pause(visit: Visit) -> Response:
    """Show what a pause means, and the form to ask for one."""
    told = await found(visit)
    return told if isinstance(told, Response) else visit.shown(life=told, form=Form.empty())


async def paused(visit: Visit) -> Response:
    """Ask for a pause."""
    form = await visit.form()
    told = await found(visit)
    if isinstance(told, Response):
        return told
    helped = form.chosen("helped", ("yes", "no"))
    if form.errors:
        return visit.shown(life=told, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = await visit.hub.pause(key=form.typed("once"), arrangement=told.id, helped=helped == "yes")
    if answer.request_pause.problems:
        return refused(visit, [(each.code, each.message) for each in answer.request_pause.problems])
    return visit.onward("plan", id=told.id)


PAUSE = Page(show=ask_pause, sent=paused, parts=("id",))


async def ask_stop(visit: Visit) -> Response:
    """Show what stopping means before anybody stops."""
    told = await found(visit)
    return told if isinstance(told, Response) else visit.shown(life=told, form=Form.empty())


async def stopped(visit: Visit) -> Response:
    """Stop it."""
    form = await visit.form()
    told = await found(visit)
    if isinstance(told, Response):
        return told
    answer = await visit.hub.stop(key=form.typed("once"), arrangement=told.id)
    if answer.withdraw_arrangement.problems:
        return refused(visit, [(each.code, each.message) for each in answer.withdraw_arrangement.problems])
    return visit.onward("plan", id=told.id)


STOP = Page(show=ask_stop, sent=stopped, parts=("id",))
