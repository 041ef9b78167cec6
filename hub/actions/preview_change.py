"""What a kept proposal would make of an arrangement that runs: shown before it is asked for."""

from datetime import date

from hub.actions.show_arrangement import Shown
from hub.domain.arrangement import Proposal
from hub.life.actor import Actor, ActorKind
from hub.life.amend import ask_change
from hub.life.events import ChangeAsked
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.rules.policy import Policy


def preview_change(life: Life, shown: Shown, *, on: date, policy: Policy) -> ChangeAsked | LifeProblem:
    """Give the wish as it would be; nothing comes of it."""
    proposal = shown.receipt.outcome
    assert isinstance(proposal, Proposal)  # noqa: S101 nothing else is kept
    return ask_change(
        life,
        proposal,
        named=shown.id,
        payment_day=shown.receipt.inputs.choice.payment_day,
        by=Actor(kind=ActorKind.PERSON),
        on=on,
        policy=policy,
    )
