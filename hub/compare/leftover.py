"""Which claims are in no plan of a variant: nobody's rules pay them, and they are not nothing for that."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from hub.domain.arrangement import TreatedClaim, Treatment
from hub.domain.claim import Claim
from hub.domain.comparison import Part, Unplanned
from hub.domain.reasons import Reason

_SETTLED: Final = {"claim.nothing_open", "claim.lapsed", "claim.in_arrangement"}
"""Left out, and nothing more is to be paid for it than is paid already."""

_ELSEWHERE: Final = {"claim.not_transferred", "claim.owner_not_in_scheme"}
"""Why other rules than a claim's own leave it out: it says nothing of why its own do."""


def unplanned(parts: tuple[Part, ...], claims: Iterable[Claim]) -> tuple[Unplanned, ...]:
    """Every claim in no part that does not wait and is not settled, with what its own rules say of it."""
    planned = {key for part in parts for key in part.claims}
    left = (claim for claim in claims if claim.key not in planned)
    return tuple(found for claim in left if (found := _of(claim, parts)))


def _of(claim: Claim, parts: tuple[Part, ...]) -> Unplanned | None:
    treated = list(_treated(claim, parts))
    # The claim's own rules come after a joint plan's, so what they say of it takes the place of the same said before.
    said: Mapping[str, Reason] = {reason.code: reason for item in treated for reason in item.reasons}
    if any(item.treatment is Treatment.FROZEN for item in treated) or _SETTLED.intersection(said):
        return None
    why = (reason for code, reason in said.items() if code not in _ELSEWHERE)
    return Unplanned(claim=claim, reasons=(Reason(code="variant.in_no_plan"), *why))


def _treated(claim: Claim, parts: tuple[Part, ...]) -> Iterator[TreatedClaim]:
    """What each part did with a claim that it did not plan."""
    for part in parts:
        for item in part.outcome.considered.claims:
            if item.claim.key == claim.key and item.treatment is not Treatment.INCLUDED:
                yield item
