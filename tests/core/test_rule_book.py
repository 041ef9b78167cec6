from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders import BOOK, a_policy

from hub.actions import law
from hub.domain.reasons import Confidence
from hub.errors import BadInput, BookError, RuleMissing
from hub.rules.edition import MOST_EDITIONS, KeptBook, newest_entry
from hub.rules.policy import Policy
from hub.rules.reader import read_book

SOUND = """
[document]
recorded = 2026-01-01
source = "Stcrt. 2026, 1"
confidence = "verified"

[longest]
says = "Longest term"
unit = "months"
article = "3:3"

[[longest.value]]
from = 2026-01-01
value = 12

[[longest.value]]
from = 2026-07-01
value = 24
"""


SERIES = """
[document]
recorded = 2026-01-01
source = "Stcrt. 2026, 1"
confidence = "verified"

[norm]
says = "Norm"
unit = "euros per month"
article = "21"
every = "half-year"

[[norm.value]]
from = 2025-07-01
value = 10.00

[[norm.value]]
from = 2026-01-01
value = 10.10

[[norm.value]]
from = 2026-07-01
value = "expected"
"""


def book(tmp_path: Path, text: str):
    (tmp_path / "doc.toml").write_text(text, encoding="utf-8")
    return read_book(tmp_path)


def on(tmp_path: Path, text: str, day: date, known_on: date = date(2030, 1, 1)) -> Policy:
    return Policy(on=day, known_on=known_on, book=book(tmp_path, text))


def test_a_value_holds_from_its_start_until_the_next(tmp_path):
    assert on(tmp_path, SOUND, date(2026, 6, 30)).get("doc.longest").value == 12
    assert on(tmp_path, SOUND, date(2026, 7, 1)).get("doc.longest").value == 24


def test_a_date_before_the_first_value_is_an_error_that_names_the_dates(tmp_path):
    with pytest.raises(RuleMissing, match=r"on 2025-12-31: in force from 2026-01-01\."):
        on(tmp_path, SOUND, date(2025, 12, 31)).get("doc.longest")


def test_a_rule_that_is_nowhere_in_the_book_is_an_error(tmp_path):
    with pytest.raises(RuleMissing, match=r"no doc\.shortest"):
        on(tmp_path, SOUND, date(2026, 6, 30)).get("doc.shortest")


@pytest.mark.parametrize(
    ("word", "said"), [("ended", "ended"), ("expected", "expected"), ("text_missing", "text not at hand")]
)
def test_a_rule_that_ended_or_has_no_number_never_computes(tmp_path, word, said):
    text = SOUND.replace("value = 24", f'value = "{word}"')
    with pytest.raises(RuleMissing, match=f"to 2026-06-30; {said} after that"):
        on(tmp_path, text, date(2026, 8, 1)).get("doc.longest")


def test_an_ended_rule_is_not_found(tmp_path):
    text = SOUND.replace("value = 24", 'value = "ended"')
    assert on(tmp_path, text, date(2026, 8, 1)).find("doc.longest") is None


