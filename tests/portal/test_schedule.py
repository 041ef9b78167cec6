"""Payments as a table and as a calendar: read back, they are the payments, and no cell is ever computed."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from portal.agreements import TEXTS, a_proposal, an_agreement

from adapters.portal.agreement import Part
from adapters.portal.client import ArrangementState
from adapters.portal.schedule import BEGINS_FORMULA, calendar, harmless, table

ORIGIN = "https://regeling.example:8443"


def rows(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_dutch_table_has_semicolons_and_commas_and_an_english_one_commas_and_points() -> None:
    assert rows(table(an_agreement(), TEXTS["nl"]), ";")[:2] == [
        ["Nummer", "Dag", "Bedrag in euro", "Betaald"],
        ["1", "2026-12-01", "50,01", "50,01"],
    ]
    assert rows(table(an_agreement(), TEXTS["en"]), ",")[1] == ["1", "2026-12-01", "50.01", "50.01"]


def test_a_table_begins_with_the_mark_by_which_a_spreadsheet_knows_utf_8() -> None:
    assert table(an_agreement(), TEXTS["nl"]).startswith(b"\xef\xbb\xbfNummer")


def test_a_proposal_says_what_each_organisation_gets_month_by_month() -> None:
    assert rows(table(a_proposal(), TEXTS["nl"]), ";") == [
        ["Nummer", "Dag", "Bedrag in euro", "CJIB", "DUO"],
        ["1", "2026-12-01", "50,00", "30,00", "20,00"],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_that_a_spreadsheet_would_compute_is_shown(name: str) -> None:
    parts = [Part(name=name, agreed=5_000)]
    head = rows(table(a_proposal(per_agency=parts), TEXTS["nl"]), ";")[0]

    assert head[-1] == f"'{name}"


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not harmless(text).startswith(BEGINS_FORMULA)
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


def events(content: bytes) -> list[dict[str, str]]:
    return [
        {name: str(value.to_ical().decode()) for name, value in event.items()}
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]


def test_a_calendar_has_a_day_for_each_payment_and_nothing_but_the_amount() -> None:
    found = events(calendar(an_agreement(), TEXTS["nl"], origin=ORIGIN))

    assert [each["DTSTART"] for each in found] == ["20261201", "20270104", "20270201"]
    assert [each["SUMMARY"].replace("\u00a0", " ") for each in found] == [
        "Betalen: € 50\\,01",
        "Betalen: € 50\\,00",
        "Betalen: € 50\\,00",
    ]
    assert {name for each in found for name in each} == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY", "CLASS", "TRANSP", "STATUS",
    }  # fmt: skip
    told = calendar(an_agreement(), TEXTS["nl"], origin=ORIGIN).decode()
    assert not [word for word in ("CJIB", "DUO", "A-1", "RF-1", "an-id") if word in told]


def test_a_newer_calendar_moves_what_an_older_one_put_there() -> None:
    before = events(calendar(an_agreement(), TEXTS["nl"], origin=ORIGIN))
    moved = an_agreement(number=4, changed_on=date(2026, 12, 24))
    after = events(calendar(moved, TEXTS["nl"], origin=ORIGIN))

    assert [each["UID"] for each in before] == [each["UID"] for each in after]
    assert len({each["UID"] for each in after}) == 3
    assert all(each["UID"].endswith("@regeling.example") for each in after)
    assert {each["SEQUENCE"] for each in before} == {"3"}
    assert {each["SEQUENCE"] for each in after} == {"4"}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ArrangementState.REQUESTED, "TENTATIVE"),
        (ArrangementState.ACTIVE, "CONFIRMED"),
        (ArrangementState.WITHDRAWN, "CANCELLED"),
        (ArrangementState.DECLINED, "CANCELLED"),
    ],
)
def test_a_calendar_says_how_sure_a_day_is(state: ArrangementState, status: str) -> None:
    found = events(calendar(an_agreement(state=state), TEXTS["nl"], origin=ORIGIN))

    assert {each["STATUS"] for each in found} == {status}


def test_a_proposal_is_no_day_to_pay_yet() -> None:
    (event,) = events(calendar(a_proposal(), TEXTS["nl"], origin=ORIGIN))

    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"].startswith("Voorstel")


def test_the_same_agreement_gives_the_same_calendar() -> None:
    assert calendar(an_agreement(), TEXTS["en"], origin=ORIGIN) == calendar(an_agreement(), TEXTS["en"], origin=ORIGIN)
