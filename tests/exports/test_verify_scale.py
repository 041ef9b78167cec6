"""A million lines are checked in less than a minute on one core, in memory that does not grow with them."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Final

import pytest
from exporting import ORIGIN, Leaves, a_grant, a_line, a_note, access, given, sign
from verifying import FILE

from hub.audit import canonical, merkle
from hub.audit.entry import entry
from hub.audit.events import Event

PIECE: Final = 10_000
SIZES: Final = [20_000, pytest.param(1_000_000, marks=pytest.mark.prove)]
SECONDS: Final = 60
MEGABYTES: Final = 60


def pieces(size: int) -> Iterator[list[bytes]]:
    """Lines of about a kilobyte, as many as wanted: consent, then what rests on it, asked and released in turn."""
    first, asked = canonical.dumps(given(a_grant())), canonical.dumps(access(Event.CLAIMS_ASKED, days=1))
    released, read = canonical.dumps(access(days=1)), canonical.dumps(a_line(Event.ACCESSES_READ, days=1))
    others = (asked, released, released, read)
    for start in range(0, size, PIECE):
        numbers = range(start + 1, min(start + PIECE, size) + 1)
        yield [entry(ORIGIN, seq, others[seq % 4] if seq > 1 else first) for seq in numbers]


def written(folder: Path, size: int) -> int:
    """Write such an export, piece by piece; give the bytes of its lines."""
    tree = Leaves()
    with (folder / "records.ndjson").open("wb") as records, (folder / "leaves.ndjson").open("wb") as leaves:
        for piece in pieces(size):
            records.writelines(line + b"\n" for line in piece)
            hashes = (merkle.leaf_hash(line).hex().encode() for line in piece)
            leaves.writelines(
                b'{"leaf":"%b","seq":%d}\n' % (each, seq) for seq, each in enumerate(hashes, start=tree.size + 1)
            )
            tree.add(piece, forget=True)
    (folder / "tree.ndjson").touch()
    note = a_note(size, tree.root)
    (folder / "checkpoint").write_text(note, encoding="utf-8")
    files = {}
    for name in ("records.ndjson", "leaves.ndjson", "tree.ndjson", "checkpoint"):
        with (folder / name).open("rb") as file:
            files[name] = {"sha256": file_digest(file, "sha256").hexdigest()}
    told = {"form": "hub-export/1", "origin": ORIGIN, "size": size, "root": note.splitlines()[2], "files": files}
    asked = {"period": {"from": "2026-01-01", "to": "2026-12-31"}, "filter": {}}
    sign(folder, {**told, **asked, "counts": {"records": size}})
    return (folder / "records.ndjson").stat().st_size


MEASURED: Final = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
import verify_export
begun = time.process_time()
ended = verify_export.main(sys.argv[1:])
seconds, status = time.process_time() - begun, Path("/proc/self/status")
kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():  # Linux counts what the starting process had in the number above
    kilobytes = int(status.read_text().partition("VmHWM:")[2].split()[0])
used = {"ended": ended, "seconds": seconds, "megabytes": kilobytes / 1024}
print(json.dumps(used), file=sys.stderr)
"""
"""Time of the processor: other work on the machine does not count."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", SIZES)
def test_lines_are_checked_in_time_and_in_little_memory(
    folder: Path, size: int, record_property: Callable[[str, object], None]
) -> None:
    export = folder / "e"
    export.mkdir()
    each = written(export, size) / size
    given = [FILE.parent, export, "--policy", folder / "policy", "--keys", folder / "keys.json", "--json"]
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, given)], capture_output=True, text=True, check=False
    )
    used, found = json.loads(ran.stderr), json.loads(ran.stdout)

    record_property("lines", size)
    record_property("bytes a line", round(each))
    record_property("processor seconds", round(used["seconds"], 1))
    record_property("megabytes", round(used["megabytes"]))
    assert (used["ended"], found["lines"]) == (0, {"shown": size, "sealed": 0})
    assert found["accesses_on_consent"]["in_force"] == size * 3 // 4 - 1 + (size % 4 == 1)
    assert used["seconds"] < SECONDS * max(size / 1_000_000, 0.1)
    assert used["megabytes"] < MEGABYTES
