"""Receipts of consent: what a person takes home when they gave, narrowed or withdrew it.

The same event gives the same receipt whenever it is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence

from consent import history
from consent.activities import Activity
from consent.grants import ConsentEvent, Given, Grant, GrantId, Narrowed, Used, Withdrawn
from consent.history import GrantState
from consent.receipt_form import ConsentReceipt, Happened, Naming, Step, written


def by_grant(events: Iterable[ConsentEvent]) -> Mapping[GrantId, Sequence[Given | Narrowed | Withdrawn]]:
    """Sort a record into what happened to each grant, in its order. Use is not an act of the person: no receipt."""
    found: dict[GrantId, list[Given | Narrowed | Withdrawn]] = {}
    for event in events:
        if not isinstance(event, Used):
            name = event.grant.id if isinstance(event, Given) else event.grant_id
            found.setdefault(name, []).append(event)
    return found


def notice_of(grant: Grant, activity: Activity | None) -> str | None:
    """Give the very text that was read; None where the register no longer has it, to the letter."""
    language, _, _ = grant.notice.partition(":")
    if activity is None or grant.activity != activity.id or language not in activity.texts:
        return None
    return activity.texts[language] if activity.notice(language) == grant.notice else None


def receipts(
    events: Sequence[Given | Narrowed | Withdrawn], activity: Activity | None, naming: Naming
) -> tuple[ConsentReceipt, ...] | None:
    """Give one receipt per event of a grant, oldest first; None where what was read can no longer be shown.

    Each receipt tells all that had happened until then. A grant that nobody gave has none.
    """
    steps = _steps(events)
    if not steps:
        return ()
    text = notice_of(steps[0].after.grant, activity)
    if activity is None or text is None:
        return None
    return tuple(written(steps[: place + 1], activity, text, naming) for place in range(len(steps)))


def _steps(events: Sequence[Given | Narrowed | Withdrawn]) -> tuple[Step, ...]:
    """Follow a grant from event to event, the giving first whenever it arrived."""
    in_order = sorted(events, key=lambda event: not isinstance(event, Given))
    found = []
    for place, event in enumerate(in_order):
        after = history.states(in_order[: place + 1], known_at=max(each.at for each in in_order))
        if not after:
            return ()
        found.append(Step(happened=_happened(event, after[0]), at=event.at, by=event.by, after=after[0]))
    return tuple(found)


def _happened(event: Given | Narrowed | Withdrawn, after: GrantState) -> Happened:
    """Say what an event came to: narrowed to nothing is withdrawn."""
    if isinstance(event, Given):
        return Happened.GIVEN
    return Happened.NARROWED if after.withdrawn_at is None else Happened.WITHDRAWN
