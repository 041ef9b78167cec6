"""How long what an activity leads to is kept, and how that ends: in words that a program reads (AVG art. 30(1)(f))."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Records(StrEnum):
    """What is kept. Amounts stand in the first five only, sealed under the person's key."""

    PROPOSALS = "proposals"
    ACCEPTED_PROPOSALS = "accepted proposals"
    """Each with its receipt: what the arrangement, or a change of it, was computed from."""

    ARRANGEMENTS = "arrangements"
    REVIEWS = "reviews"
    DISPUTES = "disputes"
    CONSENTS = "consents"
    CONSENT_REQUESTS = "consent requests"
    MANDATES = "mandates"
    COMMANDS = "commands"
    """Idempotency keys, and what came of each."""

    EVENTS = "events"
    LOG_LINES = "log lines"


class Ending(StrEnum):
    """What becomes of it when its time is over, or when the person is erased."""

    REMOVED = "removed"
    """Nothing is left. Erased before that, what is sealed can be read by nobody."""

    SHREDDED = "shredded"
    """The key is destroyed under which it was sealed: bytes that nobody can read."""

    UNLINKED = "unlinked"
    """It stays, about a reference that leads to nobody any more."""


ERASURE: Final = "erasure"
"""Until: the person asks to be erased."""

REMEDY: Final = "remedy"
"""Until: nothing can be done against the decision any more; which day that is, the law of its agency says."""

EVER: Final = "ever"
"""Until: nothing; whoever has a copy of the log must be able to check it."""

_TIME: Final = re.compile(r"P[1-9]\d*D|(setting|rule):[a-z_]+(\.[a-z_]+)+")
_MUST: Final = frozenset({"records", "since", "until", "ends"})
_MAY: Final = frozenset({"at_least"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept under an activity.

    `since` says in a word what the time counts from. `until` is `ERASURE`, `REMEDY`, `EVER`, a number of days
    (`P14D`), or where the number stands: `setting:…` in the configuration, `rule:…` in the rule book. `at_least`: so
    long it is kept even though the person asks to be erased.
    """

    records: Records
    since: str
    until: str
    ends: Ending
    at_least: str | None = None


def read(told: Mapping[str, str]) -> Kept:
    """Read one. Raises ValueError that says what is wrong with it."""
    if not _MUST <= set(told) <= _MUST | _MAY:
        raise ValueError(f"keeps: {', '.join(sorted(_MUST))}, and perhaps {', '.join(_MAY)}")
    times = {told["until"]: (ERASURE, REMEDY, EVER), **({told["at_least"]: ()} if "at_least" in told else {})}
    if wrong := [time for time, words in times.items() if time not in words and not _TIME.fullmatch(time)]:
        raise ValueError(f"keeps: no time: {', '.join(wrong)}")
    return Kept(
        records=Records(told["records"]),
        since=told["since"],
        until=told["until"],
        ends=Ending(told["ends"]),
        at_least=told.get("at_least"),
    )
