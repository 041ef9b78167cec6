"""The form of a line, its place and its time: each line is held against what is published of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from exporting import (
    Export,
    a_line,
    a_yes,
    entries_of,
    sign_again,
)
from hypothesis import given as tried_with
from hypothesis import strategies as st
from verifying import ENTRY, LIFE, codes, faults_of, told

from adapters.exports import verify_export
from adapters.exports.verify_export import MOST_FAULTS, Report
from hub.audit.events import Evaluated, Event, said_of


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda line: line[:-9], "line.unreadable"),
        (lambda line: line.replace(b'"facts":3', b'"facts":3.0'), "line.not_canonical"),
        (lambda line: line.replace(b'"facts":3', b'"facts":NaN'), "line.not_canonical"),
        (lambda line: line.replace(b'"facts":3', b'"facts": 3'), "line.not_canonical"),
        (lambda line: line.replace(b'"facts":3', b'"facts":3,"facts":3'), "line.not_canonical"),
        (lambda line: line.replace(b'"citizen"', b'"\\u0063itizen"'), "line.not_canonical"),
        (lambda line: line.replace(b'"facts":3', b'"facts":"3"'), "line.schema"),
        (lambda line: line.replace(b'"facts":3', b'"facts":9007199254740992'), "line.schema"),
        (lambda line: line.replace(b'"facts":3', b'"fads":3'), "line.schema"),
        (lambda line: line.replace(b"2026-11-24", b"2026-13-24"), "line.schema"),
        (lambda line: line.replace(b'"v":1', b'"v":2'), "line.schema"),
        (lambda line: line.replace(b'"seq":3', b'"seq":0'), "line.schema"),
        (lambda line: line.replace(b'"seq":3', b'"seq":-3'), "line.schema"),
        (lambda line: line.replace(b'"permitted":true,', b""), "line.schema"),
        (lambda line: line.replace(b'"log":"audit', b'"log":"other'), "line.origin"),
        (lambda line: b"[" * 100_000, "line.unreadable"),
        (lambda line: b'"\xff"', "line.unreadable"),
        (lambda line: b"", "line.unreadable"),
        (lambda line: b"[]", "line.schema"),
    ],
)
def test_a_line_of_another_form_is_named(folder: Path, change: Callable[[bytes], bytes], code: str) -> None:
    Export(entries=[*LIFE[:2], change(LIFE[2]), *LIFE[3:]]).put(folder / "e")

    assert change(LIFE[2]) != LIFE[2]
    assert codes(told(folder))[0] == (code, 3)


def test_members_out_of_order_are_not_the_published_form(folder: Path) -> None:
    entry = json.loads(LIFE[2])
    turned = {**entry, "record": dict(reversed(entry["record"].items()))}
    by_agency = {**entry, "record": {**entry["record"], "grounds": {"b": "x", "a": "x"}}}
    for each in (turned, by_agency):
        written = json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode()
        Export(entries=[*LIFE[:2], written, *LIFE[3:]]).put(folder / "e")
        assert codes(told(folder)) == [("line.schema", 3)]


def test_a_last_line_without_an_end_is_no_line(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    (export / "records.ndjson").write_bytes((export / "records.ndjson").read_bytes()[:-1])
    sign_again(export)

    assert codes(told(folder)) == [("line.not_canonical", 12)]


def test_time_may_fall_by_five_seconds_and_no_more(folder: Path) -> None:
    second = 1 / 86_400
    lines = [a_line(Event.ACCESSES_READ, days=1 - falls * second) for falls in (0, 5, 6, 5)]

    assert faults_of(folder, lines) == [("time.falls", 3)]


def test_many_faults_are_counted_and_the_first_is_named(folder: Path) -> None:
    Export(entries=LIFE * 10, leaves=False).put(folder / "e")
    found = told(folder)

    assert (len(found["faults"]), found["faults_left_out"], found["first_bad"]) == (MOST_FAULTS, 58 + 1, 1)


def test_faults_that_are_alike_are_said_once_and_missing_lines_are_not_counted_as_sealed(folder: Path) -> None:
    Export(entries=LIFE, written=lambda lines: lines[3:]).put(folder / "e")
    report = verify_export.check(folder / "e", policy=folder / "policy", keys=folder / "keys.json")
    said = list(verify_export.words(report))

    named = [fault["code"] for fault in report.faults]
    assert (
        said[1] == "  line.missing  line 1: A line is missing: it is neither shown nor counted among what is left out."
    )
    assert [line.split()[0] for line in said[1 : 1 + len({*named})]] == list(dict.fromkeys(named))
    assert "Lines      9 shown, 0 sealed (counted, not shown), 3 missing" in said
    assert report.told()["lines"] == {"shown": 9, "sealed": 0}


def test_many_lines_with_one_fault_are_counted_and_the_first_are_named(folder: Path) -> None:
    Export(entries=LIFE * 10, leaves=False).put(folder / "e")
    said = list(verify_export.words(verify_export.check(folder / "e", policy=folder / "policy")))

    (out_of_order,) = [line for line in said if line.startswith("  line.out_of_order  ")]
    assert out_of_order.startswith("  line.out_of_order  108 times, first at 1, 2, 3, 4, 5: ")


def test_a_fault_after_a_thousand_that_are_alike_is_said_too() -> None:
    report = Report(log={"origin": "log", "size": 1, "root": "00", "witnesses": []})
    for seq in range(1, 1001):
        report.add("line.missing", seq=seq)
    report.add("line.changed", seq=1001)
    said = list(verify_export.words(report))

    assert said[1].startswith("  line.missing  1000 times, first at 1, 2, 3, 4, 5: ")
    assert said[2].startswith("  line.changed  line 1001: ")
    assert said[3].startswith("Log  ")
    assert (len(report.told()["faults"]), report.told()["faults_left_out"]) == (MOST_FAULTS, 951)


def test_of_more_kinds_of_faults_than_anybody_reads_the_rest_is_counted() -> None:
    report = Report(log={"origin": "log", "size": 1, "root": "00", "witnesses": []})
    for number in range(MOST_FAULTS + 2):
        report.add("file.changed", what=f"file-{number}")
    said = list(verify_export.words(report))

    assert len([line for line in said if line.startswith("  file.changed  ")]) == MOST_FAULTS
    assert said[1 + MOST_FAULTS] == "  … and 2 more."


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'{"hash":"00","level":0,"place":1}\n', "tree.unreadable"),
        (b'{"hash":"%b","level":0,"place":0}\n' % (b"0" * 64), "tree.overlap"),
    ],
)
def test_a_row_of_the_tree_that_cannot_be_is_named(folder: Path, row: bytes, code: str) -> None:
    export = Export(entries=LIFE, shown={1, 12}).put(folder / "e")
    (export / "tree.ndjson").write_bytes(row + (export / "tree.ndjson").read_bytes())
    sign_again(export)

    assert code in [found for found, _ in codes(told(folder))]


def test_a_hash_that_is_not_listed_is_named(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    rows = (export / "leaves.ndjson").read_bytes().splitlines(keepends=True)
    (export / "leaves.ndjson").write_bytes(b"".join([*rows[:3], *rows[4:]]))
    sign_again(export)

    assert codes(told(folder)) == [("line.unlisted", 4)]


VALUES = st.sampled_from([None, True, 0, 1, -1, 2**53, "", "x", "a.b", [], ["x"], [1], {}, {"a": "x"}, {"é": "x"}])


@tried_with(data=st.data())
def test_the_check_of_a_line_and_the_published_schema_agree(data: st.DataObject) -> None:
    entry = json.loads(data.draw(st.sampled_from(LIFE)))
    evaluated = Evaluated(place=0, permitted=True, decided=said_of([a_yes()]))
    line = replace(a_line(Event.ACCESS_EVALUATED), evaluated=(evaluated,))
    entry = json.loads(entries_of([line])[0]) if data.draw(st.booleans()) else entry
    inside = [entry, entry["record"], *entry["record"]["decided"].values(), *entry["record"]["evaluated"]]
    inside += [entry["record"][name] for name in ("decided", "grounds", "outcome")]
    place = data.draw(st.sampled_from(inside))
    name = data.draw(st.sampled_from([*place, "new"]))
    if data.draw(st.booleans()):
        place.pop(name, None)
    else:
        place[name] = data.draw(VALUES)
    ordered = json.loads(json.dumps(entry, sort_keys=True))

    assert (verify_export.misfit(ordered) is None) is ENTRY.is_valid(ordered)


def test_every_line_of_a_life_is_of_the_published_form() -> None:
    assert [list(ENTRY.iter_errors(json.loads(line))) for line in LIFE] == [[]] * len(LIFE)