def test_a_correction_counts_from_the_day_it_was_entered(tmp_path):
    text = SOUND + '\n[[longest.value]]\nfrom = 2026-07-01\nrecorded = 2026-09-01\nvalue = 30\ncorrects = "0099"\n'

    before = on(tmp_path, text, date(2026, 8, 1), known_on=date(2026, 8, 31))
    after = on(tmp_path, text, date(2026, 8, 1), known_on=date(2026, 9, 1))

    assert before.get("doc.longest").value == 24
    assert after.get("doc.longest").value == 30


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("value = 12", "value = 12.5"), None),
        (("value = 12", "value = true"), "no number, word"),
        (("value = 12", "value = [1, 2026-01-01]"), "type date"),
        (("from = 2026-01-01", "from = 2027-01-01"), "stands after"),
        (("from = 2026-07-01", "from = 2026-01-01"), "corrects nothing"),
        (("from = 2026-01-01", "since = 2026-01-01"), "unknown keys: since"),
        (('unit = "months"', 'units = "months"'), "unknown keys: units"),
        (('article = "3:3"', 'article = " "'), "no article"),
        (('source = "Stcrt. 2026, 1"', "source = 1"), "no source"),
        (("from = 2026-01-01", 'from = "2026-01-01"'), "no date in from"),
        (('confidence = "verified"', 'confidence = "sure"'), "unknown confidence"),
        (('confidence = "verified"', 'confidence = "our choice"'), "names no ADR"),
        (("[longest]", "longest"), "not readable"),
        (('source = "Stcrt. 2026, 1"\n', ""), "no source"),
        (('source = "Stcrt. 2026, 1"', 'source = ""'), "no source"),
        (('confidence = "verified"\n', ""), "no confidence"),
        (('confidence = "verified"', 'confidence = "our choice"\nadr = "25"'), "names no ADR"),
        (('confidence = "verified"', 'confidence = "our choice"\nadr = ""'), "no adr"),
        (("recorded = 2026-01-01\n", ""), "no date in recorded"),
        (("recorded = 2026-01-01", "recorded = 2026-01-01T00:00:00Z"), "no date in recorded"),
        (("recorded = 2026-01-01", "recorded = 2026-01-01\nfrom = 2026-01-01"), "document has unknown keys: from"),
        (("[document]", "document = 1\n[other]"), "document holds what is no table"),
        (("value = 12", 'value = 12\ncorrects = "a slip"'), "from 2026-01-01 corrects what is not there"),
        (("value = 24", 'value = 24\ncorrects = "a slip"'), "from 2026-07-01 corrects what is not there"),
        (('article = "3:3"', 'article = "3:3"\nrule = ""'), "no rule"),
        (('article = "3:3"', 'article = "3:3"\nrule = "R1"'), None),
        (('says = "Longest term"\n', ""), "no says"),
        (("value = 12\n", ""), "no number, word"),
        (("[[longest.value]]\nfrom = 2026-01-01\nvalue = 12\n", ""), None),
    ],
)
def test_an_unsound_book_is_refused_with_what_is_wrong(tmp_path, change, word):
    text = SOUND.replace(*change)
    if word is None:
        assert book(tmp_path, text)
    else:
        with pytest.raises(BookError, match=word):
            book(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    ["longest = 1", '[longest]\nsays = "x"', "[longest]\nvalue = [1]", "[document]\n"],
    ids=["no table", "no value", "value is no table", "nothing in it"],
)
def test_a_book_without_values_is_refused(tmp_path, text):
    with pytest.raises(BookError):
        book(tmp_path, text)


def test_a_word_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "doc.toml").write_bytes(b"\xff")
    with pytest.raises(BookError, match="not readable"):
        read_book(tmp_path)


def test_a_correction_that_is_no_younger_than_what_it_corrects_is_refused(tmp_path):
    with pytest.raises(BookError, match="corrects nothing"):
        book(tmp_path, SOUND + '\n[[longest.value]]\nfrom = 2026-07-01\nvalue = 30\ncorrects = "a slip"\n')


# ── amounts that the law sets anew each period ──


def test_a_series_has_an_amount_in_each_period_and_none_after_the_last(tmp_path):
    assert str(on(tmp_path, SERIES, date(2025, 12, 31)).get("doc.norm").value) == "10.00"
    assert str(on(tmp_path, SERIES, date(2026, 6, 30)).get("doc.norm").value) == "10.10"
    with pytest.raises(RuleMissing, match="to 2026-06-30; expected after that"):
        on(tmp_path, SERIES, date(2026, 7, 1)).get("doc.norm")


