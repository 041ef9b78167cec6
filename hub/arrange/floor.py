"""Whether the subsistence minimum is guarded: claimed only where it was checked on everything that matters."""

from hub.arrange.case import Case
from hub.domain.arrangement import Floor, NeedsHuman, Outcome, Proposal, Route
from hub.domain.capacity import NoRoomKnown
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.domain.situation import Situation
from hub.means.room import room
from hub.rules.policy import Policy

_FLOOR = "harmonised.floor"
_ROOM = "harmonised.joint_capacity"
_CODES = {
    Floor.GUARDED: "floor.guarded",
    Floor.PARTLY_CHECKED: "floor.partly_checked",
    Floor.BELOW: "floor.below",
}


def state(case: Case, largest: Cents) -> Floor:
    """Say whether the largest instalment leaves the household what it must keep (readings 26, 27; decision 30)."""
    room = case.known_room
    if room is None:
        return Floor.NOT_CHECKED
    if largest > max(room.amount, 0):
        return Floor.BELOW
    return Floor.GUARDED if room.complete else Floor.PARTLY_CHECKED


def guarded(outcome: Outcome, situation: Situation | None, policy: Policy) -> Outcome:
    """Let no plan through that leaves too little, or of which nobody knows what it leaves: a person looks (R8-03).

    The plan that the rules alone lead to stands beside it. A pause asks nothing of anybody.
    """
    if not isinstance(outcome, Proposal) or situation is None or outcome.route is Route.PAUSE:
        return outcome
    if outcome.room is None:
        unknown = room(situation, policy)
        grounds = unknown.reasons if isinstance(unknown, NoRoomKnown) else ()
    elif outcome.floor is Floor.BELOW:
        help_there = () if outcome.room.amount > 0 else (policy.reason("refer.debt_help", _ROOM),)
        grounds = (policy.reason("floor.below_by_the_rules", _ROOM), *help_there)
    else:
        return outcome
    return NeedsHuman(considered=outcome.considered, reasons=grounds, alternative=outcome, room=outcome.room)


def needs_situation(case: Case) -> Reason:
    """Say that this way is open only to who tells of the household: without it nobody knows the room."""
    return case.policy.reason("route.needs_situation", _FLOOR)


def reason(case: Case, largest: Cents) -> Reason:
    """Say the same as a step of the computation."""
    room = case.known_room
    if room is None:
        return case.policy.reason("floor.not_checked", _FLOOR)
    return case.policy.reason(
        _CODES[state(case, largest)], _ROOM, amount=Money(cents=largest), room=Money(cents=room.amount)
    )


def block(case: Case, largest: Cents) -> tuple[Reason, ...]:
    """A plan that goes below the floor can be shown; nobody can accept it (R8-03)."""
    if state(case, largest) is not Floor.BELOW:
        return ()
    return (case.policy.reason("floor.plan_below", _ROOM),)
