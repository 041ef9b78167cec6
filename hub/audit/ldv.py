"""The processing log (Logboek Dataverwerkingen, core 0.8 working version 46aea18), made from the audit log.

One line per action and person; fetching of claims has a child line for each agency that was asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from consent.activities import uri_of
from hub.audit import spans
from hub.audit.events import AuditRecord, Decided, Event
from hub.domain.source import SourceStatus

SERVICE: Final = "eenregeling"

ID_TYPE: Final = "urn:nl-eid-gdi:1.0:id:pseudonym"
"""What kind of name a data subject has here: never a number that others know too."""

ASKED: Final = "agency.asked"
"""Name of the line about one agency's part."""

_FAILED: Final = frozenset(
    {
        SourceStatus.UNREACHABLE.value,
        SourceStatus.BUSY.value,
        SourceStatus.BAD_SIGNATURE.value,
        SourceStatus.NOT_UNDERSTOOD.value,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """One action: the line that ends it, and for claims the line that began it."""

    seq: int
    record: AuditRecord
    begun: AuditRecord | None = None

    @property
    def start(self) -> datetime:
        return self.begun.at if self.begun else self.record.at


def lines(
    log: Iterable[tuple[int, AuditRecord]], *, person: str, processors: Mapping[str, str]
) -> tuple[Mapping[str, Any], ...]:
    """Make the lines about one person, in the order of the log.

    `person` is the opaque name for whoever reads; `processors` names each agency to other parties.
    """
    return tuple(line for action in _actions(log) for line in _lines(action, person, processors))


def _actions(log: Iterable[tuple[int, AuditRecord]]) -> list[_Action]:
    """Join what was asked with what was released. What was asked and never released stands by itself."""
    actions: list[_Action] = []
    open_: dict[tuple[object, ...], list[_Action]] = {}
    for seq, record in log:
        same = (record.trace_id, record.parent_span_id, record.client, record.recipient, record.purpose, record.case)
        action = _Action(seq=seq, record=record)
        if record.event is Event.CLAIMS_ASKED:
            open_.setdefault(same, []).append(action)
        elif record.event is Event.CLAIMS_RELEASED and open_.get(same):
            actions.append(_Action(seq=seq, record=record, begun=open_[same].pop(0).record))
        else:
            actions.append(action)
    left = [action for waiting in open_.values() for action in waiting]
    return sorted([*actions, *left], key=lambda action: action.seq)


def _lines(action: _Action, person: str, processors: Mapping[str, str]) -> list[Mapping[str, Any]]:
    record = action.record
    activities = sorted({decided.activity for _, decided in record.decisions if decided.activity})
    parent = _line(
        action,
        person,
        name=record.event.value,
        status="Unset" if record.event is Event.CLAIMS_ASKED else "Ok",
        activity=activities[0] if len(activities) == 1 else None,
    )
    return [parent, *_agencies(action, person, processors), *_activities(action, person, activities)]


def _agencies(action: _Action, person: str, processors: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """One line for each agency that was asked: those that were permitted when the asking began."""
    record = action.record
    asked: Mapping[str, Decided] = (action.begun or record).decided
    return [
        _line(
            action,
            person,
            name=ASKED,
            status=_status(record, agency),
            activity=decided.activity,
            child=agency,
            processor=processors.get(agency),
        )
        for agency, decided in sorted(asked.items())
        if decided.permitted
    ]


def _activities(action: _Action, person: str, activities: list[str]) -> list[Mapping[str, Any]]:
    """One line for each activity where an enforcement point asked about several: a line can name one only."""
    if not action.record.evaluated or len(activities) == 1:
        return []
    name = action.record.event.value
    return [_line(action, person, name=name, status="Ok", activity=each, child=each) for each in activities]


def _status(record: AuditRecord, agency: str) -> str:
    """Say how an agency's part ended: unset where nobody wrote that down."""
    status, _, _ = str(record.outcome.get(agency, "")).partition(":")
    if not status:
        return "Unset"
    return "Error" if status in _FAILED else "Ok"


def _line(
    action: _Action,
    person: str,
    *,
    name: str,
    status: str,
    activity: str | None,
    child: str = "",
    processor: str | None = None,
) -> Mapping[str, Any]:
    """Write one line. Nobody wrote down when each agency answered: the times are those of the whole."""
    record = action.record
    own = spans.span_id(spans.PROCESSING, action.seq, record)
    span = spans.span_id(spans.PROCESSING, action.seq, record, child=child) if child else own
    service = {"service.name": SERVICE, "service.version": record.version}
    attributes = {
        "dpl.core.processing_activity_id": uri_of(activity) if activity else None,
        "dpl.core.data_subject_id": person,
        "dpl.core.data_subject_id_type": ID_TYPE,
        "dpl.core.foreign_operation.processor": processor,
    }
    line = {
        "trace_id": record.trace_id,
        "span_id": span,
        "parent_span_id": own if child else record.parent_span_id,
        "status": status,
        "name": name,
        "start_time": spans.milliseconds(action.start),
        "end_time": spans.milliseconds(record.at),
        "resource": {"attributes": {key: value for key, value in service.items() if value is not None}},
        "attributes": {key: value for key, value in attributes.items() if value is not None},
    }
    return {key: value for key, value in line.items() if value is not None}
