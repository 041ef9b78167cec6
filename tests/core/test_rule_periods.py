"""What is said where a rule has no value on the day that was asked: which day is in the way, and which would do."""

from datetime import date
from pathlib import Path

import pytest

from hub.errors import RuleMissing
from hub.rules.policy import Policy
from hub.rules.reader import read_book

HEAD = """
[document]
recorded = 2026-01-01
source = "Stcrt. 2026, 1"
confidence = "verified"

[norm]
says = "Norm"
unit = "euros per month"
article = "21"
"""


def row(start: str, value: str, more: str = "") -> str:
    return f"\n[[norm.value]]\nfrom = {start}\nvalue = {value}\n{more}\n"


def said(folder: Path, *rows: str, on: date, known_on: date = date(2030, 1, 1)) -> str:
    (folder / "doc.toml").write_text(HEAD + "".join(rows), encoding="utf-8")
    with pytest.raises(RuleMissing) as missing:
        Policy(on=on, known_on=known_on, book=read_book(folder)).get("doc.norm")
    return str(missing.value)


TWO = (row("2025-07-01", "10"), row("2026-01-01", "11"))
EXPECTED = row("2026-07-01", '"expected"')


@pytest.mark.parametrize(
    ("rows", "on", "words"),
    [
        (TWO, date(2025, 6, 30), ": in force from 2025-07-01. "),
        ((*TWO, EXPECTED), date(2026, 7, 1), ": in force from 2025-07-01 to 2026-06-30; expected after that. "),
        ((*TWO, row("2026-07-01", '"ended"')), date(2026, 7, 1), "to 2026-06-30; ended after that. "),
        (
            (row("2025-01-01", '"text_missing"'), row("2026-01-01", "11")),
            date(2025, 1, 1),
            ": text not at hand from 2025-01-01 to 2025-12-31; in force from 2026-01-01. ",
        ),
        ((row("2026-01-01", '"expected"'),), date(2026, 1, 1), ": expected from 2026-01-01. "),
    ],
    ids=["before the first", "expected", "ended", "no text", "only expected"],
)
def test_periods_that_are_alike_are_one_clause(tmp_path, rows, on, words):
    told = said(tmp_path, *rows, on=on)
    assert told.startswith(f"rule.missing: doc.norm has no usable value on {on}")
    assert words in told


def test_what_the_book_did_not_know_yet_is_said_with_the_day_from_which_it_does(tmp_path):
    told = said(tmp_path, *TWO, on=date(2026, 2, 1), known_on=date(2025, 12, 31))
    assert "On 2025-12-31 the book did not know doc.norm of 2026-02-01 yet; it does from 2026-01-01 on." in told
    assert "known_on 2026-01-01 or later" in told


def test_an_expected_value_that_became_known_later_is_one_that_was_not_known_yet(tmp_path):
    now_known = row("2026-07-01", "12", 'recorded = 2026-06-20\ncorrects = "expected"')
    told = said(tmp_path, *TWO, EXPECTED, now_known, on=date(2026, 7, 1), known_on=date(2026, 6, 19))
    assert "it does from 2026-06-20 on" in told
