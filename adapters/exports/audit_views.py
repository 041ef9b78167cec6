"""The lines of an export in the words of two Dutch standards: the processing log (LDV) and the decision log (ADL).

Views for reading and joining: `records.ndjson` stays what can be checked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from adapters.exports.audit_rows import entries_of
from hub.audit import adl, canonical, ldv
from hub.audit.events import THE_LOG, AuditRecord

LDV, ADL = "ldv.ndjson", "adl.ndjson"

PREFIX: Final = "log:"
"""Says how the name of a person was made: it is the reference that stands in the log."""

MOST_OPEN: Final = 10_000
"""Questions whose answers may still come while lines are read: far more than a hub has at once."""


def write_ldv(folder: Path, entries: Path, processors: Mapping[str, str]) -> None:
    """Write the processing log; `processors` names each agency to other parties.

    An action stands where it was over, and one that nobody saw the end of stands last.
    """
    _write(folder / LDV, (line for action in _actions(entries) for line in _of(action, processors)))


def write_adl(folder: Path, entries: Path) -> None:
    """Write the decision log: one record for each line in which access was decided."""
    made = (adl.record_of(seq, record, person=_person(record) or "") for seq, record in _records(entries))
    _write(folder / ADL, (record for record in made if record is not None))


def _actions(entries: Path) -> Iterator[ldv.Action]:
    actions = ldv.Actions(most=MOST_OPEN)
    for seq, record in _records(entries):
        yield from actions.add(seq, record)
    yield from actions.rest()


def _of(action: ldv.Action, processors: Mapping[str, str]) -> Iterable[Mapping[str, Any]]:
    return ldv.of_action(action, person=_person(action.record), processors=processors)


def _person(record: AuditRecord) -> str | None:
    """Name whom a line is about; None where it is about the log itself."""
    return None if record.subject == THE_LOG else f"{PREFIX}{record.subject}"


def _records(entries: Path) -> Iterator[tuple[int, AuditRecord]]:
    """Read the lines; what somebody changed, so that it is no line of ours any more, stands in no view."""
    for entry in entries_of(entries):
        try:
            record: AuditRecord = canonical.read(AuditRecord, entry["record"])
        except (ValueError, RecursionError):
            continue
        yield entry["seq"], record


def _write(file: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as opened:
        opened.writelines(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines)