def test_a_series_may_be_corrected_inside_a_period(tmp_path):
    text = SERIES.replace(
        "value = 10.00",
        'value = 10.00\n[[norm.value]]\nfrom = 2025-07-01\nrecorded = 2026-02-01\nvalue = 11\ncorrects = "a"',
    )
    assert on(tmp_path, text, date(2025, 12, 31)).get("doc.norm").value == 11


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (('value = "expected"', "value = 10.20"), "does not say what comes after the half-year from 2026-07-01"),
        (("from = 2026-07-01", "from = 2026-08-01"), "from 2026-08-01 after 2026-01-01, and none from 2026-07-01"),
        (("from = 2026-07-01", "from = 2027-01-01"), "from 2027-01-01 after 2026-01-01, and none from 2026-07-01"),
        (("from = 2025-07-01", "from = 2025-01-01"), "from 2026-01-01 after 2025-01-01, and none from 2025-07-01"),
        (("from = 2025-07-01", "from = 2025-07-02"), "starts on 2025-07-02, where no half-year begins"),
        (("from = 2025-07-01", "from = 2025-04-01"), "starts on 2025-04-01, where no half-year begins"),
        (('every = "half-year"', 'every = "year"'), "starts on 2025-07-01, where no year begins"),
        (('every = "half-year"', 'every = "fortnight"'), "every 'fortnight'; known are half-year, year"),
        (('every = "half-year"', "every = 2"), "no every"),
    ],
    ids=[
        "nothing said of what comes after",
        "a month late",
        "a period skipped at the end",
        "a period skipped in the middle",
        "a day late",
        "in the wrong month",
        "half a year under a year",
        "a period that is not known",
        "no word",
    ],
)
def test_a_series_with_a_gap_or_a_wrong_day_is_refused(tmp_path, change, word):
    with pytest.raises(BookError, match=word):
        book(tmp_path, SERIES.replace(*change))


def test_an_expected_amount_that_becomes_known_needs_the_next_one_to_be_expected(tmp_path):
    known = SERIES + '[[norm.value]]\nfrom = 2026-07-01\nrecorded = 2026-06-01\nvalue = 10.20\ncorrects = "expected"\n'
    with pytest.raises(BookError, match="does not say what comes after the half-year from 2026-07-01"):
        book(tmp_path, known)

    text = known + '[[norm.value]]\nfrom = 2027-01-01\nrecorded = 2026-06-01\nvalue = "expected"\n'

    assert str(on(tmp_path, text, date(2026, 12, 31)).get("doc.norm").value) == "10.20"
    with pytest.raises(RuleMissing, match="it does from 2026-06-01 on"):
        on(tmp_path, text, date(2026, 12, 31), known_on=date(2026, 5, 31)).get("doc.norm")
    with pytest.raises(RuleMissing, match="expected"):
        on(tmp_path, text, date(2027, 1, 1)).get("doc.norm")


@pytest.mark.parametrize("year", ["2025-01-01", "2024-01-01"])
def test_a_yearly_series_goes_from_january_to_january(tmp_path, year):
    text = SERIES.replace("half-year", "year").replace("2025-07-01", year).replace("2026-07-01", "2027-01-01")
    if year == "2025-01-01":
        assert book(tmp_path, text)
    else:
        with pytest.raises(BookError, match="none from 2025-01-01"):
            book(tmp_path, text)


def test_an_exact_fraction_stays_exact(tmp_path):
    value = on(tmp_path, SOUND.replace("value = 12", "value = 0.043"), date(2026, 6, 30)).get("doc.longest").value
    assert str(value) == "0.043"


# ── the book itself ──


def test_what_changes_each_period_by_law_is_a_series_in_the_book():
    folder = Path(__file__).resolve().parents[2] / "hub" / "rules" / "book"
    not_indexed = {"kindgebonden_budget.income_percentage", "zorgtoeslag.threshold_behind_july_maxima"}
    for name, parameter in BOOK.items():
        starts = {value.start for value in parameter.values}
        if len(starts) > 4:
            text = (folder / f"{name.split('.')[0]}.toml").read_text(encoding="utf-8")
            table = text.split(f"[{name.split('.')[1]}]\n")[1].split("\n\n")[0]
            assert "every = " in table or name in not_indexed, name


def test_every_law_of_a_kind_says_until_when_and_at_which_interest():
    policy = a_policy()
    for name in BOOK:
        if name.startswith("kinds."):
            regime = policy.kind(name.removeprefix("kinds.")).regime
            assert policy.get(f"verjaring.{regime}").value["extends"] in {"no", "months", "as long as postponed"}
            assert policy.get(f"rente.{regime}").value >= 0


