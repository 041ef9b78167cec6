"""P6: every way of arranging it side by side, and what if the income were lower, or a sum were paid at once.

The address holds nothing personal: what somebody would pay at once is kept in the session only.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.choice import Choice
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.sources import state_of
from adapters.portal.visit import Visit

DROPS: Final = (0, 10, 25)
"""What if so many percent of the income were gone."""

NOTE: Final = "lump-sum"


async def show(visit: Visit) -> Response:
    """Show the variants on today's facts, with what was told of the household."""
    return await _shown(visit, Form.empty())


async def sent(visit: Visit) -> Response:
    """Take another sum to pay at once, or none. Nothing is agreed to, and nobody but the hub is told."""
    form = await visit.form()
    if form.typed("action") == "without":
        await visit.who.keep(NOTE, None)
        return visit.again()
    lump_sum = form.amount("lump_sum", least=1)
    if lump_sum is None:
        return await _shown(visit, form)
    await visit.who.keep(NOTE, str(lump_sum))
    return visit.again()


async def _shown(visit: Visit, form: Form) -> Response:
    told = situation.kept(visit.who)
    drop, note = _drop(visit), visit.who.notes.get(NOTE)
    lump_sum = None if note is None else int(note)
    asked = None if told is None else situation.written(_without(_lower(told, drop), lump_sum or 0))
    answer = (
        await visit.hub.compare(choice=Choice.kept(visit.who).written(), situation=asked, lump_sum=lump_sum)
    ).compare
    if answer.typename__ != "Comparison":
        return refused(visit, [(answer.code, answer.message)])
    states = [state_of(source) for source in answer.sources]
    return visit.shown(
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        found=answer,
        missing=[state for state in states if not state.is_whole],
        form=form,
        is_told=told is not None,
        has_cash=told is not None and "cash" in told.get("assets", {}),
        drop=drop,
        drops=DROPS,
    )


def _drop(visit: Visit) -> int:
    asked = visit.request.query_params.get("minder", "")
    return next((drop for drop in DROPS if str(drop) == asked), 0)


def _lower(told: Mapping[str, Any], percent: int) -> dict[str, Any]:
    """Take so much off what comes in; whole cents, rounded down, for it is a what-if."""
    incomes = ("monthlyIncome", "otherMonthlyIncome", "taxableIncomeYear")
    return {
        name: value * (100 - percent) // 100 if name in incomes and percent else value for name, value in told.items()
    }


def _without(told: Mapping[str, Any], paid: int) -> dict[str, Any]:
    """Take what was paid at once off the money there is, where that was told: it cannot be spent twice."""
    assets = told.get("assets", {})
    if "cash" not in assets:
        return dict(told)
    return {**told, "assets": {**assets, "cash": max(assets["cash"] - paid, 0)}}


PAGE = Page(show=show, sent=sent)
