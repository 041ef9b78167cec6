"""An export of the log is a folder that anybody checks without us; broken off, it goes on where it stood."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from joserfc import jws
from sources import ROOT
from taking_out import ALL, KEY, NOVEMBER, Account, Exporting, formed
from whole_logs import ORIGIN, MemoryLog, root_of, seqs, some_lines

from adapters.exports.audit_export import Order
from adapters.exports.audit_state import STATE, State
from hub.audit.events import AuditRecord
from hub.audit.merkle import leaf_hash
from hub.errors import BadInput, HubError, Unavailable


@pytest.fixture
def exporting(tmp_path: Path) -> Exporting:
    return Exporting(MemoryLog.of(some_lines(50)), tmp_path / "export")


def code(raised: pytest.ExceptionInfo[HubError]) -> str:
    return raised.value.code


async def test_a_whole_export_has_every_line_and_leads_to_the_root_of_the_checkpoint(exporting: Exporting) -> None:
    await exporting.take()
    told = exporting.read("manifest.json")

    assert seqs(exporting.folder) == [*range(1, 51)]
    assert (exporting.folder / "records.ndjson").read_bytes().splitlines() == exporting.log.entries()
    assert (exporting.folder / "tree.ndjson").read_bytes() == b""
    assert root_of(exporting.folder) == told["root"]
    assert (told["form"], told["origin"], told["size"]) == ("hub-export/1", ORIGIN, 50)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (NOVEMBER, [*range(2, 51)]),
        (Order(first=date(2026, 10, 31), last=date(2026, 10, 31)), [1]),
        (Order(first=date(2026, 11, 2), last=date(2026, 11, 2)), [*range(26, 50)]),
        (replace(ALL, subject="person-1"), [*range(2, 51, 3)]),
        (replace(ALL, agency="cjib"), [*range(2, 51, 2)]),
        (replace(ALL, activity="casework:1"), [*range(1, 51, 2)]),
        (replace(NOVEMBER, subject="nobody"), []),
    ],
    ids=["a month", "an hour", "a day", "a person", "an agency", "an activity", "nobody"],
)
async def test_what_is_left_out_is_covered_by_hashes(
    exporting: Exporting, order: Order, expected: Sequence[int]
) -> None:
    await exporting.take(order)
    told = exporting.read("manifest.json")

    assert seqs(exporting.folder) == expected
    assert root_of(exporting.folder) == told["root"]
    assert told["counts"]["records"] == len(expected)
    assert (told["first"], told["last"]) == ((expected[0], expected[-1]) if expected else (None, None))


async def test_a_sample_can_be_drawn_again_by_its_seed(tmp_path: Path) -> None:
    log, drawn = MemoryLog.of(some_lines(50)), []
    for number, seed in enumerate([1, 1, 2]):
        exporting = Exporting(log, tmp_path / str(number))
        await exporting.take(replace(ALL, agency="cjib", sample=5, seed=seed))
        drawn.append(seqs(exporting.folder))
        assert root_of(exporting.folder) == exporting.read("manifest.json")["root"]
        assert exporting.read("manifest.json")["filter"] == {"agency": "cjib", "sample": 5, "seed": seed}

    assert len(drawn[0]) == 5
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(seq % 2 == 0 for seq in drawn[0])


async def test_the_manifest_has_the_hash_of_every_file_and_is_signed_apart(exporting: Exporting) -> None:
    await exporting.take(formed("csv"))
    told = exporting.read("manifest.json")
    head, empty, seal = (exporting.folder / "manifest.json.jws").read_text(encoding="ascii").split(".")
    payload = base64.urlsafe_b64encode((exporting.folder / "manifest.json").read_bytes()).decode().rstrip("=")
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    opened = jws.deserialize_compact(f"{head}.{payload}.{seal}", KEY, registry=registry)

    assert empty == ""
    assert opened.protected == {
        "alg": "ES256",
        "kid": "hub-2026",
        "typ": "JOSE",
        "sigT": "2026-11-23T12:00:00Z",
        "sigD": {"mId": "http://uri.etsi.org/19182/ObjectIdByURI", "pars": ["manifest.json"]},
    }
    assert set(told["files"]) == exporting.names - {"manifest.json", "manifest.json.jws"}
    for name, file in told["files"].items():
        content = (exporting.folder / name).read_bytes()
        assert file == {"sha256": sha256(content).hexdigest(), "size": len(content)}
    assert exporting.read("keys.json")["keys"][0]["kid"] == told["key"] == "hub-2026"
    assert (told["code"], told["register"]) == ("1.2.3", "sha256:register")
    assert (told["rules"], told["sdl"]) == ("1" * 64, "2" * 64)


async def test_it_is_written_down_before_and_after_and_by_whom(exporting: Exporting) -> None:
    await exporting.take(replace(ALL, subject="person-1"))

    told = {"export": "export-1", "size": 50, "from": "2026-01-01", "to": "2026-12-31", "about": "person"}
    assert exporting.account.outcomes == [
        {**told, "stage": "begun"},
        {**told, "stage": "complete", "records": 17},
    ]
    assert {line.worker for line in exporting.account.lines} == {"operator-7"}


class Silent(Account):
    """Nothing can be written down."""

    async def append(self, line: AuditRecord) -> None:
        raise Unavailable("store.unavailable", "The database does not answer.")


async def test_nothing_is_read_before_it_is_written_down(exporting: Exporting) -> None:
    exporting.account = Silent()
    with pytest.raises(Unavailable):
        await exporting.take()

    assert exporting.log.read == 0
    assert exporting.names == set()


async def test_without_a_checkpoint_there_is_no_export(exporting: Exporting) -> None:
    exporting.log.is_sealed = False
    with pytest.raises(Unavailable) as raised:
        await exporting.take()

    assert code(raised) == "audit.not_sealed"
    assert not exporting.folder.exists()


async def test_a_line_that_is_gone_is_named_and_its_hash_stays(exporting: Exporting) -> None:
    exporting.log.written[9] = exporting.log.written[48] = exporting.log.written[49] = None
    state = await exporting.take()
    told = exporting.read("manifest.json")

    assert (told["missing"], told["counts"]["missing"], state.lost) == ([10, 49, 50], 3, 3)
    assert root_of(exporting.folder) == told["root"]


async def test_a_line_that_is_damaged_is_disclosed_for_who_checks_and_in_no_table(exporting: Exporting) -> None:
    exporting.log.written[9] = b'{"at":'
    exporting.log.written[19] = b'{"at":"yesterday"}'
    await exporting.take(formed("csv", order=replace(ALL, subject="person-1")))
    lines = (exporting.folder / "records.ndjson").read_bytes().splitlines()

    assert len(lines) == 18
    assert b'"record":{"at":,"seq":10' in lines[3]
    leaves = [json.loads(leaf) for leaf in (exporting.folder / "leaves.ndjson").read_bytes().splitlines()]
    assert [leaf["seq"] for leaf, line in zip(leaves, lines, strict=True) if leaf["leaf"] != leaf_hash(line).hex()] == [
        10,
        20,
    ]
    assert exporting.read("totals.json")["events"] == {"claims.released": 16}


async def test_where_hashes_are_gone_nothing_is_made(exporting: Exporting) -> None:
    exporting.log.tree.pop((0, 0))
    with pytest.raises(Unavailable) as raised:
        await exporting.take(NOVEMBER)

    assert code(raised) == "audit.tree_incomplete"
    assert "manifest.json" not in exporting.names


# ── going on ──


class BrokenOffError(Exception):
    """The power fails."""


async def broken_off(exporting: Exporting, order: Order = NOVEMBER, *, after: int = 20) -> None:
    def tick(looked_at: int, _size: int) -> None:
        if looked_at >= after:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        await exporting.take(order, tick=tick)


async def test_half_an_export_goes_on_where_it_stood(exporting: Exporting, tmp_path: Path) -> None:
    await broken_off(exporting)
    assert "manifest.json" not in exporting.names
    exporting.log.read = 0
    records = exporting.folder / "records.ndjson"
    records.write_bytes(records.read_bytes() + b'{"half a line' + b" " * 100_000)
    await exporting.take(NOVEMBER, resume=True)
    whole = Exporting(exporting.log, tmp_path / "whole", numbers=exporting.numbers)
    read, _ = exporting.log.read, await whole.take(NOVEMBER)

    assert read == 50 - 21
    for name in ("records.ndjson", "tree.ndjson", "leaves.ndjson", "totals.json", "checkpoint"):
        assert (exporting.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
    assert exporting.names == whole.names
    assert [line["stage"] for line in exporting.account.outcomes] == ["begun", "resumed", "complete"]
    assert {line["export"] for line in exporting.account.outcomes} == {"export-1"}


async def test_half_an_export_goes_on_up_to_the_checkpoint_it_began_with(exporting: Exporting) -> None:
    await broken_off(exporting)
    exporting.log = MemoryLog.of(some_lines(80))
    await exporting.take(NOVEMBER, resume=True)

    assert exporting.read("manifest.json")["size"] == 50
    assert root_of(exporting.folder) == exporting.read("manifest.json")["root"]


async def test_another_export_does_not_go_on_from_it(exporting: Exporting) -> None:
    await broken_off(exporting)
    codes = []
    for order, resume in ((NOVEMBER, False), (ALL, True)):
        with pytest.raises(BadInput) as raised:
            await exporting.take(order, resume=resume)
        codes.append(code(raised))

    assert codes == ["export.half_done", "export.other_wish"]


@pytest.mark.parametrize("content", [b"", b"x" * 100_000], ids=["cut off", "something else"])
async def test_what_was_changed_meanwhile_is_no_half_export(exporting: Exporting, content: bytes) -> None:
    await broken_off(exporting)
    (exporting.folder / "records.ndjson").write_bytes(content)
    with pytest.raises(BadInput) as raised:
        await exporting.take(NOVEMBER, resume=True)

    assert code(raised) == "export.damaged"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {"a": {"b": 1}}}'])
async def test_a_state_that_cannot_be_read_is_none(exporting: Exporting, content: str) -> None:
    exporting.folder.mkdir()
    (exporting.folder / STATE).write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        await exporting.take(resume=True)

    assert code(raised) == "export.damaged"


async def test_a_folder_in_which_there_is_something_is_left_alone(exporting: Exporting) -> None:
    exporting.folder.mkdir()
    (exporting.folder / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        await exporting.take()

    assert code(raised) == "export.folder_not_empty"
    assert exporting.names == {"letter.txt"}


async def test_what_can_be_no_folder_is_told(exporting: Exporting) -> None:
    exporting.folder.write_text("a file", encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        await exporting.take()

    assert code(raised) == "export.no_folder"


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput) as raised:
        Order(first=date(2026, 11, 2), last=date(2026, 11, 1))

    assert code(raised) == "export.period_empty"


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from taking_out import NOVEMBER, Exporting
from whole_logs import MemoryLog, some_lines

def tick(looked_at, _size):
    if looked_at >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

log = MemoryLog.of(some_lines(50))
asyncio.run(Exporting(log, Path(sys.argv[1])).take(NOVEMBER, resume=True, tick=tick))
"""


async def test_killed_again_and_again_it_ends_as_if_nobody_had(exporting: Exporting, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    for after in (10, 50):
        command = [sys.executable, "-c", KILLED, str(exporting.folder), str(after)]
        ended = subprocess.run(command, env=environment, check=False)  # noqa: ASYNC221 nothing else runs here
        assert ended.returncode == -signal.SIGKILL
        state = State.load(exporting.folder)
        assert state is not None
        assert state.looked_at >= after
    await exporting.take(NOVEMBER, resume=True)
    whole = Exporting(exporting.log, tmp_path / "whole")
    await whole.take(NOVEMBER)

    assert exporting.names == whole.names
    for name in ("records.ndjson", "tree.ndjson"):
        assert (exporting.folder / name).read_bytes() == (whole.folder / name).read_bytes()


def test_the_state_is_no_file_of_the_export(tmp_path: Path) -> None:
    state = State(export="x", wish={}, note="", begun_at="")
    state.save(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == [STATE]
    assert json.loads((tmp_path / STATE).read_text(encoding="utf-8"))["export"] == "x"