@pytest.mark.parametrize(
    ("on", "rate"), [("2024-01-01", "4"), ("2025-12-31", "4"), ("2026-01-01", "4.3"), ("2026-11-23", "4.3")]
)
def test_tax_and_benefits_have_the_rate_of_the_day(on, rate):
    for regime in ("iw1990", "awir"):
        assert str(a_policy(date.fromisoformat(on)).get(f"rente.{regime}").value) == rate
        with pytest.raises(RuleMissing, match="2023-12-31"):
            a_policy(date(2023, 12, 31)).get(f"rente.{regime}")


def test_of_earlier_editions_the_book_holds_only_what_is_known_of_them():
    known = {"participants", "single_claim_cap", "policy_minimum_since", "emergency_stop", "ask_again_after_appeal"}
    for on in (date(2023, 1, 1), date(2024, 1, 1), date(2024, 7, 1)):
        policy = a_policy(on)
        for name in BOOK:
            file, _, fact = name.partition(".")
            if file == "betalingsregeling_rijk" and fact not in known:
                found = policy.find(name)
                assert found is None or policy.text_missing(name)
    assert a_policy(date(2024, 6, 30)).get("betalingsregeling_rijk.single_claim_cap").value["months"] == 12
    assert a_policy(date(2024, 7, 1)).text_missing("betalingsregeling_rijk.single_claim_cap")


def test_only_a_whole_table_gives_a_row_for_every_total(tmp_path):
    text = (
        SOUND.replace("value = 12", "value = [{ below = 100, months = 3 }]")
        .replace("[longest", "[months")
        .replace("[[longest", "[[months")
    )
    (tmp_path / "instalment_table.toml").write_text(text, encoding="utf-8")
    policy = Policy(on=date(2026, 6, 30), known_on=date(2030, 1, 1), book=read_book(tmp_path))

    assert policy.table_row(99) == (3, 100)
    with pytest.raises(RuleMissing, match="every total"):
        policy.table_row(100)


def test_everything_in_force_is_listed_with_article_and_source():
    listed = a_policy().in_force()
    assert {item.id for item in listed} >= {"betalingsregeling_rijk.smallest_total", "schemes.rijk-2025"}
    assert all(item.article and item.source for item in listed)


def test_an_unknown_scheme_is_named_as_such():
    with pytest.raises(BadInput, match=r"rijk-wide"):
        a_policy().scheme("none")


def test_a_reason_is_as_sure_as_the_weakest_value_behind_it():
    reason = a_policy().reason("x", "betalingsregeling_rijk.smallest_total", "harmonised.table_bounds")

    assert reason.confidence is Confidence.OUR_CHOICE
    assert reason.article == "Beleidsregels betalingsregelingen Rijk 2025, 2:4(1)(d)"
    assert a_policy().reason("x").article is None


def test_the_law_of_a_day_is_looked_up_once_and_not_kept_for_ever():
    book = KeptBook(BOOK)
    days = [date(2021, 1, 1) + timedelta(days=step) for step in range(MOST_EDITIONS + 1)]

    first = book.edition(days[0], days[0])
    assert book.edition(days[0], days[0]) is first
    for day in days[1:]:
        book.edition(day, day)
    assert book.edition(days[0], days[0]) is not first


def test_a_book_knows_when_its_last_value_was_entered(tmp_path):
    corrected = (
        SOUND + '\n[[longest.value]]\nfrom = 2026-07-01\nrecorded = 2026-08-09\nvalue = 25\ncorrects = "a slip"\n'
    )
    read = book(tmp_path, corrected)

    assert newest_entry(read) == newest_entry(dict(read)) == date(2026, 8, 9)
    assert newest_entry({}) == date.min


def test_where_a_clock_is_kept_on_a_day_of_the_past_everything_that_was_entered_since_counts(tmp_path):
    read, morning = book(tmp_path, SOUND), datetime(2025, 1, 2, 9, tzinfo=UTC)

    assert law.known_on(read, date(2025, 1, 2), morning) == date(2026, 1, 1)
    assert law.known_on(read, date(2026, 3, 2), morning) == date(2026, 3, 2)
    assert law.known_on(read, date(2025, 1, 2), datetime(2027, 1, 2, 9, tzinfo=UTC)) == date(2027, 1, 2)
