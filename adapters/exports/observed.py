"""Spans of what the hub does, from the very lines of its log and from every try at an agency, for whoever watches it.

Nothing personal is in a span: no person, no reference of one, no word of anybody.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from hub.audit import ldv, spans
from hub.audit.events import HUB, AuditRecord, Trace
from hub.errors import HubError

MOST_OPEN: Final = 1_000
"""Questions whose answers may still come: more than one process ever has at once."""

AGENCY: Final = "eenregeling.agency"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """Which side of a call a span is on."""

    SERVER = "server"
    CLIENT = "client"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One step: which, under which, from when to when (nanoseconds since 1970), and how it failed, where it did."""

    trace_id: str
    span_id: str
    parent_span_id: str | None
    name: str
    kind: Kind
    started_ns: int
    ended_ns: int
    failed: str | None = None
    attributes: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Tried:
    """A try at an agency, while it lasts. Whoever knows better than by a fault how it ended says so in `failed`."""

    failed: str | None = None


@contextmanager
def trying() -> Iterator[Tried]:
    """Give a try while it lasts. What comes through, a cancellation too, is how it failed, and goes on."""
    tried = Tried()
    try:
        yield tried
    except BaseException as fault:
        tried.failed = fault.code if isinstance(fault, HubError) else type(fault).__name__
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Makes spans and gives them on with `emit`, which keeps nobody waiting. `processors`: as in the processing log."""

    emit: Callable[[Span], None]
    now: Callable[[], datetime]
    processors: Mapping[str, str]
    _actions: ldv.Actions = field(default_factory=lambda: ldv.Actions(most=MOST_OPEN))

    def lines(self, lines: Sequence[tuple[int, AuditRecord]]) -> None:
        """Hear of lines that have been committed: what is over with them is told."""
        for seq, record in lines:
            for action in self._actions.add(seq, record):
                self._tell(action)

    @contextmanager
    def tried(self, agency: str, trace: Trace, method: str, tries: int) -> Iterator[Tried]:
        """Measure a try at an agency; what comes through is how it failed."""
        started = self._now_ns()
        try:
            with trying() as tried:
                yield tried
        finally:
            self.emit(self._of_try(tried, agency, trace, method, tries, started))

    def _tell(self, action: ldv.Action) -> None:
        """Tell of an action. The parts that agencies had in it are told by the tries, which know more of them."""
        if action.record.event in ldv.BROUGHT:
            return
        kind = Kind.INTERNAL if action.record.client == HUB else Kind.SERVER
        for line in ldv.of_action(action, person=None, processors=self.processors):
            if line["name"] == ldv.ASKED:
                continue
            self.emit(
                Span(
                    trace_id=line["trace_id"],
                    span_id=line["span_id"],
                    parent_span_id=line.get("parent_span_id"),
                    name=line["name"],
                    kind=kind,
                    started_ns=_ns(action.start),
                    ended_ns=_ns(action.record.at),
                    attributes=line["attributes"],
                )
            )

    def _of_try(self, tried: Tried, agency: str, trace: Trace, method: str, tries: int, started: int) -> Span:
        """Say of a try what OpenTelemetry says of a request: each later one stands beside the first, and counts."""
        _, trace_id, span_id, _ = spans.traceparent(trace, tries=tries).split("-")
        told: dict[str, str | int | None] = {
            AGENCY: agency,
            "http.request.method": method,
            "http.request.resend_count": tries - 1 or None,
            "dpl.core.foreign_operation.processor": self.processors.get(agency),
            "error.type": tried.failed,
        }
        return Span(
            trace_id=trace_id,
            span_id=span_id,
            parent_span_id=trace.parent_span_id,
            name=ldv.ASKED,
            kind=Kind.CLIENT,
            started_ns=started,
            ended_ns=self._now_ns(),
            failed=tried.failed,
            attributes={name: said for name, said in told.items() if said is not None},
        )

    def _now_ns(self) -> int:
        return _ns(self.now())


def _ns(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) * 1_000
