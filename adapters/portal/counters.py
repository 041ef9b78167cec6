"""How far people get, page by page and per language: numbers, and nothing of anybody.

They are in this process's memory and gone with it. A number is never kept beside an address, a session, a moment or
another page, so nothing says which visit it came from. Somebody who reloads a page is counted again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus


class Outcome(StrEnum):
    """What became of one request for a page."""

    SHOWN = "shown"
    WENT_ON = "went_on"
    SLIP = "slip"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One page in one language: how often each thing happened since this process began."""

    page: str
    language: str
    shown: int
    went_on: int
    slip: int
    trouble: int


@dataclass(frozen=True, slots=True)
class Counters:
    """Counts. A call for help is the page `help` shown; a journey done is `agree` that went on."""

    _counted: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)

    def note(self, page: str, language: str, method: str, status: int) -> None:
        """Count one answer; one that only led to the log-in is none."""
        outcome = _outcome(method, status)
        if outcome is not None:
            self._counted[page, language, outcome] += 1

    def told(self) -> Iterator[Counted]:
        """Give every page that anything happened on."""
        for page, language in dict.fromkeys((page, language) for page, language, _ in self._counted):
            numbers = {outcome.value: self._counted[page, language, outcome] for outcome in Outcome}
            yield Counted(page=page, language=language, **numbers)


def _outcome(method: str, status: int) -> Outcome | None:
    match method, status:
        case "POST", HTTPStatus.SEE_OTHER:
            return Outcome.WENT_ON
        case _, HTTPStatus.UNPROCESSABLE_ENTITY:
            return Outcome.SLIP
        case "GET", HTTPStatus.OK:
            return Outcome.SHOWN
        case _:
            return Outcome.TROUBLE if status >= HTTPStatus.BAD_REQUEST else None
