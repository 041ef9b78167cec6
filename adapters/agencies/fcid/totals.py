"""Totals as an agency states them against totals as its events add up (standards §1.6): both numbers are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters.agencies.fcid.document import Case, Event, Obligation, Payment, Remission
from hub.domain.money import Cents

_SETTLES: Final = (Payment, Remission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One total that does not agree with the events."""

    total: str
    stated: Cents
    computed: Cents


def differences(case: Case, events: Sequence[Event]) -> tuple[Difference, ...]:
    """Compare at the moment for which the agency states its totals; without one, over all events.

    A balance that differs only because another total does is not told twice.
    """
    imposed, settled = _sums(events, case.balance_at)
    parts = _compare("total_imposed", case.total_imposed, imposed) + _compare(
        "total_settled", case.total_settled, settled
    )
    # A balance below zero cannot be written: amounts are never negative. An overpaid case has a balance of nothing.
    return parts or _compare("balance", case.balance, Cents(max(0, imposed - settled)))


def _sums(events: Sequence[Event], until: datetime | None) -> tuple[Cents, Cents]:
    """Add up what was imposed, and what was settled."""
    imposed = settled = 0
    for event in events:
        if until is not None and (at := event.at) is not None and at > until:
            continue
        if isinstance(event, Obligation):
            imposed += event.amount
        elif isinstance(event, _SETTLES):
            settled += event.amount
    return Cents(imposed), Cents(settled)


def _compare(total: str, stated: Cents | None, computed: Cents) -> tuple[Difference, ...]:
    if stated is None or stated == computed:
        return ()
    return (Difference(total=total, stated=stated, computed=computed),)
