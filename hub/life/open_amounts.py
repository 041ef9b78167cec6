"""What is open of the claims of an arrangement, as payments and what joins move it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hub.domain.arrangement import Allocation
from hub.domain.claim import Amounts, Claim, ClaimKey, Component, add_up
from hub.domain.money import Cents


def joined(claims: Iterable[Claim], joins: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, and what joins them: more of one of them, or another one."""
    by_key = {claim.key: claim for claim in claims}
    for claim in joins:
        known = by_key.get(claim.key)
        by_key[claim.key] = replace(known, open=add_up([known.open, claim.open])) if known else claim
    return tuple(by_key.values())


def moved(claims: Iterable[Claim], lines: Iterable[Allocation], sign: int) -> tuple[Claim, ...]:
    """The claims with what is open of them moved by each line."""
    by_key: dict[ClaimKey, dict[Component, int]] = {}
    for line in lines:
        parts = by_key.setdefault(line.key, {})
        parts[line.component] = parts.get(line.component, 0) + sign * line.amount
    return tuple(
        replace(claim, open=_changed(claim.open, by_key[claim.key])) if claim.key in by_key else claim
        for claim in claims
    )


def _changed(amounts: Amounts, by: Mapping[Component, int]) -> Amounts:
    return Amounts(**{part.value: Cents(amount + by.get(part, 0)) for part, amount in amounts.parts()})
