"""Where debt help stands with one creditor, and which message may come next. What is not in the table cannot come."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.exchange.messages import Kind, Message, ProposalAnswer


class Stand(StrEnum):
    """Where it stands."""

    NEW = "new"
    NOTIFIED = "notified"
    BALANCE_ASKED = "balance_asked"
    BALANCE_KNOWN = "balance_known"
    PROPOSED = "proposed"
    DECLINED = "declined"
    ASKED_AGAIN = "asked_again"
    AGREED = "agreed"
    SETTLED = "settled"
    ENDED = "ended"
    NO_COOPERATION = "no_cooperation"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """A message that cannot come where it stands: an answer, not a fault."""

    stand: Stand
    kind: Kind


AWAITS_ANSWER: Final = frozenset({Stand.BALANCE_ASKED, Stand.PROPOSED, Stand.ASKED_AGAIN})
"""The creditor has to answer, and within a time."""

_OPEN: Final = frozenset(Stand) - {Stand.ENDED}
_BEFORE_AGREEING: Final = frozenset(
    {Stand.NOTIFIED, Stand.BALANCE_ASKED, Stand.BALANCE_KNOWN, Stand.PROPOSED, Stand.ASKED_AGAIN}
)


def _table() -> Mapping[tuple[Stand, Kind], Stand]:
    table = {
        (Stand.NEW, Kind.NOTICE): Stand.NOTIFIED,
        (Stand.NOTIFIED, Kind.BALANCE_REQUEST): Stand.BALANCE_ASKED,
        (Stand.BALANCE_ASKED, Kind.BALANCE_ANSWER): Stand.BALANCE_KNOWN,
        (Stand.BALANCE_KNOWN, Kind.PROPOSAL): Stand.PROPOSED,
        (Stand.DECLINED, Kind.RECONSIDERATION): Stand.ASKED_AGAIN,
        (Stand.NO_COOPERATION, Kind.RECONSIDERATION): Stand.ASKED_AGAIN,
        (Stand.AGREED, Kind.SETTLEMENT_AGREED): Stand.SETTLED,
        (Stand.AGREED, Kind.SETTLEMENT_ENDED): Stand.ENDED,
        (Stand.SETTLED, Kind.SETTLEMENT_ENDED): Stand.ENDED,
    }
    for stand in (Stand.PROPOSED, Stand.ASKED_AGAIN):
        table[stand, Kind.PROPOSAL_ANSWER] = Stand.AGREED
    for stand in _BEFORE_AGREEING:
        table[stand, Kind.NO_COOPERATION] = Stand.NO_COOPERATION
        table[stand, Kind.AGREED_BEFORE] = Stand.AGREED
    for stand in _OPEN - {Stand.NEW}:
        table |= {(stand, kind): stand for kind in (Kind.STATUS, Kind.STATUS_REQUEST)}
    return table


TABLE: Final = _table()
"""All that can come: (where it stands, which message) → where it stands then; an answer that declines aside."""


def after(stand: Stand, message: Message) -> Stand | NotNow:
    """Say where it stands after a message."""
    then = TABLE.get((stand, message.kind))
    if then is None:
        return NotNow(stand=stand, kind=message.kind)
    declines = isinstance(message, ProposalAnswer) and not message.agrees
    return Stand.DECLINED if declines else then
