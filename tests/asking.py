"""Short questions about an outcome, and the one claim of another party that most cases need."""

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
