"""Control totals over lines of the log: per agency and month, for whoever holds them against an agency's own numbers.

Counts only: the log has no amounts.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from hub.audit.events import Event
from hub.audit.extract import Line

FORM: Final = "hub-totals/1"

UNKNOWN: Final = ""
"""Stands for the agency where the lines that were taken out do not say which it was."""

PAYMENTS: Final = {"recordPayment": "booked", "reversePayment": "reversed"}
"""What an operation on an arrangement counts as."""

_FILES: Final = {
    Event.COLLECTION_EXPORTED: "collected",
    Event.PAYOUT_EXPORTED: "paid_out",
    Event.ARRANGEMENT_EXPORTED: "exchanged",
}
_OTHER_COUNTS: Final = frozenset({Event.CLAIMS_ASKED, Event.ACCESS_EVALUATED})
"""Events whose decisions are no access: what was asked is released afterwards, and an evaluation is told to others."""

REQUEST: Final = "request"
"""The errand by which an agency is asked for an arrangement (`hub.domain.errand.ErrandKind`)."""


@dataclass(slots=True)
class Totals:
    """Counts lines in the order of the log. `month_of` gives the month of a moment, by the calendar of the agencies."""

    month_of: Callable[[datetime], str]
    _events: Counter[str] = field(default_factory=Counter)
    _counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _deviations: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _requests: set[str] = field(default_factory=set)
    _executes: dict[str, str] = field(default_factory=dict)

    def count(self, line: Line) -> None:
        """Count a line."""
        event, month = line["event"], self.month_of(datetime.fromisoformat(line["at"]))
        outcome: Mapping[str, Any] = line.get("outcome", {})
        self._events[event] += 1
        if event not in _OTHER_COUNTS:
            self._accesses(line, month)
        agency = str(outcome.get("agency", UNKNOWN))
        if event in (Event.ERRAND_BROUGHT, Event.ERRAND_ANSWERED) and outcome.get("kind") == REQUEST:
            self._request(event, outcome, agency, month)
        elif event == Event.ARRANGEMENT_MOVED and outcome.get("operation") in PAYMENTS:
            executes = self._executes.get(str(outcome.get("arrangement")), UNKNOWN)
            self._counts[executes, month, "payments", PAYMENTS[outcome["operation"]]] += 1
        elif event in _FILES:
            self._counts[agency, month, "files", _FILES[Event(event)]] += 1
        elif event == Event.REVIEW_DECIDED:
            decision, article = str(outcome.get("decision")), str(outcome.get("article", ""))
            self._deviations[agency, month, decision, article] += 1

    def _accesses(self, line: Line, month: str) -> None:
        for agency, decided in line.get("decided", {}).items():
            what = "permitted" if decided["permitted"] else f"refused: {decided.get('ground')}"
            self._counts[agency, month, "accesses", what] += 1

    def _request(self, event: str, outcome: Mapping[str, Any], agency: str, month: str) -> None:
        """Count a request once, however often it was brought, and each answer to it."""
        self._executes[str(outcome.get("arrangement"))] = agency
        if event == Event.ERRAND_ANSWERED:
            self._counts[agency, month, "arrangements", str(outcome.get("reply"))] += 1
        elif (errand := str(outcome.get("errand"))) not in self._requests:
            self._requests.add(errand)
            self._counts[agency, month, "arrangements", "requested"] += 1

    def plain(self) -> dict[str, Any]:
        """Give all counts, as JSON can say them."""
        return {
            "form": FORM,
            "events": dict(sorted(self._events.items())),
            "agencies": [
                {"agency": agency, "month": month, "of": of, "what": what, "count": count}
                for (agency, month, of, what), count in sorted(self._counts.items())
            ],
            "decisions": [
                {"agency": agency, "month": month, "decision": decision, "article": article, "count": count}
                for (agency, month, decision, article), count in sorted(self._deviations.items())
            ],
        }
