"""P11: what was permitted, and taking it back: in no more steps than giving it, with what follows said first."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import Purpose
from adapters.portal.client.fragments import GrantLine
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.overview_parts import OPEN_STATES
from adapters.portal.pages.requests import waiting
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show everything that was permitted, also what no longer counts."""
    lines = await granted(visit)
    return lines if isinstance(lines, Response) else await _listed(visit, lines, Form.empty())


async def ask(visit: Visit) -> Response:
    """Say what follows from taking back what was ticked, before it is done."""
    form = await visit.form()
    lines = await granted(visit)
    if isinstance(lines, Response):
        return lines
    wanted = ticked(form, lines)
    if not wanted:
        form.wrong("grants", "permissions.none_chosen")
        return await _listed(visit, lines, form)
    return await _sure(visit, wanted, form)


async def _sure(visit: Visit, wanted: Sequence[GrantLine], form: Form) -> Response:
    """Show what follows, before anything is taken back."""
    told = (await visit.hub.arrangements()).accepted_arrangements
    running = (
        [edge.node for edge in told.edges if edge.node.state in OPEN_STATES]
        if told.typename__ == "AcceptedArrangementConnection"
        else []
    )
    return visit.shown("withdraw", grants=wanted, running=running, form=form, purposes=Purpose)


async def withdraw(visit: Visit) -> Response:
    """Take it back."""
    form = await visit.form()
    answer = await visit.hub.withdraw_consent(key=form.typed("once"), grants=form.ticked("grants"))
    if answer.withdraw_consent.problems:
        return refused(visit, [(each.code, each.message) for each in answer.withdraw_consent.problems])
    return visit.onward("permissions")


async def of_one(visit: Visit) -> Response:
    """Show what follows from taking back all of one organisation: no more presses than giving it was."""
    lines = await granted(visit)
    if isinstance(lines, Response):
        return lines
    code = visit.request.query_params.get("organisatie")
    wanted = [line for line in lines if line.in_force and line.agency.code == code]
    return await _sure(visit, wanted, Form.empty()) if wanted else visit.onward("permissions")


async def granted(visit: Visit) -> list[GrantLine] | Response:
    """Ask for everything that was permitted, or give the page that says why that cannot be told."""
    told = (await visit.hub.permission()).grants
    if told.typename__ != "GrantConnection":
        return refused(visit, [(told.code, told.message)])
    return [edge.node for edge in told.edges]


async def _listed(visit: Visit, lines: Sequence[GrantLine], form: Form) -> Response:
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        requests=await waiting(visit),
        current=[line for line in lines if line.in_force],
        past=[line for line in lines if not line.in_force],
    )


def ticked(form: Form, lines: Sequence[GrantLine]) -> list[GrantLine]:
    """Find what was ticked, of what still counts."""
    chosen = set(form.ticked("grants"))
    return [line for line in lines if line.id in chosen and line.in_force]


PAGE = Page(show=show, sent=ask)
WITHDRAW = Page(show=of_one, sent=withdraw)
