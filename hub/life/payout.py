"""What the agency that carries an arrangement out owes each owner of what it received."""

from collections.abc import Iterable, Mapping
from datetime import date

from consent.parties import AgencyCode
from hub.domain.money import NOTHING, Cents
from hub.life.events import Event, Received, Reversed


def received_for(events: Iterable[Event], *, since: date, until: date) -> Mapping[AgencyCode, Cents]:
    """Give what was booked for each owner from a day on and before another; below zero where more was taken back.

    It counts on the day on which it was booked: a period that is over never changes, and none of it is missed by two
    periods or in both. What an agency set off against its own claims never was at the agency that carries it out, and
    what was too much goes back to who paid.
    """
    owed: dict[AgencyCode, Cents] = {}
    booked: dict[str, Received] = {}
    for event in events:
        match event:
            case Received():
                booked[event.payment.reference] = event
                _add(owed, event, +1 if since <= event.on < until else 0)
            case Reversed():
                _add(owed, booked[event.reference], -1 if since <= event.on < until else 0)
            case _:
                pass
    return {owner: amount for owner, amount in owed.items() if amount}


def _add(owed: dict[AgencyCode, Cents], received: Received, sign: int) -> None:
    if received.payment.only is not None:
        return
    for line in received.lines:
        owed[line.key.owner] = Cents(owed.get(line.key.owner, NOTHING) + sign * line.amount)
