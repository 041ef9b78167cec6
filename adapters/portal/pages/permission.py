"""P1: permission per organisation. Nothing is ticked beforehand; some is enough; none has no effect on anything."""

from dataclasses import dataclass

from starlette.responses import Response

from adapters.portal.client import Footing, Permission, Purpose
from adapters.portal.client.fragments import GrantLine
from adapters.portal.client.permission import PermissionProcessingActivities
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

SELF = "self"
ALL = "*"
PURPOSES = (Purpose.OVERVIEW, Purpose.PROPOSAL)
"""What the portal asks for: to show debts, and to plan with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What may be asked of a person: the activities, with the words that they read before saying yes."""

    activities: tuple[PermissionProcessingActivities, ...]
    language: str

    @property
    def notices(self) -> list[str]:
        return [notice.id for each in self.activities for notice in each.notices if notice.language == self.language]

    @property
    def words(self) -> list[str]:
        return [notice.text for each in self.activities for notice in each.notices if notice.language == self.language]


async def show(visit: Visit) -> Response:
    """Show what may be asked for, and what was said before."""
    return _shown(visit, await visit.hub.permission(), Form.empty())


async def sent(visit: Visit) -> Response:
    """Give permission for what was ticked."""
    form = await visit.form()
    told = await visit.hub.permission()
    chosen = [code for code in form.ticked("agencies") if code in {agency.code for agency in told.agencies}]
    if not chosen:
        form.wrong("agencies", "permission.none_chosen")
        return _shown(visit, told, form)
    asked = _asked(told, visit.language)
    answer = await visit.hub.give_consent(
        key=form.typed("once"), agencies=chosen, purposes=list(PURPOSES), notices=asked.notices
    )
    if answer.give_consent.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.give_consent.problems])
    return visit.onward("overview")


def _shown(visit: Visit, told: Permission, form: Form) -> Response:
    given = _given(told)
    return visit.shown(
        form=form,
        status=422 if form.errors else 200,
        asked=_asked(told, visit.language),
        without=[agency for agency in told.agencies if agency.code not in given],
        given=[(agency, given[agency.code]) for agency in told.agencies if agency.code in given],
    )


def _asked(told: Permission, language: str) -> Asked:
    """Find the activities under which a person sees what is theirs."""
    found = [
        each
        for purpose in PURPOSES
        for each in told.processing_activities
        if each.purpose is purpose and each.footing is Footing.GRANT and SELF in each.recipients
    ]
    return Asked(activities=tuple(found), language=language)


def _given(told: Permission) -> dict[str, GrantLine]:
    """Find for which agencies all that the portal asks for is given, and the grant that ends first."""
    if told.grants.typename__ != "GrantConnection":
        return {}
    lines = [edge.node for edge in told.grants.edges if edge.node.in_force and edge.node.recipient == SELF]
    found: dict[str, GrantLine] = {}
    for agency in told.agencies:
        own = [line for line in lines if line.agency.code == agency.code]
        if {line.purpose for line in own} >= set(PURPOSES):
            found[agency.code] = min(own, key=lambda line: line.valid_until)
    return found


PAGE = Page(show=show, sent=sent)
