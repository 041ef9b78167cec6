"""The page about what is kept of people says what the register, the settings, the rule book and the tables say."""

import re

from builders import BOOK, REGISTER
from sources import ROOT

from adapters.settings_load import RetentionSettings
from adapters.store import arrangement_tables, bank_file_rows, outgoing_tables, review_tables
from adapters.store.tables import Table
from consent.keeping import Ending, Records
from hub.life.expiring import Expiring

PAGE = (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8")
KEPT = [(activity, kept) for activity in REGISTER.activities for kept in activity.keeps]
TIMES = {time for _, kept in KEPT for time in (kept.until, kept.at_least) if time}
LOADED = (arrangement_tables, bank_file_rows, outgoing_tables, review_tables)

REMOVED = {
    Expiring.PROPOSALS: Records.PROPOSALS,
    Expiring.ATTEMPTS: Records.COMMANDS,
    Expiring.CONSENT_REQUESTS: Records.CONSENT_REQUESTS,
    Expiring.EVENTS: Records.EVENTS,
}


def test_the_page_has_what_every_activity_keeps() -> None:
    rows = [
        f"| `{activity.code}` | {kept.records} | {kept.since} | `{kept.until}` | "
        f"{f'`{kept.at_least}`' if kept.at_least else '–'} | {kept.ends} |"
        for activity, kept in KEPT
    ]

    assert f"| --- | --- | --- | --- | --- | --- |\n{chr(10).join(rows)}\n\n" in PAGE


def test_every_time_that_stands_elsewhere_stands_there() -> None:
    settings = {f"setting:retention.{name}" for name in RetentionSettings.model_fields}

    assert {time for time in TIMES if time.startswith("setting:")} == settings
    assert [time for time in TIMES if time.startswith("rule:") and time.removeprefix("rule:") not in BOOK] == []


def test_what_workers_remove_is_what_the_register_says_is_removed() -> None:
    assert set(REMOVED) == set(Expiring)
    removed = {kept.records for _, kept in KEPT if kept.ends is Ending.REMOVED}
    assert removed == {*REMOVED.values(), Records.REVIEWS, Records.DISPUTES}


def test_nothing_is_kept_that_no_activity_names() -> None:
    assert {kept.records for _, kept in KEPT} == set(Records)


def test_the_page_names_every_table_about_a_person() -> None:
    assert LOADED
    _, _, tables = PAGE.partition("## By table")
    named = {name for row in re.findall(r"^\| (.+?) \|", tables, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    about = {name for name, table in Table.metadata.tables.items() if {"subject_ref", "ref"} & {*table.c.keys()}}

    assert named == about
