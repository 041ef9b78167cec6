"""A reform: read as strictly as the law, laid over it, and never taken for it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import BOOK, ON, a_claim, answers, decided, told
from reforming import BREED, LAW, NAME, OWED_AT_ALL, REFORMS, WIDE, a_reformed_policy, decided_under_reform

from hub.arrange import explain
from hub.audit.fingerprint import fingerprint
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, Refusal
from hub.domain.comparison import Measured
from hub.domain.scheme import SchemeCode, Standing
from hub.errors import BookError
from hub.rules.policy import Policy
from hub.rules.reform import read_reforms
from hub.rules.reformed import under, with_reforms

SOUND = """
[reform]
from = 2026-01-01
nl = "Zo zou het kunnen."
en = "So it could be."
source = "a wish"
confidence = "our choice"
adr = "0057"

[[participant]]
scheme = "bundled"
agency = "belastingdienst"
standing = "under_reform"
article = "a new one"
replaces = { standing = "needs_policy_change", article = "Leidraad Invordering 2008, 25.5" }
"""


def read(tmp_path: Path, text: str, name: str = "wish"):
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_reforms(tmp_path)


def scheme(book, on: date = ON, code: str = WIDE):
    return Policy(on=on, known_on=ON, book=book).scheme(SchemeCode(code))


def codes(reasons):
    return [reason.code for reason in reasons]


def test_under_the_reform_nobody_takes_part_as_if_it_were_law():
    found = scheme(BREED)

    assert {who.agency: who.standing for who in found.participants} == {
        "belastingdienst": Standing.UNDER_REFORM,
        "toeslagen": Standing.UNDER_REFORM,
        "cjib": Standing.CURRENT_LAW,
        "duo": Standing.UNDER_REFORM,
        "cak": Standing.UNDER_REFORM,
    }
    assert all(NAME in who.article for who in found.participants if who.standing is Standing.UNDER_REFORM)
    assert all(who.change for who in found.participants if who.standing is Standing.UNDER_REFORM)
    assert not found.is_law
    assert found.only_under is not None
    assert (found.only_under.name, set(found.only_under.says)) == (NAME, {"nl", "en"})


def test_before_its_day_the_reform_changes_nothing():
    assert scheme(BREED, date(2025, 12, 31)) == scheme(LAW, date(2025, 12, 31))
    assert scheme(BREED, date(2025, 12, 31)).only_under is None
    assert scheme(BREED, date(2026, 1, 1)).only_under is not None


def test_what_the_reform_does_not_name_is_the_law_to_the_letter():
    touched = {name for name in BOOK if BOOK[name] != BREED[name]}

    assert touched == {f"schemes.{WIDE}"}
    assert dict(LAW) == dict(BOOK)
    assert fingerprint(BREED) != fingerprint(LAW) == fingerprint(BOOK)


def test_a_plan_that_only_the_reform_makes_possible_can_be_accepted_and_says_so():
    outcome = decided_under_reform(answers(*OWED_AT_ALL))

    assert codes(outcome.blocked_by) == []
    assert outcome.acceptable
    assert not outcome.considered.is_law
    assert outcome.considered.reform.name == NAME
    (step,) = [reason for reason in outcome.reasons if reason.code == "scheme.under_reform"]
    assert NAME in explain.render(step, "nl")
    assert NAME in explain.render(step, "en")


def test_without_the_reform_the_same_plan_can_only_be_looked_at():
    outcome = decided(answers(*OWED_AT_ALL), scheme=WIDE)

    assert codes(outcome.blocked_by) == ["scheme.not_law"]
    assert outcome.considered.reform is None
    assert "scheme.under_reform" not in codes(outcome.reasons)


@pytest.mark.parametrize("code", ["rijk-2025", "bundled"])
def test_a_scheme_that_the_reform_does_not_touch_does_not_bear_its_name(code):
    under_reform, under_law = (
        decided_under_reform(told(a_claim(60000)), scheme=code),
        decided(told(a_claim(60000)), scheme=code),
    )

    assert under_reform == under_law
    assert under_reform.considered.reform is None


def test_a_refusal_under_the_reform_says_under_which_rules_it_was_refused():
    outcome = decided_under_reform(answers(*(replace(one, claims=()) for one in OWED_AT_ALL)))

    assert isinstance(outcome, Refusal)
    assert outcome.considered.reform.name == NAME


def test_a_reform_that_leaves_somebody_out_makes_nothing_possible(tmp_path):
    book = with_reforms(BOOK, read(tmp_path, SOUND)).under("wish")
    found = scheme(book, code="bundled")

    assert [who.standing for who in found.participants] == [Standing.UNDER_REFORM, Standing.NEEDS_POLICY_CHANGE]
    assert found.reform is not None
    assert found.only_under is None


def test_side_by_side_the_plan_is_still_no_law_and_every_agency_still_needs_a_change():
    found = compare(answers=answers(*OWED_AT_ALL), policy=a_reformed_policy(), on=ON, choice=Choice(), situation=None)
    wide = next(one for one in found.variants if one.code == WIDE)

    assert not wide.is_law
    assert wide.reform is not None
    assert {row.measured for row in wide.rows if row.agency != "cjib"} == {Measured.NEEDS_POLICY_CHANGE}
    assert [one.code for one in found.variants if one.reform] == [WIDE]


def test_a_book_knows_what_it_would_be_under_each_reform_and_under_none():
    assert BREED.under(None) is LAW
    assert LAW.under(NAME) is BREED.under(NAME) is BREED
    assert LAW.reforms == BREED.reforms == (NAME,)
    assert (LAW.reform, BREED.reform.name) == (None, NAME)
    assert under(LAW, NAME) is BREED
    assert under(BOOK, None) is BOOK


@pytest.mark.parametrize("book", [BOOK, LAW], ids=["a book without reforms", "a book with others"])
def test_a_reform_that_nobody_wrote_is_a_fault_that_names_it(book):
    with pytest.raises(BookError, match=r"reform\.unknown: There is no reform called nothing\."):
        under(book, "nothing")


def test_every_reform_that_ships_says_whom_it_lets_in_and_fits_the_book():
    assert [overlay.reform.name for overlay in read_reforms(REFORMS)] == [NAME]


@pytest.mark.parametrize(
    ("wrong", "instead", "fault"),
    [
        ("[reform]", "[reform]\nwhy = 1", "wish.reform has unknown keys: why"),
        ("[reform]", "[other]\n[reform]", "wish has unknown keys: other"),
        ("[[participant]]", "[[participant]]\nvote = 1", "wish.participant[1] has unknown keys: vote"),
        ("from = 2026-01-01", "", "wish.reform has no date in from"),
        ('nl = "Zo zou het kunnen."', "", "wish.reform has no nl"),
        ('en = "So it could be."', 'en = " "', "wish.reform has no en"),
        ('source = "a wish"', "", "wish.reform has no source"),
        ('adr = "0057"', "", "wish.reform is our choice and names no ADR"),
        ('"our choice"', '"sure"', "wish.reform has the unknown confidence 'sure'"),
        ('standing = "under_reform"', 'standing = "current_law"', "wish.participant[1] has the standing 'current_law'"),
        ('scheme = "bundled"', "", "wish.participant[1] has no scheme"),
        ('article = "a new one"', "", "wish.participant[1] has no article"),
        (", article =", ", rule =", "wish.participant[1].replaces has unknown keys: rule"),
        ("replaces = {", "replaces = 1 #", "wish.participant[1].replaces holds what is no table"),
        ("[reform]", "[reform", "wish not readable as TOML"),
        (SOUND, SOUND.partition("[[")[0], "wish has no [[participant]]"),
        (SOUND, SOUND.partition("[[")[2].join(["[[", ""]), "wish.reform holds what is no table"),
        (SOUND, SOUND + SOUND.partition("[[")[2].join(["[[", ""]), "wish.participant[2] stands there twice"),
    ],
)
def test_what_a_reform_may_not_hold_is_named_with_file_and_place(tmp_path, wrong, instead, fault):
    with pytest.raises(BookError) as refused:
        read(tmp_path, SOUND.replace(wrong, instead))

    assert refused.value.code == "book.unsound"
    assert fault in refused.value.happened


def test_a_reform_has_a_name_that_can_stand_anywhere(tmp_path):
    with pytest.raises(BookError, match="is no name for a reform"):
        read(tmp_path, SOUND, name="Mijn wens")


@pytest.mark.parametrize(
    ("wrong", "instead", "code", "fault"),
    [
        ('"bundled"', '"gone"', "reform.no_such_value", "the book has no schemes.gone"),
        ('"belastingdienst"', '"cjib"', "reform.no_such_value", "cjib takes no part in bundled"),
        ('"needs_policy_change"', '"current_law"', "reform.no_such_value", "the book says standing"),
        ("2008, 25.5", "2008, 25.6", "reform.no_such_value", "the book says article"),
        ("2026-01-01", "2024-12-31", "reform.dates", "schemes.bundled says nothing on 2024-12-31"),
    ],
)
def test_what_does_not_fit_the_book_is_named_with_file_place_and_date(tmp_path, wrong, instead, code, fault):
    with pytest.raises(BookError) as refused:
        with_reforms(BOOK, read(tmp_path, SOUND.replace(wrong, instead)))

    assert refused.value.code == code
    assert refused.value.happened.startswith("wish.participant[1] ")
    assert fault in refused.value.happened


def test_a_date_on_which_only_a_word_stands_in_the_book_has_nothing_to_replace(tmp_path):
    text = SOUND.replace('"bundled"', '"rijk-2025"').replace("2026-01-01", "2023-01-01")

    with pytest.raises(BookError, match=r"reform\.dates: .* schemes\.rijk-2025 says nothing on 2023-01-01"):
        with_reforms(BOOK, read(tmp_path, text))


def test_a_reform_that_a_later_value_of_the_book_would_undo_does_not_fit(tmp_path):
    now = BOOK["schemes.bundled"]
    later = replace(now, values=(*now.values, replace(now.values[-1], start=date(2027, 1, 1))))

    with pytest.raises(BookError, match=r"reform\.dates: .* schemes\.bundled has another value from 2027-01-01"):
        with_reforms({**BOOK, later.id: later}, read(tmp_path, SOUND))


def test_a_reform_of_the_day_of_a_value_takes_its_place(tmp_path):
    text = SOUND.replace("from = 2026-01-01", "from = 2025-01-01")
    book = with_reforms(BOOK, read(tmp_path, text)).under("wish")

    assert [value.start for value in book["schemes.bundled"].values] == [date(2025, 1, 1)]
