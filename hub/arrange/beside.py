"""The plan that is possible without some claims, under the rules that then apply (readings 12)."""

from collections.abc import Callable

from hub.arrange import gates
from hub.arrange.case import Case
from hub.domain.arrangement import Outcome, Proposal
from hub.domain.claim import Claim
from hub.domain.reasons import Reason


def without(case: Case, claims: tuple[Claim, ...], reason: Reason, plan: Callable[[Case], Outcome]) -> Proposal | None:
    """Lay the others out; None where none is left, or no plan comes of it."""
    other = case.without(claims, reason)
    outcome = gates.closed(other) or plan(other)
    return outcome if isinstance(outcome, Proposal) else None
