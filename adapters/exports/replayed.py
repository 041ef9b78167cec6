"""The decisions in an export, computed again from the receipts that it discloses; the rest is counted as sealed."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from adapters.exports.verify_export import Report
from hub.actions.replay import replay
from hub.audit import canonical
from hub.audit.commitment import commitment
from hub.audit.events import Event
from hub.errors import BadInput

MOST_BYTES: Final = 20_000_000
"""A receipt over hundreds of claims has some megabytes."""

FAULTS: Final[Mapping[str, str]] = {
    "receipt.unreadable": "What is disclosed here is no receipt.",
    "receipt.not_committed": "The log says otherwise of this receipt: it is not the one that was kept then.",
    "receipt.unlisted": "No line that is shown was written about this receipt.",
    "receipt.changed": "A receipt was changed after it was made",
    "receipt.computed_otherwise": "A decision comes out otherwise now",
}
"""Everything that can be wrong with a decision, stable for ever."""

_KEPT: Final = b'"event":"%b"' % Event.PROPOSAL_KEPT.value.encode()


def replay_all(export: Path, report: Report, *, version: str) -> None:
    """Compute again what can be, into a report. The lines themselves are checked elsewhere."""
    counts = report.replayed = {"same": 0, "sealed": 0}
    receipts = _receipts(export / "receipts.ndjson", report)
    disclosed = next(receipts, None)
    for seq, committed in _kept(export / "records.ndjson"):
        while disclosed and disclosed[0] < seq:
            report.add("receipt.unlisted", seq=disclosed[0], said=FAULTS)
            disclosed = next(receipts, None)
        if disclosed and disclosed[0] == seq:
            counts["same"] += _is_same(report, seq, committed, disclosed[1], version)
            disclosed = next(receipts, None)
        else:
            counts["sealed"] += 1
    while disclosed:
        report.add("receipt.unlisted", seq=disclosed[0], said=FAULTS)
        disclosed = next(receipts, None)


def _is_same(report: Report, seq: int, committed: object, told: Mapping[str, Any], version: str) -> bool:
    try:
        written = canonical.dumps(told["receipt"])
        if commitment(bytes.fromhex(told["opening"]), written) != committed:
            report.add("receipt.not_committed", seq=seq, said=FAULTS)
            return False
        again = replay(written, version=version)
    except (BadInput, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError):
        report.add("receipt.unreadable", seq=seq, said=FAULTS)
        return False
    for each in again.differences:
        report.add(f"receipt.{each.how.value}", seq=seq, what=each.where, said=FAULTS)
    return again.same


def _kept(path: Path) -> Iterator[tuple[int, object]]:
    """The lines about a proposal that was kept: number, and what they say of its receipt."""
    for line in _lines(path):
        if _KEPT not in line:
            continue
        try:
            entry = json.loads(line)
            if entry["record"]["event"] == Event.PROPOSAL_KEPT.value:
                yield _number(entry["seq"]), entry["record"]["outcome"].get("receipt")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue


def _receipts(path: Path, report: Report) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give what is disclosed with the number of its line in the log; what has none goes into the report."""
    for line in _lines(path):
        try:
            told = json.loads(line)
            seq = _number(told["seq"])
        except (ValueError, KeyError, TypeError, RecursionError):
            report.add("receipt.unreadable", said=FAULTS)
        else:
            yield seq, told


def _number(seq: object) -> int:
    if type(seq) is not int or seq < 1:
        raise ValueError("no number of a line")
    return seq


def _lines(path: Path) -> Iterator[bytes]:
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            while line := file.readline(MOST_BYTES):
                yield line
