"""Acting for somebody else: what the mandate covers, and plainly what it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from adapters.portal.client import Act
from adapters.portal.client.mandates import MandatesMandatesMandateListMandates as Mandate
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What one mandate covers. `acts` and `others` name texts under `acting.act`; `left_out` are agencies' names."""

    mandate: Mandate
    acts: Sequence[str]
    others: Sequence[str]
    left_out: Sequence[str]


async def show(visit: Visit) -> Response:
    """Show it. Whoever acts for nobody sees their own overview."""
    if not visit.who.represents:
        return visit.onward("overview")
    answer = await visit.hub.mandates()
    told = answer.mandates
    if told.typename__ != "MandateList":
        return refused(visit, [(told.code, told.message)])
    every = {agency.name for agency in answer.agencies}
    return visit.shown(
        whom=visit.who.whom,
        reaches=[_reach(mandate, every) for mandate in told.mandates if mandate.in_force],
    )


def _reach(mandate: Mandate, every: set[str]) -> Reach:
    return Reach(
        mandate=mandate,
        acts=[act.value for act in Act if act in mandate.acts],
        others=[act.value for act in Act if act not in mandate.acts],
        left_out=sorted(every - {agency.name for agency in mandate.agencies}),
    )


PAGE = Page(show=show)
