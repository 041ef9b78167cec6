"""What was changed, dropped, moved, put back, signed again or forked is found, and the first bad line is named."""

from pathlib import Path
from typing import Any

import pytest
from exporting import (
    LOG,
    ORIGIN,
    Export,
    a_checkpoint,
    a_life,
    a_line,
    entries_of,
)
from hypothesis import HealthCheck, settings
from hypothesis import given as tried_with
from hypothesis import strategies as st
from verifying import LIFE, codes, told

from adapters.exports.verify_export import UnreadableError
from hub.audit.events import Event


def test_a_whole_export_is_good_and_counts_what_it_saw(folder: Path) -> None:
    Export(entries=LIFE).put(folder / "e")
    found = told(folder, since=a_checkpoint(LIFE[:5]))

    assert (found["good"], found["first_bad"], found["faults"], found["notes"]) == (True, None, [], [])
    assert found["lines"] == {"shown": 12, "sealed": 0}
    assert found["accesses_on_consent"] == {
        "in_force": 7,
        "in_force_as_shown": 0,
        "not_shown": 0,
        "not_in_force": 0,
    }
    assert (found["log"]["origin"], found["log"]["size"], found["went_on_from"]) == (ORIGIN, 12, 5)
    assert found["log"]["witnesses"] == ["witness.example/one", "witness.example/two"]


@pytest.mark.parametrize("size", [*range(1, 10), 20])
def test_what_is_left_out_is_counted_for_every_size_and_choice(folder: Path, size: int) -> None:
    entries = entries_of([a_line(Event.ACCESSES_READ)] * size)
    for place, shown in enumerate(({1}, {size}, {1, size}, set(range(1, size + 1, 3)), set[int]())):
        export = Export(entries=entries, shown=shown, since=range(1, size)).put(folder / str(place))
        for old in range(size + 1):
            found = told(folder, export, since=a_checkpoint(entries[:old]))
            assert (found["faults"], found["lines"]) == ([], {"shown": len(shown), "sealed": size - len(shown)})


def test_an_empty_log_is_good(folder: Path) -> None:
    Export(entries=[]).put(folder / "e")

    assert told(folder, since=a_checkpoint([]))["faults"] == []


@pytest.mark.parametrize("name", ["records.ndjson", "policy", "keys.json", "leaves.ndjson"])
def test_a_file_that_is_not_the_one_that_was_signed_for_is_named(folder: Path, name: str) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    (export / name).write_bytes((export / name).read_bytes() + b"\n")

    assert any(fault["code"] == "file.changed" and name in fault["says"] for fault in told(folder)["faults"])


def test_a_changed_record_is_named_by_its_number(folder: Path) -> None:
    def edited(lines: list[bytes]) -> list[bytes]:
        return [line.replace(b'"duo"', b'"cak"') if place == 6 else line for place, line in enumerate(lines)]

    export = Export(entries=LIFE, written=edited).put(folder / "e")

    found = told(folder, export)
    assert codes(found)[0] == ("line.changed", 7)
    assert ("root.differs", None) in codes(found)
    assert found["first_bad"] == 7


def test_a_dropped_last_line_is_missing(folder: Path) -> None:
    Export(entries=LIFE, written=lambda lines: lines[:-1]).put(folder / "e")

    found = told(folder)
    assert codes(found) == [("line.missing", 12)]
    assert found["first_bad"] == 12


def test_two_swapped_lines_are_named_from_the_first(folder: Path) -> None:
    Export(entries=LIFE, written=lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]]).put(folder / "e")

    found = told(folder)
    assert codes(found) == [("line.missing", 4), ("line.out_of_order", 4)]
    assert found["first_bad"] == 4


def test_two_lines_that_swapped_their_numbers_too_are_found(folder: Path) -> None:
    lines = a_life()
    lines[5:7] = [lines[6], lines[5]]
    swapped = entries_of(lines)
    Export(entries=LIFE, written=lambda _: swapped).put(folder / "e")

    assert codes(told(folder)) == [("line.changed", 6), ("line.changed", 7), ("root.differs", None)]


def test_an_older_copy_is_smaller_than_what_an_auditor_saw(folder: Path) -> None:
    Export(entries=LIFE[:8]).put(folder / "e")

    assert codes(told(folder, since=a_checkpoint(LIFE[:9]))) == [("log.older", None)]


def test_an_operator_who_edits_and_signs_again_lacks_the_witnesses(folder: Path) -> None:
    lines = a_life()
    lines[4] = a_line(Event.ACCESSES_READ, days=3)
    edited = entries_of(lines)
    Export(entries=edited, note=a_checkpoint(edited, LOG)).put(folder / "e")

    assert codes(told(folder)) == [("witness.quorum", None)]


@pytest.mark.parametrize("shown", [None, {1, 12}], ids=["all lines", "a proof"])
@pytest.mark.parametrize("old", [5, 8, 12])
def test_a_forked_log_does_not_go_on_from_an_older_checkpoint(folder: Path, old: int, shown: set[int] | None) -> None:
    lines = a_life()
    lines[4] = a_line(Event.ACCESSES_READ, days=3)
    Export(entries=entries_of(lines), shown=shown, since=[5, 8]).put(folder / "e")

    assert ("log.forked", None) in codes(told(folder, since=a_checkpoint(LIFE[:old])))


def test_without_a_proof_nothing_is_said_of_the_older_checkpoint(folder: Path) -> None:
    Export(entries=LIFE, shown={12}).put(folder / "e")

    assert codes(told(folder, since=a_checkpoint(LIFE[:5]))) == [("log.unproven", None)]


def test_a_line_that_the_log_itself_lost_is_named(folder: Path) -> None:
    def lost(manifest: dict[str, Any]) -> dict[str, Any]:
        return {**manifest, "missing": [4]}

    Export(entries=LIFE, shown={*range(1, 13)} - {4}, manifest=lost).put(folder / "e")

    assert codes(told(folder)) == [("line.lost", 4)]


def test_lines_beyond_what_was_signed_are_named(folder: Path) -> None:
    Export(entries=LIFE, note=a_checkpoint(LIFE[:10])).put(folder / "e")

    assert codes(told(folder)) == [("line.beyond", 11), ("line.beyond", 12)]


def test_sealed_lines_beyond_what_was_signed_are_named(folder: Path) -> None:
    Export(entries=LIFE, shown={1}, note=a_checkpoint(LIFE[:10])).put(folder / "e")

    assert codes(told(folder)) == [("line.beyond", 11)]


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@tried_with(data=st.data())
def test_no_byte_of_an_export_can_be_changed(folder: Path, data: st.DataObject) -> None:
    export = folder / "flipped"
    if not export.exists():
        Export(entries=LIFE, shown={1, 2, 3, 7, 9}, since=[5]).put(export)
    path = data.draw(st.sampled_from(sorted(export.iterdir())))
    content = path.read_bytes()
    path.write_bytes(flipped(content, data.draw(st.integers(0, len(content) - 1))))
    try:
        found = told(folder, export)["faults"]
    except UnreadableError as fault:
        found = [fault]
    finally:
        path.write_bytes(content)

    assert found
