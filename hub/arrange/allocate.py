"""Each instalment over the parties, then inside each party over its claims, to the cent."""

from collections import deque
from collections.abc import Iterator, Sequence

from consent.parties import AgencyCode
from hub.domain.arrangement import Allocation
from hub.domain.claim import Claim, Component
from hub.domain.money import NOTHING, Cents, split_by_weight
from hub.domain.scheme import Scheme
from hub.rules.policy import InForce, Policy

_COMPONENTS = tuple(Component)


class _Part:
    """One component of one claim, with what is still open of it while the schedule is laid out."""

    __slots__ = ("claim", "component", "open")

    def __init__(self, claim: Claim, component: Component, amount: Cents) -> None:
        self.claim = claim
        self.component = component
        self.open = amount


def allocate(
    claims: Sequence[Claim], *, amounts: Sequence[Cents], scheme: Scheme, policy: Policy
) -> Iterator[tuple[Allocation, ...]]:
    """Give the allocations of each instalment in turn.

    Parties share every receipt anew in proportion to their open totals (R1-21), by largest remainder, ties by the
    scheme's order (readings 33). Inside a party its own order of categories, then age (R1-22, readings 34).
    """
    queues = {owner: _queue(owner, claims, policy) for owner in scheme.order}
    open_totals = {owner: Cents(sum(part.open for part in queue)) for owner, queue in queues.items()}
    for amount in amounts:
        shares = split_by_weight(amount, list(open_totals.values()))
        lines: list[Allocation] = []
        for owner, share in zip(scheme.order, shares, strict=True):
            open_totals[owner] = Cents(open_totals[owner] - share)
            lines.extend(_take(queues[owner], share))
        yield tuple(lines)


def _take(queue: deque[_Part], share: Cents) -> Iterator[Allocation]:
    """Pay a party's share into its parts in order, finishing one before the next."""
    while share > 0:
        part = queue[0]
        paid = Cents(min(share, part.open))
        part.open = Cents(part.open - paid)
        share = Cents(share - paid)
        if part.open == NOTHING:
            queue.popleft()
        yield Allocation(key=part.claim.key, component=part.component, amount=paid)


def _queue(owner: AgencyCode, claims: Sequence[Claim], policy: Policy) -> deque[_Part]:
    """All open parts of a party's claims, in the order in which money reaches them."""
    order = policy.allocation_order(owner)
    parts = [
        _Part(claim, component, amount)
        for claim in claims
        if claim.owner == owner
        for component, amount in claim.open.parts()
        if amount > 0
    ]
    return deque(sorted(parts, key=lambda part: _rank(part, order)))


def _rank(part: _Part, order: InForce) -> tuple[int, str, str, int]:
    """Rank by category, then age, then reference; inside a claim costs, interest, principal."""
    component = _COMPONENTS.index(part.component)
    category = _category(part.claim, order) if order.value["by"] == "kind" else component
    return (category, part.claim.imposed_on.isoformat(), part.claim.key.reference, component)


def _category(claim: Claim, order: InForce) -> int:
    """The place of a claim's kind in its owner's order; kinds that the order does not name come last."""
    kinds = order.value["kinds"]
    return next((place for place, group in enumerate(kinds) if claim.kind in group), len(kinds))
