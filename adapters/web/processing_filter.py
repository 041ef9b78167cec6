"""What somebody wants to see of the processing log: the body of a question, checked whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from consent.activities import uri_of
from hub.errors import BadInput

PERSON: Final = "dpl.core.data_subject_id"
ACTIVITY: Final = "dpl.core.processing_activity_id"
TRACE: Final = "traceId"
START, END = "startTime", "endTime"

_TRACE_ID: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As W3C writes it; or as the extension's schema does, which takes it for a UUID."""

_LONGEST: Final = timedelta(minutes=5)
"""Longest time between the two lines of one action, generously: a request has seconds."""

_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = 200_000_000_000_000
"""The year 8307, in milliseconds: what lies beyond it is no date everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a line must be. Times in milliseconds, both inclusive; a line fits when any of it lies between them."""

    person: str | None = None
    activity: str | None = None
    trace_id: str | None = None
    start: int | None = None
    end: int | None = None

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """Read a body. Raises BadInput that names every fault at once; a member that is none would widen the answer."""
        told = {name: value for name, value in content.items() if value is not None}
        faults = [f"{name}: no such member" for name in sorted(set(told) - {PERSON, ACTIVITY, TRACE, START, END})]
        faults += [f"{name}: no text" for name in (PERSON, ACTIVITY) if not _is_text(told.get(name, "-"))]
        if not _TRACE_ID.fullmatch(str(told.get(TRACE, "0" * 32)).lower()):
            faults.append(f"{TRACE}: 32 hexadecimal digits, or a UUID")
        times = [name for name in (START, END) if type(told.get(name, 0)) is not int or told.get(name, 0) < 0]
        faults += [f"{name}: milliseconds since 1970, a whole number" for name in times]
        if not times and told.get(START, 0) > told.get(END, told.get(START, 0)):
            faults.append(f"{END}: lies before {START}")
        if not {PERSON, ACTIVITY, TRACE} & set(told):
            faults.append(f"name at least one of {TRACE}, {ACTIVITY}, {PERSON}")
        if faults:
            raise BadInput("filter.malformed", f"The question cannot be used: {'; '.join(faults)}.", "Mend it.")
        return cls(
            person=told.get(PERSON),
            activity=told.get(ACTIVITY),
            trace_id=str(told[TRACE]).lower().replace("-", "") if TRACE in told else None,
            start=told.get(START),
            end=told.get(END),
        )

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Between which moments the log must be read to make every line that fits: both lines of an action or none."""
        since = None if self.start is None else _moment(self.start) - _LONGEST
        until = None if self.end is None else _moment(self.end) + _LONGEST
        return since, until

    def fits(self, line: Mapping[str, Any]) -> bool:
        """Say whether a line of the log is wanted."""
        activity = line["attributes"].get(ACTIVITY)
        return (
            (self.trace_id is None or line["trace_id"] == self.trace_id)
            and (self.activity is None or activity in {self.activity, uri_of(self.activity)})
            and (self.start is None or line["end_time"] >= self.start)
            and (self.end is None or line["start_time"] <= self.end)
        )


def _moment(milliseconds: int) -> datetime:
    return _FIRST + timedelta(milliseconds=min(milliseconds, _LAST))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
