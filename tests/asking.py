"""Short questions about an outcome, and the claims of other parties that most cases need."""

from datetime import date
from typing import Any

from builders import a_claim

from hub.domain.claim import Claim


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


def treatments(outcome: Any) -> dict[str, Any]:
    return {item.claim.key.reference: item.treatment for item in outcome.considered.claims}


def reasons_of(outcome: Any, reference: str) -> list[str]:
    (item,) = [item for item in outcome.considered.claims if item.claim.key.reference == reference]
    return codes(item.reasons)


def from_duo(cents: int, **more: Any) -> Claim:
    return a_claim(cents, owner="duo", collector="cjib", reference="D-1", **more)


def amounts(outcome: Any) -> list[int]:
    return [one.amount for one in outcome.instalments]


def a_tax(cents: int = 92000, *, reference: str = "B-1", **more: Any) -> Claim:
    told = {"kind": "income_tax", "due_on": date(2026, 10, 1), **more}
    return a_claim(cents, owner="belastingdienst", collector="belastingdienst", reference=reference, **told)


def a_reclaim(cents: int, *, reference: str = "T-1", **more: Any) -> Claim:
    told = {"kind": "benefit_reclaim", "due_on": date(2026, 12, 20), **more}
    return a_claim(cents, owner="toeslagen", collector="toeslagen", reference=reference, **told)
