"""What somebody wants computed, before any agency was asked: a scheme, a choice, and their household."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hub.actions.amending import Amends
from hub.domain.arrangement import Choice, OptIn
from hub.domain.claim import ClaimKey
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOptIn:
    """A frozen claim that the person wants in, by the name that the client knows it by; `gives_up` is the remedy."""

    claim: str
    gives_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """A wish. Which claims `opt_ins` name can be told only when the agencies have answered.

    `amends`: it would amend an arrangement that runs, in place of making another one.
    """

    scheme: SchemeCode
    choice: Choice
    situation: Situation | None = None
    opt_ins: tuple[NamedOptIn, ...] = ()
    amends: Amends | None = None

    def choice_among(self, answers: Answers, name_of: Callable[[ClaimKey], str]) -> Choice:
        """Give the choice with the claims that were meant. Raises BadInput (`opt_in.unknown_claim`)."""
        return with_opt_ins(self.choice, self.opt_ins, answers, name_of)


def with_opt_ins(
    choice: Choice, named: tuple[NamedOptIn, ...], answers: Answers, name_of: Callable[[ClaimKey], str]
) -> Choice:
    """Add the claims that were meant to a choice. Raises BadInput (`opt_in.unknown_claim`)."""
    if not named:
        return choice
    keys = {name_of(claim.key): claim.key for claim in answers.claims}
    return replace(choice, opt_ins=tuple(_found(wish, keys) for wish in named))


def _found(wish: NamedOptIn, keys: dict[str, ClaimKey]) -> OptIn:
    key = keys.get(wish.claim)
    if key is None:
        raise BadInput("opt_in.unknown_claim", "There is no such claim.", "Name one of the claims shown.")
    return OptIn(owner=key.owner, reference=key.reference, gives_up=wish.gives_up)
