"""An assisted session: an organization helps somebody who does not log in, on a paper that they signed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal.client import Act
from adapters.portal.client.agencies import AgenciesAgencies as Agency
from adapters.portal.client.input_types import EvidenceInput, PersonInput
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.mandates import ACTS
from adapters.portal.pages.work import DIGITS, MALFORMED, case_number, without_number
from adapters.portal.problems import refused
from adapters.portal.texts import HERE
from adapters.portal.visit import Visit
from adapters.portal.visitor import FILE, HELPED, helped

WAYS: Final = ("new", "known")
"""The paper is written down now, or it was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a person signed: what may be done, where, since when, and where the paper is kept."""

    acts: Sequence[Act]
    agencies: Sequence[str]
    signed_on: date
    reference: str
    until: date | None


async def show(visit: Visit) -> Response:
    """Show the session that runs, or the form to begin one."""
    return await _shown(visit, Form.empty())


async def sent(visit: Visit) -> Response:
    """Begin a session, or end the one that runs: then nothing of it is left here."""
    form = await visit.form()
    if form.typed("action") == "end":
        await visit.who.keep_only({})  # also what was typed for them on other pages
        return visit.onward("assist")
    agencies = (await visit.hub.agencies()).agencies
    number = re.sub(r"[\s.]", "", form.typed("client"))
    if not (number.isascii() and number.isdecimal() and len(number) == DIGITS):
        form.wrong("client", "work.client_unclear")
    way = form.chosen("way", WAYS)
    file = case_number(form, "reference")
    paper = _paper(form, agencies, visit.site.today(), file) if way == "new" else None
    if form.errors:
        return await _shown(visit, form, agencies)
    told = (await visit.hub.client_reference(person=PersonInput(bsn=number))).person
    if told.typename__ == MALFORMED:
        form.wrong("client", "work.client_unclear")
        return await _shown(visit, form, agencies)
    if told.typename__ != "Person":
        return refused(visit, [(told.code, told.message)])
    if paper is not None and (problems := await _recorded(visit, form, paper, told.ref)):
        return refused(visit, problems)
    await visit.who.keep_only({HELPED: told.ref, FILE: file})
    return visit.onward("acting")


def _paper(form: Form, agencies: Sequence[Agency], today: date, reference: str) -> Paper | None:
    """Read what the paper says. None where something is wrong."""
    acts = [act for act in ACTS if act.value in form.ticked("acts")]
    if not acts:
        form.wrong("acts", "mandates.no_act")
    chosen = [agency.code for agency in agencies if agency.code in form.ticked("agencies")]
    if not chosen:
        form.wrong("agencies", "permission.none_chosen")
    signed_on = form.day("signed_on")
    if signed_on is not None and signed_on > today:
        form.wrong("signed_on", "assist.signed_later")
    until = form.day("until") if form.typed("until").strip() else None
    if until is not None and until < today:
        form.wrong("until", "errors.day_past")
    if form.errors or signed_on is None:
        return None
    return Paper(acts=acts, agencies=chosen, signed_on=signed_on, reference=reference, until=until)


async def _recorded(visit: Visit, form: Form, paper: Paper, person: str) -> list[tuple[str, str]]:
    """Write the paper down at the hub, where the person sees it; or say why that was not done."""
    made = await visit.hub.record_mandate(
        key=form.typed("once"),
        person=PersonInput(ref=person),
        acts=list(paper.acts),
        purposes=[purpose for act in paper.acts for purpose in ACTS[act]] or [*ACTS[Act.VIEW]],
        agencies=list(paper.agencies),
        evidence=EvidenceInput.model_validate(
            {"kind": "PAPER", "signedOn": paper.signed_on, "reference": paper.reference}
        ),
        until=None if paper.until is None else datetime.combine(paper.until + timedelta(days=1), time(), HERE),
    )
    return [(problem.code, problem.message) for problem in made.record_mandate.problems]


async def _shown(visit: Visit, form: Form, agencies: Sequence[Agency] | None = None) -> Response:
    return visit.shown(
        form=without_number(form),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        is_helping=helped(visit.visitor) is not None,
        agencies=(await visit.hub.agencies()).agencies if agencies is None else agencies,
        acts=list(ACTS),
        ways=WAYS,
    )


PAGE = Page(show=show, sent=sent)
