"""What holds for everybody that the generator makes, over the wire and back."""

from collections import Counter

import pytest
from generated_people import outcomes

from hub.domain.arrangement import Proposal

SCHEMES = ("rijk-2025", "rijk-wide")


def check(count: int) -> Counter[str]:
    """Sum of instalments equals sum of admitted claims, for each of so many people under both schemes."""
    seen: Counter[str] = Counter()
    for scheme in SCHEMES:
        for _, outcome in outcomes(seed=1, count=count, scheme=scheme):
            seen[f"{scheme} {type(outcome).__name__}"] += 1
            if isinstance(outcome, Proposal):
                admitted = sum(claim.open.total for claim in outcome.considered.included)
                paid = sum(line.amount for part in outcome.instalments for line in part.allocations)
                assert admitted == outcome.total == sum(part.amount for part in outcome.instalments) == paid
    return seen


def test_instalments_add_up_to_the_admitted_claims_for_a_thousand_people():
    seen = check(1_000)
    assert seen["rijk-wide Proposal"] > 500
    assert seen["rijk-2025 Refusal"] > 0


@pytest.mark.prove
def test_instalments_add_up_to_the_admitted_claims_for_ten_thousand_people(record_property):
    seen = check(10_000)
    record_property("people", 10_000)
    for name, number in sorted(seen.items()):
        record_property(name, number)
