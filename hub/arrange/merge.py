"""The same debt told by two agencies is one debt; what only looks the same is shown twice and planned by a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hub.domain.claim import Claim, ClaimKey

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Every debt once, in order of identity; the reports that gave way; the groups that may be one debt."""

    claims: tuple[Claim, ...]
    history: tuple[Claim, ...]
    possible_duplicates: tuple[tuple[ClaimKey, ...], ...]

    def only(self, keys: Collection[ClaimKey]) -> "Merged":
        """The same of some debts: whoever names a debt names every one that may be the same."""
        return Merged(
            claims=tuple(claim for claim in self.claims if claim.key in keys),
            history=tuple(claim for claim in self.history if claim.key in keys),
            possible_duplicates=tuple(group for group in self.possible_duplicates if group[0] in keys),
        )


def merge(told: Iterable[Claim]) -> Merged:
    """Count each debt once (deciding organization and case reference; `standards.md` §1.6, readings 8)."""
    by_key: dict[ClaimKey, list[Claim]] = defaultdict(list)
    for claim in told:
        by_key[claim.key].append(claim)
    ordered = [reports for _, reports in sorted(by_key.items())]
    current = tuple([_counts(reports) for reports in ordered])
    history = [
        claim
        for reports, kept in zip(ordered, current, strict=True)
        if len(reports) > 1
        for claim in sorted(reports, key=_standing)
        if claim is not kept
    ]
    return Merged(claims=current, history=tuple(history), possible_duplicates=_look_alikes(current))


def _counts(reports: list[Claim]) -> Claim:
    """Of several reports of one debt the one that stands above the others."""
    return max(reports, key=_standing) if len(reports) > 1 else reports[0]


def _standing(claim: Claim) -> tuple[bool, datetime, bool, str]:
    """Rank two reports of one debt: who still collects, then the later take-over, then who collects for another."""
    collects_for_another = claim.collector != claim.owner
    return (claim.handed_over_at is None, claim.taken_over_at or _NEVER, collects_for_another, claim.collector)


def _look_alikes(claims: Iterable[Claim]) -> tuple[tuple[ClaimKey, ...], ...]:
    """Group claims of one owner with the same amount and date of imposing under different references.

    `claims` are in order of identity, and so is each group.
    """
    alike: dict[tuple[str, int, date], list[ClaimKey]] = defaultdict(list)
    for claim in claims:
        alike[claim.owner, claim.principal, claim.imposed_on].append(claim.key)
    return tuple(tuple(keys) for _, keys in sorted(alike.items()) if len(keys) > 1)
