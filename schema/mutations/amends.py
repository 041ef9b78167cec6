"""A proposal that would amend an arrangement that runs, in place of making another one."""

import strawberry

from consent.parties import SubjectRef
from consent.verdict import Ground
from hub.actions.amending import Amends
from hub.actions.preview_change import preview_change
from hub.actions.show_accepted import Look
from hub.actions.show_arrangement import Shown
from hub.life.problem import LifeProblem
from schema import global_id
from schema.context import Context
from schema.directives import PERSONAL, policy
from schema.problems import ArrangementProblem
from schema.types.accepted import KIND
from schema.types.accepted_change import ArrangementChange
from schema.types.arrangement import ADDED


@strawberry.input(
    description="An arrangement that runs, and what is to join it. What is in it stays in it.",
    directives=policy(PERSONAL, added=ADDED),
)
class AmendsInput:
    """What is to be amended."""

    arrangement: strawberry.ID = strawberry.field(description="Id of the accepted arrangement.")
    joining: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of claims that are to join (`Claim.id`), or that are to join with what they grew by. The "
        "agency decides, and takes new claims in only in special cases. At most 100.",
    )


def amends_of(given: AmendsInput | None) -> Amends | None:
    """Read what is to be amended. What is no id of an arrangement stands for none."""
    if given is None:
        return None
    return Amends(
        arrangement=global_id.key_of(str(given.arrangement), KIND) or "",
        joining=frozenset(map(str, given.joining)),
    )


async def change_of(
    made: Shown, amends: Amends, subject: SubjectRef, context: Context
) -> ArrangementChange | ArrangementProblem:
    """Show what the proposal would change, or why it cannot be asked for."""
    look = Look(requester=context.requester, subject=subject, trace=context.trace)
    found = await context.services.actions.show_accepted(look)
    mine = [] if isinstance(found, Ground) else [each for each in found if each.alive.kept.id == amends.arrangement]
    if not mine:
        return ArrangementProblem.from_domain(LifeProblem.UNKNOWN)
    life = mine[0].alive.life
    change = preview_change(life, made, on=context.today, policy=context.policy)
    if isinstance(change, LifeProblem):
        return ArrangementProblem.from_domain(change)
    return ArrangementChange.from_domain(change, life, context.about(subject))
