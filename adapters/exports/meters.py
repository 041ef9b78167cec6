"""What the hub counts, for Prometheus: one list of everything there is, and what counts it.

Nobody is in a number: every label is one of few words that this code, the rule book or the configuration wrote, and
what is none of these counts as `other`.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from math import nan
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

from adapters.exports.observed import Tried, trying
from hub.audit.events import AuditRecord, Event, Trace
from hub.domain.arrangement import NeedsHuman, Outcome, Proposal

OTHER: Final = "other"
NONE: Final = "none"

MOST_VALUES: Final = 200
"""Different values of one label; more would fill the memory of whoever reads them, and count as `other`."""

WORD: Final = re.compile(r"[A-Za-z][A-Za-z_]*(\.[a-z_]+)*(-[0-9a-z]+)*")
"""A code, a name of ours, an agency, a subscriber: nothing that a number of a person would fit into."""

QUICK_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
"""Bounds of a request's time: its longest is fifteen seconds."""

AGENCY_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10)
"""Bounds of a try at an agency: it has three seconds to be asked and ten to be told, unless configured otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meter:
    """One name under which something is counted, and what it says."""

    name: str
    kind: type[Counter] | type[Gauge] | type[Histogram]
    says: str
    labels: Mapping[str, str] = field(default_factory=dict)
    bounds_s: Sequence[float] = ()

    def made(self, registry: CollectorRegistry) -> Counter | Gauge | Histogram:
        """Make what counts it."""
        if self.kind is Histogram:
            return Histogram(self.name, self.says, list(self.labels), registry=registry, buckets=self.bounds_s)
        return self.kind(self.name, self.says, list(self.labels), registry=registry)


_AGENCY: Final = "code in the registry"

BUILD: Final = Meter(
    name="hub_build", kind=Gauge, says="1, beside the version of the code that runs", labels={"version": "as released"}
)
REQUESTS: Final = Meter(
    name="hub_requests_total",
    kind=Counter,
    says="Requests that were answered",
    labels={
        "door": "where it came in: graphql, pages, audit, …",
        "status": "of HTTP; `gone` where nobody waited for it",
    },
)
REQUEST_SECONDS: Final = Meter(
    name="hub_request_seconds",
    kind=Histogram,
    says="Time from a request to the end of its answer",
    labels={"door": "as above"},
    bounds_s=QUICK_SECONDS,
)
IN_FLIGHT: Final = Meter(
    name="hub_requests_in_flight", kind=Gauge, says="Requests that have a place now; `limits.in_flight` is the most"
)
ERRORS: Final = Meter(
    name="hub_errors_total",
    kind=Counter,
    says="Errors that GraphQL answers carried; `internal.error` is a fault of ours",
    labels={"code": "of the error"},
)
DECISIONS: Final = Meter(
    name="hub_decisions_total",
    kind=Counter,
    says="Arrangements that were computed, previews among them",
    labels={"scheme": "code of the scheme", "outcome": "proposal, refusal, needs_human"},
)
REFUSALS: Final = Meter(
    name="hub_refusals_total",
    kind=Counter,
    says="Reasons for which the rules gave no plan, each once per decision",
    labels={"outcome": "refusal, needs_human", "reason": "code of the reason"},
)
ACCESS: Final = Meter(
    name="hub_access_decisions_total",
    kind=Counter,
    says="Decisions about one agency's data, before it is asked",
    labels={"agency": _AGENCY, "outcome": "permitted, refused", "ground": "code of the refusal, or none"},
)
LINES_WRITTEN: Final = Meter(
    name="hub_lines_written_total",
    kind=Counter,
    says="Lines of the audit log that this worker wrote",
    labels={"event": "what happened"},
)
ANSWERS: Final = Meter(
    name="hub_agency_answers_total",
    kind=Counter,
    says="Answers of agencies as they were shown, one per question",
    labels={"agency": _AGENCY, "status": "answered, withheld, unreachable, busy, …"},
)
TRIES: Final = Meter(
    name="hub_agency_tries_total",
    kind=Counter,
    says="Tries at an agency or its subscriber, retries among them",
    labels={"agency": _AGENCY, "method": "of HTTP", "outcome": "ok, or the code of how it failed"},
)
TRY_SECONDS: Final = Meter(
    name="hub_agency_seconds",
    kind=Histogram,
    says="Time of one try",
    labels={"agency": _AGENCY},
    bounds_s=AGENCY_SECONDS,
)
AGENCY_LINE: Final = Meter(
    name="hub_agency_line",
    kind=Gauge,
    says="1 for the state in which the line to an agency is, as `/health/sources` says it",
    labels={"agency": _AGENCY, "state": "ok, resting, trying"},
)
LOG_OPEN: Final = Meter(
    name="hub_log_open", kind=Gauge, says="1 while lines may be written; 0 where nothing can be done: see /health/audit"
)
LOG_LINES: Final = Meter(name="hub_log_lines", kind=Gauge, says="Lines in the audit log, all workers together")
LOG_SEALED: Final = Meter(name="hub_log_sealed", kind=Gauge, says="Of these, lines in its tree")
LOG_WITNESSED: Final = Meter(
    name="hub_log_witnessed", kind=Gauge, says="Of these, lines under a checkpoint that enough witnesses signed"
)
CHECKPOINT_AGE: Final = Meter(
    name="hub_log_checkpoint_age_seconds",
    kind=Gauge,
    says="Age of the last checkpoint; none is signed over nothing new",
)
TASKS: Final = Meter(
    name="hub_tasks", kind=Gauge, says="Tasks of this worker that are under way; more and more is a leak"
)
STORE_UP: Final = Meter(name="hub_store_up", kind=Gauge, says="1 while the database answers questions about work")
CONNECTIONS: Final = Meter(
    name="hub_store_connections",
    kind=Gauge,
    says="Connections of this worker to the database",
    labels={"state": "busy, idle"},
)
WORK: Final = Meter(
    name="hub_work",
    kind=Gauge,
    says="Work in the database that is due, or held until an operator steers it; all workers together",
    labels={"kind": "errand, look, event, …", "state": "due, held"},
)
WORK_OLDEST: Final = Meter(
    name="hub_work_oldest_due_seconds",
    kind=Gauge,
    says="How long the oldest work that is due has been; 0 where none is",
)
EVENTS: Final = Meter(
    name="hub_events",
    kind=Gauge,
    says="Events for a subscriber that wait, or were given up",
    labels={"subscriber": "its id", "state": "waiting, given_up"},
)

METERS: Final = (
    *(BUILD, REQUESTS, REQUEST_SECONDS, IN_FLIGHT, ERRORS),
    *(DECISIONS, REFUSALS, ACCESS, LINES_WRITTEN),
    *(ANSWERS, TRIES, TRY_SECONDS, AGENCY_LINE),
    *(LOG_OPEN, LOG_LINES, LOG_SEALED, LOG_WITNESSED, CHECKPOINT_AGE),
    *(TASKS, STORE_UP, CONNECTIONS, WORK, WORK_OLDEST, EVENTS),
)
"""Everything that is counted; `docs/metrics.md` is made from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the database says of all workers together: work by kind and state, and events by subscriber and state."""

    work: Mapping[tuple[str, str], int]
    oldest_due_s: float
    events: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How things stand when somebody reads. `counts` are None where the database does not answer."""

    log: Mapping[str, int | str | None]
    lines: Mapping[str, str]
    in_flight: int
    busy: int
    idle: int
    tasks: int
    counts: Counts | None


