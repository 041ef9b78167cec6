"""Each instalment over the parties, then inside each party over its claims, to the cent."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import groupby

from consent.parties import AgencyCode
from hub.domain.arrangement import Allocation
from hub.domain.claim import Claim, ClaimKey, Component, KindCode
from hub.domain.money import Cents, split_by_weight, times_alike
from hub.rules.edition import InForce
from hub.rules.policy import Policy

_COMPONENTS = tuple(Component)

Lines = tuple[Allocation, ...]
"""What goes where of one instalment."""


class _Part:
    """One component of one claim, with what is still open of it while the schedule is laid out."""

    __slots__ = ("component", "key", "open")

    def __init__(self, key: ClaimKey, component: Component, amount: Cents) -> None:
        self.key = key
        self.component = component
        self.open: int = amount


def allocate(
    claims: Sequence[Claim], *, amounts: Sequence[Cents], order: Sequence[AgencyCode], policy: Policy
) -> list[Lines]:
    """Give the allocations of each instalment.

    Parties share every receipt anew in proportion to their open totals (R1-21), by largest remainder, ties by `order`,
    a scheme's own (readings 33). Inside a party its own order of categories, then age (R1-22, readings 34).
    Instalments of one amount that come to the same shares are split once.
    """
    owed: dict[AgencyCode, list[Claim]] = defaultdict(list)
    for claim in claims:
        owed[claim.owner].append(claim)
    queues = [queue for owner in order if (queue := _queue(owed[owner], policy.allocation_order(owner)))]
    totals = [Cents(sum([part.open for part in queue])) for queue in queues]
    laid: list[Lines] = []
    for amount, same in groupby(amounts):
        left = len(list(same))
        while left:
            shares = split_by_weight(amount, totals)
            times = min(left, times_alike(amount, totals, shares))
            totals = [Cents(total - share * times) for total, share in zip(totals, shares, strict=True)]
            left -= times
            laid += _lines([pair for pair in zip(queues, shares, strict=True) if pair[1]], times)
    return laid


def _lines(shares: Sequence[tuple[deque[_Part], int]], times: int) -> list[Lines]:
    """The lines of so many instalments with these shares: the same ones until a part is paid off."""
    laid: list[Lines] = []
    while len(laid) < times:
        alike = min([(queue[0].open - 1) // share for queue, share in shares])
        if alike:
            alike = min(alike, times - len(laid))
            laid += [tuple([_pay(queue[0], share, alike) for queue, share in shares])] * alike
        else:
            laid.append(tuple([line for queue, share in shares for line in _take(queue, share)]))
    return laid


def _pay(part: _Part, share: int, times: int = 1) -> Allocation:
    """Pay a part so much, so many times; give the line of each."""
    part.open -= share * times
    return Allocation(part.key, part.component, Cents(share))


def _take(queue: deque[_Part], share: int) -> Iterator[Allocation]:
    """Pay a party's share into its parts in order, finishing one before the next."""
    while share:
        part = queue[0]
        paid = min(share, part.open)
        if paid == part.open:
            queue.popleft()
        share -= paid
        yield _pay(part, paid)


def _queue(claims: Sequence[Claim], order: InForce) -> deque[_Part]:
    """All open parts of a party's claims, in the order in which money reaches them.

    By category, then age, then reference; inside a claim costs, interest, principal. Where these are the categories
    they come first: each sorting keeps what is alike in the order that it had.
    """
    ordered = sorted(claims, key=lambda claim: (claim.imposed_on, claim.key.reference))
    by_kind = order.value["by"] == "kind"
    if by_kind:
        ordered.sort(key=partial(_category, order.value["kinds"]))
    parts = [
        _Part(claim.key, component, amount)
        for claim in ordered
        for component, amount in claim.open.parts()
        if amount > 0
    ]
    if not by_kind:
        parts.sort(key=lambda part: _COMPONENTS.index(part.component))
    return deque(parts)


def _category(kinds: Sequence[Collection[KindCode]], claim: Claim) -> int:
    """The place of a claim's kind in its owner's order; kinds that the order does not name come last."""
    return next((place for place, group in enumerate(kinds) if claim.kind in group), len(kinds))
