"""The processing log (Logboek Dataverwerkingen, core 0.8 working version 46aea18), made from the audit log.

One line per action and person; fetching of claims has a child line for each agency that was asked,
under the name (span) that the agency was told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from consent.activities import uri_of
from hub.audit import spans
from hub.audit.events import AuditRecord, Decided, Event
from hub.domain.source import SourceStatus

SERVICE: Final = "eenregeling"

ID_TYPE: Final = "urn:nl-eid-gdi:1.0:id:pseudonym"
"""What kind of name a data subject has here: never a number that others know too."""

ASKED: Final = "agency.asked"
"""Name of the line about one agency's part."""

BROUGHT: Final = frozenset({Event.ERRAND_BROUGHT, Event.DISPUTE_BROUGHT, Event.EVENT_SENT})
"""Lines that are about one agency's part themselves: what was brought to it."""

_FAILED: Final = frozenset(
    {
        SourceStatus.UNREACHABLE.value,
        SourceStatus.BUSY.value,
        SourceStatus.BAD_SIGNATURE.value,
        SourceStatus.NOT_UNDERSTOOD.value,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action: the lines that say what came of it, and for claims the line that began it.

    An answer that comes part by part is released in several lines; `seq` is the number of the last.
    """

    seq: int
    record: AuditRecord
    begun: AuditRecord | None = None
    before: tuple[AuditRecord, ...] = ()

    @property
    def start(self) -> datetime:
        """When it began."""
        return self.begun.at if self.begun else self.record.at

    @property
    def outcome(self) -> Mapping[str, str | int]:
        """What came of it, from all its lines."""
        return {name: said for record in (*self.before, self.record) for name, said in record.outcome.items()}

    @property
    def decisions(self) -> tuple[tuple[str, Decided], ...]:
        """What was decided, in all its lines."""
        return tuple(pair for record in (*self.before, self.record) for pair in record.decisions)

    @property
    def own_span(self) -> str:
        """The name of its line: the one that agencies were told, where they were."""
        return self.record.span_id or spans.span_id(spans.PROCESSING, self.seq, self.record)

    @property
    def is_whole(self) -> bool:
        """Say whether everything that was asked has been released, or withheld."""
        asked = self.begun.decided if self.begun else {}
        return asked.keys() <= {agency for agency, _ in self.decisions}

    def and_then(self, seq: int, record: AuditRecord) -> Self:
        """The action with one more line of it."""
        if self.record.event is Event.CLAIMS_ASKED:
            return replace(self, seq=seq, record=record, begun=self.record)
        return replace(self, seq=seq, record=record, before=(*self.before, self.record))


class Actions:
    """Joins lines of the log, in their order and whoever they are about, to actions: as soon as each is over.

    `most` bounds what is held of questions that were begun; beyond it the oldest is given as it stands.
    """

    def __init__(self, *, most: int | None = None) -> None:
        self._most = most
        self._open: dict[int, tuple[tuple[object, ...], Action]] = {}

    def add(self, seq: int, record: AuditRecord) -> tuple[Action, ...]:
        """Take a line; give what is over with it."""
        if record.event is Event.CLAIMS_ASKED:
            self._open[seq] = _joins(record), Action(seq=seq, record=record)
            return () if self._most is None or len(self._open) <= self._most else (self._left(next(iter(self._open))),)
        begun = self._begun(record) if record.event is Event.CLAIMS_RELEASED else None
        if begun is None:
            return (Action(seq=seq, record=record),)
        same, action = self._open[begun]
        action = action.and_then(seq, record)
        if not action.is_whole:
            self._open[begun] = same, action
            return ()
        del self._open[begun]
        return (action,)

    def rest(self) -> tuple[Action, ...]:
        """Give what was begun and is not over: nothing more comes."""
        return tuple(self._left(begun) for begun in tuple(self._open))

    def _begun(self, record: AuditRecord) -> int | None:
        """Find the question that a release belongs to: the oldest that is like it."""
        same = _joins(record)
        return next((seq for seq, (told, _) in self._open.items() if told == same), None)

    def _left(self, begun: int) -> Action:
        return self._open.pop(begun)[1]


def _joins(record: AuditRecord) -> tuple[object, ...]:
    """What a question and its answers have in common: their step; of lines from before steps had names, the rest."""
    return (
        record.subject,
        record.span_id,
        record.trace_id,
        record.parent_span_id,
        record.client,
        record.recipient,
        record.purpose,
        record.case,
    )


def lines(
    log: Iterable[tuple[int, AuditRecord]], *, person: str, processors: Mapping[str, str]
) -> tuple[Mapping[str, Any], ...]:
    """Make the lines about one person, in the order of the log.

    `person` is the opaque name for whoever reads; `processors` names each agency to other parties.
    """
    joining = Actions()
    found = [action for seq, record in log for action in joining.add(seq, record)]
    actions = sorted([*found, *joining.rest()], key=lambda action: action.seq)
    return tuple(line for action in actions for line in of_action(action, person=person, processors=processors))


def of_action(action: Action, *, person: str | None, processors: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Make the lines of one action: its own, and one for each part that others had in it. `person`: as in `lines`."""
    record = action.record
    activities = sorted({decided.activity for _, decided in action.decisions if decided.activity})
    parent = _line(
        action,
        person,
        name=record.event.value,
        status="Unset" if record.event is Event.CLAIMS_ASKED else "Ok",
        activity=activities[0] if len(activities) == 1 else None,
        processor=processors.get(str(record.outcome.get("agency"))) if record.event in BROUGHT else None,
    )
    return [parent, *_agencies(action, person, processors), *_activities(action, person, activities)]


def _agencies(action: Action, person: str | None, processors: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """One line for each agency that was asked: those that were permitted when the asking began."""
    record = action.record
    asked: Mapping[str, Decided] = (action.begun or record).decided
    return [
        _line(
            action,
            person,
            name=ASKED,
            status=_status(action, agency),
            activity=decided.activity,
            child=agency,
            span=spans.of_call(record.span_id, agency) if record.span_id else None,
            processor=processors.get(agency),
        )
        for agency, decided in sorted(asked.items())
        if decided.permitted
    ]


def _activities(action: Action, person: str | None, activities: list[str]) -> list[Mapping[str, Any]]:
    """One line for each activity where an enforcement point asked about several: a line can name one only."""
    if not action.record.evaluated or len(activities) == 1:
        return []
    name = action.record.event.value
    return [_line(action, person, name=name, status="Ok", activity=each, child=each) for each in activities]


def _status(action: Action, agency: str) -> str:
    """Say how an agency's part ended: unset where nobody wrote that down."""
    status, _, _ = str(action.outcome.get(agency, "")).partition(":")
    if not status:
        return "Unset"
    return "Error" if status in _FAILED else "Ok"


def _line(
    action: Action,
    person: str | None,
    *,
    name: str,
    status: str,
    activity: str | None,
    child: str = "",
    span: str | None = None,
    processor: str | None = None,
) -> Mapping[str, Any]:
    """Write one line. Nobody wrote down when each agency answered: the times are those of the whole."""
    record = action.record
    own = action.own_span
    inside = span or spans.span_id(spans.PROCESSING, action.seq, record, child=child)
    service = {"service.name": SERVICE, "service.version": record.version}
    attributes = {
        "dpl.core.processing_activity_id": uri_of(activity) if activity else None,
        "dpl.core.data_subject_id": person,
        "dpl.core.data_subject_id_type": ID_TYPE if person else None,
        "dpl.core.foreign_operation.processor": processor,
    }
    line = {
        "trace_id": record.trace_id,
        "span_id": inside if child else own,
        "parent_span_id": own if child else record.parent_span_id,
        "status": status,
        "name": name,
        "start_time": spans.milliseconds(action.start),
        "end_time": spans.milliseconds(record.at),
        "resource": {"attributes": {key: value for key, value in service.items() if value is not None}},
        "attributes": {key: value for key, value in attributes.items() if value is not None},
    }
    return {key: value for key, value in line.items() if value is not None}
