"""Kinds of debt for which an agency's own rules offer no plan: a person there decides (readings 25)."""

from collections.abc import Callable

from hub.arrange import beside
from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman, Outcome


def offered_only(case: Case, plan: Callable[[Case], Outcome]) -> NeedsHuman | None:
    """Hand claims to a person for which no rule of a plan was found, with the plan for the others beside it."""
    name = f"{case.rules}.kinds_with_plan"
    kinds = case.policy.find(name)
    if kinds is None:
        return None
    without_plan = tuple(claim for claim in case.included if claim.kind not in kinds.value)
    if not without_plan:
        return None
    reason = case.policy.reason("owner.plan_unknown", name, count=len(without_plan))
    return case.human(reason, alternative=beside.without(case, without_plan, reason, plan))
