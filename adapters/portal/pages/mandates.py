"""Who may act for the person: organisations that they asked to, and whom a court named. Ending is as easy as giving."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal.client import Act, Mandates, Purpose
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.texts import HERE
from adapters.portal.visit import Visit

DIGITS: Final = 20
"""How many digits the number of an organisation has (OIN)."""

ACTS: Final = {
    Act.VIEW: (Purpose.OVERVIEW, Purpose.PROPOSAL),
    Act.ACCEPT: (Purpose.EXECUTION,),
    Act.CONSENT: (),
}
"""What may be allowed, and for what it needs to see data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is allowed, to whom, towards whom. Without `until`: as long as is allowed."""

    representative: str
    acts: list[Act]
    purposes: list[Purpose]
    agencies: list[str]
    until: datetime | None


async def show(visit: Visit) -> Response:
    """Show who may act, and the form to let somebody."""
    return _shown(visit, await visit.hub.mandates(), Form.empty())


async def sent(visit: Visit) -> Response:
    """Let an organisation act, or let it act no longer."""
    form = await visit.form()
    if form.typed("action") == "end":
        ended = (await visit.hub.end_mandates(key=form.typed("once"), mandates=[form.typed("mandate")])).end_mandates
        if ended.problems:
            return refused(visit, [(problem.code, problem.message) for problem in ended.problems])
        return visit.onward("mandates")
    told = await visit.hub.mandates()
    given = _read(form, told, visit.site.today())
    if given is None:
        return _shown(visit, told, form)
    answer = (
        await visit.hub.give_mandate(
            key=form.typed("once"),
            representative=given.representative,
            acts=given.acts,
            purposes=given.purposes,
            agencies=given.agencies,
            until=given.until,
        )
    ).give_mandate
    for problem in answer.problems:
        if problem.typename__ == "InputProblem":
            form.wrong_there("representative", "mandates.not_known")
            return _shown(visit, told, form)
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("mandates")


def _read(form: Form, told: Mandates, today: date) -> Given | None:
    """Read who may do what. None where something is wrong."""
    number = form.typed("representative").replace(" ", "")
    if not (number.isdecimal() and len(number) == DIGITS):
        form.wrong("representative", "mandates.number_unclear")
    acts = [act for act in ACTS if act.value in form.ticked("acts")]
    if not acts:
        form.wrong("acts", "mandates.no_act")
    agencies = [agency.code for agency in told.agencies if agency.code in form.ticked("agencies")]
    if not agencies:
        form.wrong("agencies", "permission.none_chosen")
    until = form.day("until") if form.typed("until").strip() else None
    if until is not None and until < today:
        form.wrong("until", "errors.day_past")
    if form.errors:
        return None
    return Given(
        representative=number,
        acts=acts,
        purposes=[purpose for act in acts for purpose in ACTS[act]] or [Purpose.OVERVIEW],
        agencies=agencies,
        until=None if until is None else datetime.combine(until + timedelta(days=1), time(), HERE),
    )


def _shown(visit: Visit, told: Mandates, form: Form) -> Response:
    if told.mandates.typename__ != "MandateList":
        return refused(visit, [(told.mandates.code, told.mandates.message)])
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        current=[mandate for mandate in told.mandates.mandates if mandate.in_force],
        past=[mandate for mandate in told.mandates.mandates if not mandate.in_force],
        agencies=told.agencies,
        acts=list(ACTS),
    )


PAGE = Page(show=show, sent=sent)
