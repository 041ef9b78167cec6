"""Letting permission end sooner: it can only become less, and giving more is asked for anew."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client.fragments import GrantLine
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.permissions import granted, ticked
from adapters.portal.problems import refused
from adapters.portal.texts import HERE
from adapters.portal.visit import Visit


async def back(visit: Visit) -> Response:
    """Nothing is chosen here by an address alone."""
    return visit.onward("permissions")


async def sent(visit: Visit) -> Response:
    """Ask until when, or do it."""
    form = await visit.form()
    lines = await granted(visit)
    if isinstance(lines, Response):
        return lines
    wanted = ticked(form, lines)
    if not wanted:
        return visit.onward("permissions")
    if form.typed("action") == "narrow":
        return _asking(visit, wanted, Form.empty())
    until = form.day("until")
    if until is not None and not _is_sooner(until, visit.site.today(), wanted):
        form.wrong("until", "narrow.not_sooner")
    if until is None or form.errors:
        return _asking(visit, wanted, form)
    answer = (
        await visit.hub.narrow_consent(
            key=form.typed("once"), grants=[line.id for line in wanted], until=_end_of(until)
        )
    ).narrow_consent
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    return visit.onward("permissions")


def _is_sooner(until: date, today: date, lines: list[GrantLine]) -> bool:
    return until >= today and all(_end_of(until) < line.valid_until for line in lines)


def _end_of(day: date) -> datetime:
    """The first moment after a day, by the clocks of the Netherlands: permission counts on the day itself."""
    return datetime.combine(day + timedelta(days=1), time(), HERE)


def _asking(visit: Visit, lines: list[GrantLine], form: Form) -> Response:
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        grants=lines,
        first=min(line.valid_until for line in lines),
    )


PAGE = Page(show=back, sent=sent)
