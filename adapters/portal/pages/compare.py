"""P6: every way of arranging it side by side, and what if the income were lower. The address holds nothing personal."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.choice import Choice
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.sources import state_of
from adapters.portal.visit import Visit

DROPS: Final = (0, 10, 25)
"""What if so many percent of the income were gone."""


async def show(visit: Visit) -> Response:
    """Show the variants on today's facts, with what was told of the household."""
    told = situation.kept(visit.who)
    drop = _drop(visit)
    asked = None if told is None else situation.written(_lower(told, drop))
    answer = (await visit.hub.compare(choice=Choice.kept(visit.who).written(), situation=asked)).compare
    if answer.typename__ != "Comparison":
        return refused(visit, [(answer.code, answer.message)])
    states = [state_of(source) for source in answer.sources]
    return visit.shown(
        found=answer,
        missing=[state for state in states if not state.is_whole],
        is_told=told is not None,
        drop=drop,
        drops=DROPS,
        heaviest=max((variant.monthly or 0 for variant in answer.variants), default=0),
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


PAGE = Page(show=show)
