"""What an export shows is what its manifest says was asked for: no more and, where nothing was filtered, no less."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from exporting import ORIGIN, Export, a_life, a_line, a_note, a_yes, access, entries_of, kept, sign
from hypothesis import HealthCheck, settings
from hypothesis import given as tried_with
from hypothesis import strategies as st
from taking_out import ALL, SIGNER, Exporting
from verifying import LIFE, ROOT, codes, told
from whole_logs import MemoryLog

from adapters.exports import audit_records
from adapters.exports.audit_export import Order
from adapters.exports.verify_export import dutch_midnight
from consent.parties import AgencyCode, SubjectRef
from hub.audit.events import AuditRecord, Evaluated, Event, said_of

SQL = (ROOT / "docs" / "audit.sql").read_text(encoding="utf-8")
NETHERLANDS = ZoneInfo("Europe/Amsterdam")
SECOND = timedelta(seconds=1)
BEGINS, ENDS = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
"""Of the day of 25 hours on which summer time ends."""
LONGEST_DAY = Order(first=date(2026, 10, 25), last=date(2026, 10, 25))


def queried(export: Path) -> list[tuple[str, int | None]]:
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.chdir(export)
        connection.execute(SQL).fetchall()
        return connection.execute("SELECT code, seq FROM faults ORDER BY seq NULLS LAST, code").fetchall()


def found_by_both(folder: Path) -> list[tuple[str, int | None]]:
    found = sorted(codes(told(folder)), key=str)
    assert sorted(queried(folder / "e"), key=str) == found
    return found


def exporting(folder: Path, lines: list[AuditRecord]) -> Exporting:
    (folder / "keys.json").write_text(json.dumps(SIGNER.published()), encoding="utf-8")
    return Exporting(MemoryLog.of(lines, origin=ORIGIN, sign=a_note), folder / "e")


@pytest.mark.parametrize(
    ("event", "gaps"),
    [(Event.CONSENT_WITHDRAWN, [11]), (Event.CLAIMS_ASKED, [2, 6]), (Event.CONSENT_NARROWED, [4])],
)
async def test_what_an_operator_withholds_from_whole_days_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, event: Event, gaps: list[int]
) -> None:
    honest = audit_records._fits
    monkeypatch.setattr(
        audit_records, "_fits", lambda wanted, line: event.value.encode() not in line and honest(wanted, line)
    )
    await exporting(folder, a_life()).take(ALL)

    assert found_by_both(folder) == [("line.withheld", seq) for seq in gaps]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@tried_with(
    seconds=st.lists(st.integers(-8, 90_008), min_size=1, max_size=20),
    falls=st.lists(st.integers(0, 5), min_size=20, max_size=20),
    agency=st.sampled_from([None, "cjib", "duo"]),
)
async def test_nothing_is_withheld_from_an_honest_export_though_times_fall_at_its_ends(
    tmp_path_factory: pytest.TempPathFactory, folder: Path, seconds: list[int], falls: list[int], agency: str | None
) -> None:
    at = [BEGINS + SECOND * each for each in sorted(seconds)]
    yes = [a_yes(), a_yes(agency=AgencyCode("duo"))]
    lines = [
        replace(access(yes=yes[place % 2]), at=max(each - SECOND * fall, at[0]))
        for place, (each, fall) in enumerate(zip(at, falls, strict=False))
    ]
    one = exporting(folder, lines)
    one.folder = tmp_path_factory.mktemp("honest") / "e"
    await one.take(replace(LONGEST_DAY, agency=agency))

    assert not {code for code, _ in codes(told(folder, one.folder))} - {"consent.never_given", "consent.exceeded"}
    assert not queried(one.folder)


def at_seconds(*seconds: float) -> list[bytes]:
    return entries_of(replace(a_line(Event.ACCESSES_READ), at=BEGINS + SECOND * each) for each in seconds)


@pytest.mark.parametrize(
    ("seconds", "shown", "found"),
    [
        ((0, 5, 3, 9), {1, 2, 4}, [3]),
        ((0, 4, -1, 9), {1, 2, 4}, []),
        ((0, 7, 8, 9, 10, 11), {1, 4, 6}, [5]),
        ((10, 11, 12), {2}, []),
        ((89_990, 89_994, 89_994), {1, 3}, [2]),
        ((89_990, 90_000, 89_995), {1, 3}, []),
        ((89_990, 89_991, 89_998, 89_999, 89_994), {1, 3, 5}, [2]),
    ],
    ids=["just inside", "may be before", "only between", "one line", "just before the end", "may be after", "later"],
)
def test_a_gap_is_a_fault_where_it_is_within_the_days_for_certain(
    folder: Path, seconds: tuple[float, ...], shown: set[int], found: list[int]
) -> None:
    day = LONGEST_DAY.first.isoformat()
    Export(entries=at_seconds(*seconds), shown=shown, period=(day, day), wanted={}).put(folder / "e")

    assert codes(told(folder)) == [("line.withheld", seq) for seq in found]
    assert queried(folder / "e")[:1] == [("line.withheld", seq) for seq in found]


def test_receipts_leave_no_line_out_and_every_other_wish_may(folder: Path) -> None:
    for wanted in ({"subject": "s"}, {"agency": "cjib"}, {"activity": "a"}, {"sample": 2, "seed": 0}):
        Export(entries=LIFE, shown=(), wanted=wanted).put(folder / "e")
        assert found_by_both(folder) == []
    Export(entries=LIFE, shown={1, 12}, wanted={"receipts": True, "article": "AVG 58(1)(e)"}).put(folder / "e")

    assert found_by_both(folder) == [("line.withheld", 2)]


def test_lines_that_the_log_lost_are_not_withheld_and_those_beside_them_are(folder: Path) -> None:
    def lost(manifest: dict[str, Any]) -> dict[str, Any]:
        return {**manifest, "missing": [5, 6]}

    Export(entries=LIFE, shown={1, 2, 3, 4, 7, 8, 9, 10, 11, 12}, wanted={}, manifest=lost).put(folder / "e")
    assert found_by_both(folder) == [("line.lost", 5), ("line.lost", 6)]

    Export(entries=LIFE, shown={1, 2, 3, 4, 8, 9, 10, 11, 12}, wanted={}, manifest=lost).put(folder / "e")
    assert found_by_both(folder) == [("line.lost", 5), ("line.lost", 6), ("line.withheld", 7)]


ASKED = replace(a_line(Event.ACCESS_EVALUATED), evaluated=(Evaluated(place=0, permitted=True, agency="cak"),))
HELD = replace(ASKED, evaluated=(Evaluated(place=0, permitted=True, decided=said_of([a_yes()])),))


@pytest.mark.parametrize(
    ("line", "wanted", "fits"),
    [
        (access(), {"subject": str(access().subject)}, True),
        (access(subject=SubjectRef("other")), {"subject": str(access().subject)}, False),
        (replace(access(), outcome={"subject": "other"}), {"subject": "other"}, False),
        (access(), {"agency": "cjib"}, True),
        (access(), {"agency": "duo"}, False),
        (access(), {"agency": "duo", "oin": "self"}, True),
        (replace(access(), oin="00000001"), {"agency": "duo", "oin": "00000001"}, True),
        (replace(access(), oin="00000001"), {"agency": "duo", "oin": "00000002"}, False),
        (replace(a_line(Event.REVIEW_DECIDED), outcome={"agency": "duo"}), {"agency": "duo"}, True),
        (replace(a_line(Event.CLAIMS_RELEASED), outcome={"duo": "busy:0"}), {"agency": "duo"}, True),
        (ASKED, {"agency": "cak"}, True),
        (HELD, {"agency": "cjib"}, True),
        (HELD, {"agency": "cak"}, False),
        (access(), {"activity": "overview-self:1"}, True),
        (access(), {"activity": "overview-self:2"}, False),
        (HELD, {"activity": "overview-self:1"}, True),
        (kept(b"{}"), {"activity": "overview-self:1"}, False),
        (kept(b"{}"), {"sample": 1, "seed": 7}, True),
    ],
)
def test_a_line_that_was_not_asked_for_is_named(
    folder: Path,
    line: AuditRecord,
    wanted: dict[str, Any],
    fits: bool,  # noqa: FBT001 pytest hands over the case
) -> None:
    Export(entries=entries_of([line]), wanted=wanted).put(folder / "e")
    found = [code for code, _ in codes(told(folder)) if not code.startswith("consent.")]

    assert found == [code for code, _ in queried(folder / "e")] == ([] if fits else ["line.not_asked_for"])


@pytest.mark.parametrize(("seconds", "fits"), [(-1, False), (0, True), (89_999, True), (90_000, False)])
def test_a_line_of_another_day_is_named(folder: Path, seconds: int, fits: bool) -> None:  # noqa: FBT001 pytest hands over the case
    day = LONGEST_DAY.first.isoformat()
    Export(entries=at_seconds(seconds), period=(day, day)).put(folder / "e")

    assert found_by_both(folder) == ([] if fits else [("line.not_asked_for", 1)])


@tried_with(day=st.dates(date(1996, 1, 1), date(2199, 12, 31)))
def test_days_begin_when_they_do_in_the_netherlands(day: date) -> None:
    assert dutch_midnight(day) == datetime(day.year, day.month, day.day, tzinfo=NETHERLANDS)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("period"),
        lambda told: told.pop("filter"),
        lambda told: told.update(filter={"event": "consent.given"}),
        lambda told: told.update(filter={"subject": 1}),
        lambda told: told.update(filter=[]),
        lambda told: told.update(period={"from": "2026-01-01"}),
        lambda told: told.update(period={"from": "20260101", "to": "2026-12-31"}),
        lambda told: told.update(period={"from": "0001-01-01", "to": "2026-12-31"}),
        lambda told: told.update(period={"from": "2026-01-01", "to": "9999-12-31"}),
    ],
    ids=["no period", "no filter", "unknown", "a number", "a list", "no end", "other form", "too early", "too late"],
)
def test_a_manifest_that_does_not_say_what_was_asked_for_is_none(
    folder: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    manifest = json.loads((export / "manifest.json").read_bytes())
    change(manifest)
    sign(export, manifest)
    found = told(folder)

    assert (codes(found), found["asked_for"]) == ([("manifest.unreadable", None)], None)


def test_the_report_says_what_was_asked_for_and_repeats_no_value(folder: Path) -> None:
    Export(entries=LIFE, wanted={"subject": str(access().subject)}, period=("2026-01-01", "2026-12-31")).put(
        folder / "e"
    )

    assert told(folder)["asked_for"] == {"from": "2026-01-01", "to": "2026-12-31", "filters": ["subject"]}