class Meters:
    """Counts in this process; each worker has its own, and whoever reads them adds them up."""

    def __init__(self, *, agencies: Collection[str], version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter was made says when the worker started, as another number does
        self.registry = CollectorRegistry()
        self._agencies = frozenset(agencies)
        self._made = {meter.name: meter.made(self.registry) for meter in METERS}
        self._values: dict[str, set[str]] = {}
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._gauge(BUILD, version).set(1)

    def request(self, door: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        self._count(REQUESTS, door, status)
        self._time(REQUEST_SECONDS, seconds, door)

    def errors(self, codes: Sequence[str]) -> None:
        """Count the errors of one answer."""
        for code in codes:
            self._count(ERRORS, self._word(ERRORS, code))

    def decided(self, scheme: str, outcome: Outcome) -> None:
        """Count a decision of the rules, and for what it gave no plan."""
        kind = "proposal" if isinstance(outcome, Proposal) else _refused(outcome)
        self._count(DECISIONS, self._word(DECISIONS, scheme), kind)
        if not isinstance(outcome, Proposal):
            for code in dict.fromkeys(reason.code for reason in outcome.reasons):
                self._count(REFUSALS, kind, self._word(REFUSALS, code))

    def lines(self, lines: Sequence[tuple[int, AuditRecord]]) -> None:
        """Hear of lines that have been committed."""
        for _, record in lines:
            self._count(LINES_WRITTEN, record.event.value)
            if record.event in {Event.CLAIMS_ASKED, Event.ACCESS_EVALUATED}:
                self._accesses(record)
            elif record.event is Event.ACCESS_REFUSED:
                self._count(ACCESS, NONE, "refused", self._word(ACCESS, str(record.outcome.get("ground", OTHER))))
            elif record.event is Event.CLAIMS_RELEASED:
                for agency in self._agencies & record.outcome.keys():
                    status, _, _ = str(record.outcome[agency]).partition(":")
                    self._count(ANSWERS, agency, self._word(ANSWERS, status))

    @contextmanager
    def tried(self, agency: str, _trace: Trace, method: str, _tries: int) -> Iterator[Tried]:
        """Measure a try at an agency; what comes through is how it failed."""
        started_s = time.monotonic()
        try:
            with trying() as tried:
                yield tried
        finally:
            where = self._agency(agency)
            self._time(TRY_SECONDS, time.monotonic() - started_s, where)
            self._count(TRIES, where, self._word(TRIES, method), self._word(TRIES, tried.failed or "ok"))

    def written(self, seen: Seen, accept: str) -> tuple[bytes, str]:
        """Write everything down for whoever reads it: the text, and its media type."""
        self._see(seen)
        write, kind = choose_encoder(accept)
        return write(self.registry), kind

    def _see(self, seen: Seen) -> None:
        self._gauge(IN_FLIGHT).set(seen.in_flight)
        self._gauge(TASKS).set(seen.tasks)
        self._gauge(CONNECTIONS, "busy").set(seen.busy)
        self._gauge(CONNECTIONS, "idle").set(seen.idle)
        self._set(AGENCY_LINE, dict.fromkeys(seen.lines.items(), 1))
        self._gauge(LOG_OPEN).set(seen.log["state"] == "ok")
        for meter, name in _LOG.items():
            told = seen.log[name]
            self._gauge(meter).set(told if isinstance(told, int) else nan)
        self._gauge(STORE_UP).set(seen.counts is not None)
        counts = seen.counts or Counts(work={}, oldest_due_s=0, events={})
        self._set(WORK, counts.work)
        self._gauge(WORK_OLDEST).set(counts.oldest_due_s if seen.counts else nan)
        self._set(EVENTS, {(self._word(EVENTS, who), state): many for (who, state), many in counts.events.items()})

    def _accesses(self, record: AuditRecord) -> None:
        for agency, decided in record.decisions:
            outcome = "permitted" if decided.permitted else "refused"
            self._count(ACCESS, self._agency(agency), outcome, self._word(ACCESS, decided.ground or NONE))

    def _agency(self, code: str) -> str:
        return code if code in self._agencies else OTHER

    def _word(self, meter: Meter, value: str) -> str:
        """Give a value of a label as it may stand there: one of few words."""
        known = self._values.setdefault(meter.name, set())
        if value in known:
            return value
        if len(known) >= MOST_VALUES or not WORD.fullmatch(value):
            return OTHER
        known.add(value)
        return value

    def _count(self, meter: Meter, *labels: str) -> None:
        made = self._made[meter.name]
        assert isinstance(made, Counter)  # noqa: S101 as it was declared
        (made.labels(*labels) if labels else made).inc()

    def _time(self, meter: Meter, seconds: float, *labels: str) -> None:
        made = self._made[meter.name]
        assert isinstance(made, Histogram)  # noqa: S101 as it was declared
        made.labels(*labels).observe(seconds)

    def _gauge(self, meter: Meter, *labels: str) -> Gauge:
        made = self._made[meter.name]
        assert isinstance(made, Gauge)  # noqa: S101 as it was declared
        return made.labels(*labels) if labels else made

    def _set(self, meter: Meter, values: Mapping[tuple[str, str], int]) -> None:
        """Show what there is, and forget what is no more."""
        self._made[meter.name].clear()
        for labels, value in values.items():
            self._gauge(meter, *labels).set(value)


Observe = Callable[[str, Trace, str, int], AbstractContextManager[Tried]]
"""Begins to measure a try: which agency, in which trace, the method, and its number."""


def together(first: Observe | None, second: Observe | None) -> Observe | None:
    """Let two hear of every try, or one, or nobody."""
    if first is None or second is None:
        return first or second

    @contextmanager
    def both(agency: str, trace: Trace, method: str, tries: int) -> Iterator[Tried]:
        with first(agency, trace, method, tries) as one, second(agency, trace, method, tries) as other:
            yield one
            other.failed = one.failed

    return both


_LOG: Final = {
    LOG_LINES: "lines",
    LOG_SEALED: "sealed",
    LOG_WITNESSED: "witnessed",
    CHECKPOINT_AGE: "checkpoint_age_s",
}


def _refused(outcome: Outcome) -> str:
    return "needs_human" if isinstance(outcome, NeedsHuman) else "refusal"
