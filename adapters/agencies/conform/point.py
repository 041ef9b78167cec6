"""What is looked at, and how it is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import httpx2

from adapters.agencies.fcid.faults import Fault
from adapters.agencies.fcid.profile import Certainty, Profile

SURE = frozenset({Certainty.PUBLISHED, Certainty.PROSE})

OF_SPELLING = frozenset({"fcid.missing", "fcid.unknown_word", "fcid.unknown_key", "fcid.unknown_event"})
"""Faults that may be ours: perhaps the key is there, under a spelling that nobody told us."""


class Outcome(StrEnum):
    """How it looks. A notice is about something that we are not sure of ourselves."""

    RIGHT = "right"
    WRONG = "wrong"
    NOTICE = "notice"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One point: its name, what is asked for, how it looks, and what was found where it is not right."""

    point: str
    asks: str
    outcome: Outcome
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What was found. `sure` is False where the standard is not clear enough to call it wrong."""

    found: str
    sure: bool = True


class NotThere(Exception):
    """The agency cannot be reached at all."""


class Impossible(Exception):
    """Something before was not right, so there is nothing to look at."""


Check = Callable[[], Iterable[Wrong]]


def looked_at(points: Mapping[tuple[str, str], Check]) -> Iterator[Finding]:
    """Look at each point: one finding where it is right or cannot be looked at, otherwise one for each thing found."""
    for (point, asks), check in points.items():
        try:
            wrong = list(check())
        except Impossible as why:
            yield Finding(point=point, asks=asks, outcome=Outcome.SKIPPED, found=str(why))
            continue
        except httpx2.ConnectError:
            raise NotThere from None
        except httpx2.HTTPError as fault:
            wrong = [Wrong(found=f"no whole answer came ({type(fault).__name__})")]
        for each in wrong:
            outcome = Outcome.WRONG if each.sure else Outcome.NOTICE
            yield Finding(point=point, asks=asks, outcome=outcome, found=each.found)
        if not wrong:
            yield Finding(point=point, asks=asks, outcome=Outcome.RIGHT)


def of_fault(fault: Fault, profile: Profile) -> Wrong:
    """Tell a fault of a document; only a notice where it hangs on a spelling that is not certain."""
    key = fault.path.rpartition(".")[2].partition("[")[0]
    known = {spelling.certainty for spelling in profile.spellings.values() if spelling.key == key}
    sure = fault.code not in OF_SPELLING or bool(known & SURE)
    return Wrong(found=str(fault) if sure else f"{fault} (how this key is spelled is not certain)", sure=sure)


def status(answer: httpx2.Response, *wanted: int) -> Iterator[Wrong]:
    """Find a status that is none of those wanted."""
    if answer.status_code not in wanted:
        yield Wrong(found=f"status {answer.status_code}, not {' or '.join(map(str, wanted))}")
