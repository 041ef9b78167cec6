"""Each instalment over the parties, then inside each party over its claims, to the cent."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from operator import sub

from consent.parties import AgencyCode
from hub.domain.arrangement import Allocation
from hub.domain.claim import Claim, ClaimKey, Component
from hub.domain.money import Cents, split_by_weight
from hub.rules.edition import InForce
from hub.rules.policy import Policy

_COMPONENTS = tuple(Component)


class _Lines(dict[int, Allocation]):
    """The lines of one part, by what reaches it: month after month that is mostly the same, and the line is kept."""

    def __init__(self, key: ClaimKey, component: Component) -> None:
        super().__init__()
        self._key, self._component = key, component

    def __missing__(self, paid: int) -> Allocation:
        line = self[paid] = Allocation(self._key, self._component, Cents(paid))
        return line


class _Part:
    """One component of one claim, with what is still open of it while the schedule is laid out."""

    __slots__ = ("claim", "component", "lines", "open")

    def __init__(self, claim: Claim, component: Component, amount: Cents) -> None:
        self.claim = claim
        self.component = component
        self.open: int = amount
        self.lines = _Lines(claim.key, component)


def allocate(
    claims: Sequence[Claim], *, amounts: Sequence[Cents], order: Sequence[AgencyCode], policy: Policy
) -> Iterator[tuple[Allocation, ...]]:
    """Give the allocations of each instalment in turn.

    Parties share every receipt anew in proportion to their open totals (R1-21), by largest remainder, ties by `order`,
    a scheme's own (readings 33). Inside a party its own order of categories, then age (R1-22, readings 34).
    """
    queues = [queue for owner in order if (queue := _queue(owner, claims, policy))]
    open_totals = [Cents(sum(part.open for part in queue)) for queue in queues]
    for amount in amounts:
        shares = split_by_weight(amount, open_totals)
        open_totals = list(map(sub, open_totals, shares))
        lines: list[Allocation] = []
        for queue, share in zip(queues, shares, strict=True):
            _take(queue, share, lines)
        yield tuple(lines)


def _take(queue: deque[_Part], share: int, lines: list[Allocation]) -> None:
    """Pay a party's share into its parts in order, finishing one before the next."""
    while share:
        part = queue[0]
        left = part.open
        if share < left:
            part.open = left - share
            lines.append(part.lines[share])
            return
        queue.popleft()
        share -= left
        lines.append(part.lines[left])


def _queue(owner: AgencyCode, claims: Sequence[Claim], policy: Policy) -> deque[_Part]:
    """All open parts of a party's claims, in the order in which money reaches them."""
    order = policy.allocation_order(owner)
    parts = [
        _Part(claim, component, amount)
        for claim in claims
        if claim.key.owner == owner
        for component, amount in claim.open.parts()
        if amount > 0
    ]
    return deque(sorted(parts, key=lambda part: _rank(part, order)) if len(parts) > 1 else parts)


def _rank(part: _Part, order: InForce) -> tuple[int, date, str, int]:
    """Rank by category, then age, then reference; inside a claim costs, interest, principal."""
    component = _COMPONENTS.index(part.component)
    category = _category(part.claim, order) if order.value["by"] == "kind" else component
    return (category, part.claim.imposed_on, part.claim.key.reference, component)


def _category(claim: Claim, order: InForce) -> int:
    """The place of a claim's kind in its owner's order; kinds that the order does not name come last."""
    kinds = order.value["kinds"]
    return next((place for place, group in enumerate(kinds) if claim.kind in group), len(kinds))
