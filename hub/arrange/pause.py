"""Time without paying: where there is no room, or where the person asks for it (R1-16, R5-07)."""

from consent.months import months_after
from hub.arrange.case import Case
from hub.arrange.limits import limit
from hub.arrange.plan import Layout, granted, propose
from hub.domain.arrangement import DecidedBy, NeedsHuman, Proposal, Route
from hub.domain.capacity import Room
from hub.domain.facts import FactName
from hub.domain.reasons import Day, Money, Reason


def plan(case: Case) -> Proposal | NeedsHuman:
    """A pause to find help of the municipality; longer once it has been granted. Everything stays open after it."""
    months, reason = _months(case)
    until = months_after(case.on, months)
    ends = limit(case, case.included)
    if ends and until > ends.last_day:
        return case.human(ends.reason)
    layout = Layout(
        route=Route.PAUSE,
        decided_by=DecidedBy.PERSON,
        due_dates=(),
        amounts=(),
        reasons=(reason, case.policy.reason("pause.until", *reason.parameters, until=Day(on=until))),
        review_on=until,
        conditions=(
            granted(case),
            case.policy.reason("refer.debt_help", f"{case.rules}.pause_months"),
        ),
    )
    return propose(case, layout)


def postponement(case: Case) -> NeedsHuman:
    """Postponement because all or much is soon paid: the text names no period, so a person decides (R1-16)."""
    name = f"{case.rules}.postponement"
    return case.human(case.policy.reason("postponement.by_person", name))


def no_room(case: Case, room: Room) -> NeedsHuman:
    """Nothing to pay from: no plan of nothing a month, but a pause, help, and a person (rules.md 11.10, E16)."""
    months = case.policy.get(f"{case.rules}.pause_months").value
    more = case.policy.get(f"{case.rules}.pause_help_months").value
    names = (f"{case.rules}.pause_months", f"{case.rules}.pause_help_months")
    none = case.policy.reason("capacity.none", "harmonised.joint_capacity", room=Money(cents=room.amount))
    offered = case.policy.reason("pause.offered", *names, months=months, more=more)
    rest = plan(case)
    return case.human(
        none,
        offered,
        case.policy.reason("refer.debt_help", names[0]),
        alternative=rest if isinstance(rest, Proposal) else None,
    )


def _months(case: Case) -> tuple[int, Reason]:
    first = f"{case.rules}.pause_months"
    months = case.policy.get(first).value
    if not case.person_is(FactName.DEBT_HELP):
        return months, case.policy.reason("pause.to_find_help", first, months=months)
    more = f"{case.rules}.pause_help_months"
    months += case.policy.get(more).value
    return months, case.policy.reason("pause.with_help", first, more, months=months)
