"""By which way an arrangement can come about. The standard way is the only one that a rule alone may grant."""

from typing import NamedTuple

from hub.arrange.case import Case
from hub.domain.claim import Claim
from hub.domain.facts import FactName, holds
from hub.domain.reasons import Reason


class Barring(NamedTuple):
    """The claims that keep a plan off the standard way, and why."""

    claims: tuple[Claim, ...]
    reason: Reason


def barring_standard(case: Case) -> Barring | None:
    """Find the claims with a writ that is being executed: they bar the plan that holds them (R1-13, R5-05)."""
    claims = tuple(claim for claim in case.included if holds(claim.fact(FactName.WRIT), on=case.on))
    if not claims:
        return None
    name = f"{case.scheme.rules}.writ_bars_standard"
    return Barring(claims, case.policy.reason("route.writ_bars_standard", name, count=len(claims)))
