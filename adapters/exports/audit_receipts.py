"""The receipts of decisions in an export, for who computes them again: only where a wish for one person says so."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from adapters.exports.audit_rows import entries_of
from adapters.exports.audit_state import RECORDS, Stands
from adapters.exports.growing_file import GrowingFile
from consent.parties import SubjectRef
from hub.actions.disclose_receipts import Disclosed, DiscloseReceipts
from hub.actions.export_log import TakenBy, Told
from hub.audit.events import Event

FILE: Final = "receipts.ndjson"


async def write(
    folder: Path, disclose: DiscloseReceipts, by: TakenBy, person: SubjectRef, told: Told
) -> Mapping[str, int]:
    """Write the receipts of all decisions among the disclosed lines; count them, and why others stay sealed.

    What was begun with before is written anew: each reading is a line in the person's log.
    """
    counts: Counter[str] = Counter(disclosed=0)
    with GrowingFile(folder / FILE, Stands()) as file:
        for seq, proposal in _kept(folder / RECORDS):
            found = await disclose(by, person, proposal, told)
            if isinstance(found, Disclosed):
                file.write(_line(seq, found))
                counts["disclosed"] += 1
            else:
                counts[found.value] += 1
        file.stands()
    return counts


def _kept(records: Path) -> Iterator[tuple[int, str]]:
    """The lines about a proposal that was kept: number, and which proposal."""
    for entry in entries_of(records):
        proposal = entry["record"].get("outcome", {}).get("proposal")
        if entry["record"]["event"] == Event.PROPOSAL_KEPT.value and isinstance(proposal, str):
            yield entry["seq"], proposal


def _line(seq: int, found: Disclosed) -> bytes:
    return b'{"opening":"%b","receipt":%b,"seq":%d}\n' % (found.opening.encode(), found.receipt, seq)
