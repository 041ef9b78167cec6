"""Where a worker begins: which client, in which case, why and what for. A number that is typed is on no other page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from adapters.portal.client import CaseReason, Footing, Purpose
from adapters.portal.client.bases import BasesProcessingActivities as Activity
from adapters.portal.client.input_types import PersonInput
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit
from adapters.portal.worker import OpenCase, close

PURPOSES: Final = (Purpose.OVERVIEW, Purpose.EXECUTION, Purpose.PROPOSAL)
"""What one can look for."""

TO_WORKERS: Final = ("worker", "organization")
"""What the register calls those for whom an activity may be a basis here."""

DIGITS: Final = 9
"""How many digits the number of a person has (BSN)."""

OIN: Final = re.compile(r"\d{20}", re.ASCII)
NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}", re.ASCII)
NINE: Final = re.compile(r"\d{9}", re.ASCII)

MALFORMED: Final = "InputProblem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """For what one can look, and on which activities of the register that can rest."""

    purpose: Purpose
    activities: Sequence[Activity]

    @property
    def footings(self) -> list[tuple[str, str]]:
        """Give what must be there, as texts call it, with the article: what needs nobody's leave first."""
        found = sorted(self.activities, key=lambda each: each.footing is Footing.GRANT)
        return [*dict.fromkeys((activity.footing.value, activity.article) for activity in found)]


async def show(visit: Visit) -> Response:
    """Show the case that is open, and the form for another one."""
    return await _shown(visit, Form.empty())


async def sent(visit: Visit) -> Response:
    """Open a case, or close the one that is open."""
    form = await visit.form()
    if form.typed("action") == "close":
        await close(visit.who)
        return visit.onward("work")
    bsn = re.sub(r"[\s.]", "", form.typed("client"))
    if not (bsn.isascii() and bsn.isdecimal() and len(bsn) == DIGITS):
        form.wrong("client", "work.client_unclear")
    reason, number = case_in(form)
    purpose = form.chosen("purpose", [each.value for each in PURPOSES])
    if form.errors or reason is None or purpose is None:
        return await _shown(visit, form)
    told = (await visit.hub.client_reference(person=PersonInput(bsn=bsn))).person
    if told.typename__ == MALFORMED:
        form.wrong("client", "work.client_unclear")
        return await _shown(visit, form)
    if told.typename__ != "Person":
        return refused(visit, [(told.code, told.message)])
    await OpenCase(reason=reason, number=number, purpose=Purpose(purpose), client=told.ref).open(visit.who)
    return visit.onward("work_client")


def case_in(form: Form) -> tuple[CaseReason | None, str]:
    """Read why and in which case, and note what is wrong with it."""
    reason = form.chosen("reason", [each.value for each in CaseReason])
    return (None if reason is None else CaseReason(reason)), case_number(form, "number")


def case_number(form: Form, name: str) -> str:
    """Read what something is filed under; never what could be the number of a person."""
    number = form.typed(name).strip()
    if not NUMBER.fullmatch(number) or NINE.search(re.sub(r"[./-]", "", number)):
        form.wrong(name, "work.number_unclear")
    return number


async def bases(visit: Visit) -> Mapping[Purpose, Basis]:
    """Find on which activities of the register a worker's look could rest, by what it is for."""
    told = (await visit.hub.bases()).processing_activities
    open_to_workers = [each for each in told if any(who in TO_WORKERS or OIN.fullmatch(who) for who in each.recipients)]
    found = (
        Basis(purpose=purpose, activities=[each for each in open_to_workers if each.purpose is purpose])
        for purpose in PURPOSES
    )
    return {basis.purpose: basis for basis in found if basis.activities}


async def _shown(visit: Visit, form: Form) -> Response:
    return visit.shown(
        form=without_number(form),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        case=OpenCase.kept(visit.who),
        bases=await bases(visit),
        reasons=list(CaseReason),
    )


def without_number(form: Form) -> Form:
    """Show what was typed again, but for the number of a person: a page that is kept must not hold it."""
    return Form(FormData([(name, value) for name, value in form.sent.multi_items() if name != "client"]), form.errors)


PAGE = Page(show=show, sent=sent)
