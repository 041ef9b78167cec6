"""What lies behind a page: what was asked of the hub to make it, and what came back. Of a demo only.

The words of a question are no secret there: nobody in a demo is real, and no token is among them.
"""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.portal.visitor import Visitor

MOST_REMEMBERED: Final = 100
"""Visitors whose last sent form is remembered until their next page; a demo sees no more at once."""

REPORT: Final = frozenset({"agency", "status"})
"""What tells how an agency answered has these (`SourceReport`), and stands in a list of its like."""

LISTS: Final = frozenset({"sources", "missing"})
"""Under these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How one agency answered. `reason` is the hub's code, where it said one."""

    agency: str
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call. `cost` is as the hub told it (`extensions.cost`); None where it told nothing."""

    operation: str
    document: str = field(repr=False)
    variables: Mapping[str, Any] = field(repr=False)
    milliseconds: int
    status: int
    cost: Mapping[str, int] | None
    agencies: Sequence[Answered]

    @property
    def written(self) -> str:
        """Write the variables the way they were sent."""
        return json.dumps(dict(self.variables), indent=2, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Behind:
    """Remembers what a sent form asked until the page after it is made: the browser was sent on in between.

    It is kept in this process, so another one that answers instead shows less.
    """

    _waiting: OrderedDict[str, tuple[Asked, ...]] = field(default_factory=OrderedDict, repr=False)

    def keep(self, who: Visitor | None, asked: Sequence[Asked]) -> None:
        """Remember what was asked for a visitor."""
        if who is None or not asked:
            return
        self._waiting[who.form_token] = (*self._waiting.pop(who.form_token, ()), *asked)
        if len(self._waiting) > MOST_REMEMBERED:
            self._waiting.popitem(last=False)

    def taken(self, who: Visitor | None) -> Sequence[Asked]:
        """Give it, once."""
        return () if who is None else self._waiting.pop(who.form_token, ())


def cost_of(content: object) -> Mapping[str, int] | None:
    """Find what the hub charged."""
    extensions = content.get("extensions") if isinstance(content, dict) else None
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    return cost if isinstance(cost, dict) else None


def agencies_in(content: object) -> list[Answered]:
    """Find how agencies answered, each answer once."""
    return [*dict.fromkeys(_found(content))]


def _found(content: object) -> Iterator[Answered]:
    if isinstance(content, list):
        for item in content:
            yield from _found(item)
    elif isinstance(content, dict):
        for name, value in content.items():
            for each in value if name in LISTS and isinstance(value, list) else ():
                if isinstance(each, dict) and each.keys() >= REPORT:
                    yield Answered(agency=each["agency"]["name"], status=each["status"], reason=each.get("reason"))
            yield from _found(value)
