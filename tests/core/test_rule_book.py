from datetime import date
from pathlib import Path

import pytest
from builders import BOOK, a_policy

from hub.domain.facts import FactName
from hub.domain.reasons import Confidence
from hub.errors import BadInput, BookError, RuleMissing
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


def book(tmp_path: Path, text: str):
    (tmp_path / "doc.toml").write_text(text, encoding="utf-8")
    return read_book(tmp_path)


def on(tmp_path: Path, text: str, day: date, known_on: date = date(2030, 1, 1)) -> Policy:
    return Policy(on=day, known_on=known_on, book=book(tmp_path, text))


def test_a_value_holds_from_its_start_until_the_next(tmp_path):
    assert on(tmp_path, SOUND, date(2026, 6, 30)).get("doc.longest").value == 12
    assert on(tmp_path, SOUND, date(2026, 7, 1)).get("doc.longest").value == 24


def test_a_date_before_the_first_value_is_an_error_that_names_the_dates(tmp_path):
    with pytest.raises(RuleMissing, match=r"2025-12-31.*from 2026-01-01: in force"):
        on(tmp_path, SOUND, date(2025, 12, 31)).get("doc.longest")


def test_a_rule_that_is_nowhere_in_the_book_is_an_error(tmp_path):
    with pytest.raises(RuleMissing, match=r"no doc\.shortest"):
        on(tmp_path, SOUND, date(2026, 6, 30)).get("doc.shortest")


@pytest.mark.parametrize("word", ["ended", "expected", "text_missing"])
def test_a_rule_that_ended_or_has_no_number_never_computes(tmp_path, word):
    text = SOUND.replace("value = 24", f'value = "{word}"')
    with pytest.raises(RuleMissing, match=word):
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


def test_an_exact_fraction_stays_exact(tmp_path):
    value = on(tmp_path, SOUND.replace("value = 12", "value = 0.043"), date(2026, 6, 30)).get("doc.longest").value
    assert str(value) == "0.043"


# ── the book itself ──


def test_every_kind_says_its_route_and_what_its_owner_offers():
    policy = a_policy()
    kinds = [name.removeprefix("kinds.") for name in BOOK if name.startswith("kinds.")]
    for code in kinds:
        kind = policy.kind(code)
        assert kind.legal_route.weeks in {2, 6}
        assert set(kind.says) == {"nl", "en"}
        assert kind.own_plan is None or set(kind.own_plan.says) == {"nl", "en"}
        assert FactName.IN_ARRANGEMENT in kind.needs


def test_every_kind_that_a_rule_names_exists():
    policy = a_policy()
    for name in BOOK:
        if name.startswith("allocation_order.") and policy.get(name).value["by"] == "kind":
            for group in policy.get(name).value["kinds"]:
                assert all(policy.kind(kind) for kind in group)
    for scheme in policy.schemes():
        assert all(policy.kind(kind) for kind in policy.scheme(scheme).left_out_kinds)


def test_every_scheme_needs_only_participants_or_its_collector():
    policy = a_policy()
    for code in policy.schemes():
        scheme = policy.scheme(code)
        assert set(scheme.needs) <= {*scheme.order, scheme.collected_by}
        assert scheme.executes in scheme.order


def test_a_choice_of_ours_names_an_adr_that_exists():
    folder = Path(__file__).resolve().parents[2] / "docs" / "adr"
    for parameter in BOOK.values():
        for value in parameter.values:
            if value.confidence is Confidence.OUR_CHOICE:
                assert list(folder.glob(f"{value.adr}-*.md")), f"{parameter.id} names ADR {value.adr}"


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
