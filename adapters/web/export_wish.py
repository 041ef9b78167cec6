"""What an auditor wants taken out of the log: the body of a request, checked whole."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

FORMATS: Final = ("ndjson", "csv", "parquet", "xlsx", "ldv", "adl")
LONGEST: Final = 200
LARGEST_SAMPLE: Final = 10_000
LARGEST_SEED: Final = 2**53 - 1
MOST_SINCE: Final = 100

_DAY: Final = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
"""Not every day that there is: the day after the last one is none."""

_REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACTIVITY: Final = re.compile(r"[a-z0-9-]{1,60}:[0-9]{1,4}")
"""What they look like. Any other text could be somebody's name, and would stand in the log for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with one member, as the problem says it: where, a stable code, and a sentence."""

    member: str
    code: str
    detail: str

    @property
    def told(self) -> Mapping[str, Any]:
        """Say it by a JSON pointer; what was sent is never repeated."""
        pointer = f"#/{self.member}"
        return {"in": "body", "location": {"pointer": pointer}, "code": self.code, "detail": self.detail}


UNKNOWN: Final = Flaw(member="", code="unknown_member", detail="There is a member that nobody knows.")
"""Where a body may hold some members only."""


class FlawedError(Exception):
    """A body that cannot be used, with everything that is wrong with it."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__()
        self.flaws = flaws


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The lines of these days, both included, by the Dutch calendar; about a person, an agency, under an activity.

    `since` are sizes of the log under older checkpoints; `receipts` are wanted on an `article`.
    """

    first: date
    last: date
    subject: str | None = None
    agency: str | None = None
    activity: str | None = None
    form: str = FORMATS[0]
    sample: int | None = None
    seed: int = 0
    since: frozenset[int] = frozenset()
    receipts: bool = False
    article: str | None = None

    @classmethod
    def read(cls, content: Mapping[str, Any], *, agencies: frozenset[str], trips: Callable[[str], bool]) -> Self:
        """Read a body. Raises FlawedError that has every flaw at once; `trips` finds what no line of a log may carry.

        An unknown member would widen what is taken: it is a flaw.
        """
        told = {name: value for name, value in content.items() if value is not None}
        flaws = [UNKNOWN] if set(told) - set(_MEMBERS) else []
        flaws += [
            Flaw(member=name, code="missing", detail="It must be there.") for name in ("from", "to") if name not in told
        ]
        flaws += [
            Flaw(member=name, code="invalid", detail=says)
            for name, (is_sound, says) in _MEMBERS.items()
            if name in told and not is_sound(told[name])
        ]
        if not flaws:
            flaws += _of_the_whole(told, agencies, trips)
        if flaws:
            raise FlawedError(flaws)
        return cls(
            first=date.fromisoformat(told["from"]),
            last=date.fromisoformat(told["to"]),
            subject=told.get("subject"),
            agency=told.get("agency"),
            activity=told.get("activity"),
            form=told.get("format", FORMATS[0]),
            sample=told.get("sample"),
            seed=told.get("seed", 0),
            since=frozenset(told.get("since", ())),
            receipts=told.get("receipts", False),
            article=told.get("article"),
        )


def _of_the_whole(told: Mapping[str, Any], agencies: frozenset[str], trips: Callable[[str], bool]) -> list[Flaw]:
    flaws = []
    if told["to"] < told["from"]:
        flaws.append(Flaw(member="to", code="before_from", detail="The period ends before it begins."))
    if "agency" in told and told["agency"] not in agencies:
        flaws.append(Flaw(member="agency", code="unknown", detail="There is no such agency."))
    flaws += [
        Flaw(
            member=name,
            code="number_of_somebody",
            detail="It looks like a number of somebody: use the log's reference.",
        )
        for name in ("subject", "activity", "article")
        if trips(told.get(name, ""))
    ]
    if told.get("receipts"):
        flaws += [
            Flaw(member=name, code="missing", detail="Receipts are of one person, and disclosed on an article.")
            for name in ("subject", "article")
            if not told.get(name, "").strip()
        ]
    return flaws


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_number(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_SINCE and all(map(_is_number(1, LARGEST_SEED), value))


_DAY_SAYS: Final = "A day of the calendar, as 2026-07-01."
_NAME_SAYS: Final = "A name as it stands in the log."
_TEXT_SAYS: Final = f"A text of 1 to {LONGEST} characters."
_MEMBERS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "from": (_is_day, _DAY_SAYS),
    "to": (_is_day, _DAY_SAYS),
    "subject": (_matches(_REFERENCE), _NAME_SAYS),
    "agency": (_is_text, _TEXT_SAYS),
    "activity": (_matches(_ACTIVITY), _NAME_SAYS),
    "format": (lambda value: value in FORMATS, f"One of {', '.join(FORMATS)}."),
    "sample": (_is_number(1, LARGEST_SAMPLE), f"A whole number from 1 to {LARGEST_SAMPLE}."),
    "since": (_are_sizes, f"At most {MOST_SINCE} sizes of the log, as older checkpoints have them."),
    "receipts": (lambda value: type(value) is bool, "True or false."),
    "article": (_is_text, _TEXT_SAYS),
    "seed": (_is_number(0, LARGEST_SEED), "A whole number that every reader of JSON can hold."),
}
