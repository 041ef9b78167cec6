"""Other values laid over the book, for computing only: checked as the book checks its own."""

from datetime import date

import pytest
from builders import BOOK, ON, a_claim, a_situation, told

from hub.compare.compare import compare
from hub.domain.arrangement import Choice
from hub.errors import BookError
from hub.rules.policy import Policy
from hub.rules.reader import Book
from hub.rules.reform import parse_reform
from hub.rules.reformed import laid_over

HEAD = """
[reform]
from = 2026-01-01
nl = "Zo zou het zijn."
en = "So it would be."
source = "a what-if"
confidence = "our choice"
adr = "0073"
"""
FORCE = "handhaving.plan_after_force"
SMALLEST = "betalingsregeling_rijk.smallest_total"
TABLE = "instalment_table.months"
STANDARD = "betalingsregeling_rijk.longest_standard"


def laid(*values: str, head: str = HEAD) -> Book:
    return laid_over(BOOK, parse_reform(head + "".join(f"\n[[value]]\n{value}\n" for value in values), "try"))


def policy(book: Book, on: date = ON) -> Policy:
    return Policy(on=on, known_on=date(2026, 12, 31), book=book)


def test_a_value_holds_from_the_day_of_the_reform_and_nothing_else_changes():
    book = laid(f'parameter = "{STANDARD}"\nvalue = 48')

    assert policy(book).get(STANDARD).value == 48
    assert policy(book).get(STANDARD).source == "a what-if"
    assert policy(book, date(2025, 12, 31)).get(STANDARD).value == 36
    assert {name: book[name] for name in book if name != STANDARD} == {n: BOOK[n] for n in BOOK if n != STANDARD}


def test_a_value_may_begin_on_a_day_of_its_own():
    book = laid(f'parameter = "{STANDARD}"\nfrom = 2027-01-01\nvalue = 48')

    assert policy(book).get(STANDARD).value == 36
    assert policy(book, date(2027, 1, 1)).get(STANDARD).value == 48


def test_what_comes_after_the_last_known_period_stays_a_word():
    book = laid('parameter = "beslagvrije_voet.maximum_single"\nvalue = 2500.5')
    rows = policy(book).series("beslagvrije_voet.maximum_single")

    assert [row.value for row in rows[-2:]] == [2500.5, "expected"]


def test_a_table_and_a_list_of_rows_are_laid_over_too():
    book = laid(
        'parameter = "betalingsregeling_rijk.smallest_total"\n'
        'value = { cents = 0, itself = "allowed", counts = "everything" }',
        'parameter = "instalment_table.months"\nvalue = [{ below = 9000, months = 2 }, { months = 60 }]',
    )

    assert policy(laid('parameter = "handhaving.plan_after_force"\nvalue = ["iw1990"]')).get(FORCE).value == ("iw1990",)
    assert policy(book).table_row(9000) == (60, None)
    assert policy(book).minimum("betalingsregeling_rijk").cents == 0


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ('parameter = "no.such"\nvalue = 1', "no_such_value", "the book has no no.such"),
        (f'parameter = "{STANDARD}"\nfrom = 1990-01-01\nvalue = 1', "no_such_value", "has no value on 1990-01-01"),
        (f'parameter = "{STANDARD}"\nfrom = 2023-01-01\nvalue = 1', "no_such_value", "has no value on 2023-01-01"),
        (f'parameter = "{STANDARD}"\nvalue = "x"', "shape", "is words, where the book has a number"),
        (f'parameter = "{STANDARD}"\nvalue = [1]', "shape", "is a list, where the book has a number"),
        (f'parameter = "{STANDARD}"\nvalue = {{ a = 1 }}', "shape", "is a table, where the book has a number"),
        (f'parameter = "{STANDARD}"\nvalue = 0', "value", "is shorter than a month"),
        (
            'parameter = "betalingsregeling_rijk.smallest_total"\nvalue = { cents = 1 }',
            "shape",
            "must have the keys cents, counts, itself",
        ),
        (
            f'parameter = "{SMALLEST}"\nvalue = {{ cents = -1, itself = "allowed", counts = "everything" }}',
            "value",
            "is below zero",
        ),
        ('parameter = "instalment_table.months"\nvalue = []', "shape", "holds no row"),
        ('parameter = "instalment_table.months"\nvalue = [{ weeks = 2 }]', "shape", "a row of another kind"),
        ('parameter = "instalment_table.months"\nvalue = [{ months = 0 }]', "value", "is shorter than a month"),
        (
            'parameter = "instalment_table.months"\nvalue = [{ below = 5, months = 2 }]',
            "value",
            "must have a bound in every row but the last",
        ),
        (
            f'parameter = "{TABLE}"\nvalue = [{{ below = 9, months = 2 }}, {{ below = 5, months = 3}}, {{months=4}}]',
            "value",
            "has bounds that do not go up",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_place(value, code, said):
    with pytest.raises(BookError) as refused:
        laid(value)

    assert refused.value.code == f"reform.{code}"
    assert refused.value.happened.startswith("try.value[1] does not fit: ")
    assert said in refused.value.happened


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[value]\n", "try not readable as TOML"),
        (HEAD + "value = 3\n", "try.reform has unknown keys: value"),
        ("value = 3\n" + HEAD, "try has value as no list of tables"),
        (HEAD + '[[value]]\nparameter = "a.b"\nvalue = 1\n' * 2, "try.value[2] stands there twice: a.b"),
        (HEAD + '[[value]]\nparameter = "a.b"\n', "try.value[1] has a value that is no number"),
        (HEAD, "try has no [[participant]]"),
    ],
)
def test_a_reform_that_cannot_be_read_is_named_with_its_place(text, said):
    with pytest.raises(BookError, match=r"book.unsound") as refused:
        parse_reform(text, "try")

    assert refused.value.happened.startswith(said)


def test_only_the_variants_that_are_wanted_are_computed_and_today_beside_them():
    found = compare(
        answers=told(a_claim(50_000)),
        policy=policy(BOOK),
        on=ON,
        choice=Choice(),
        situation=a_situation(),
        only=("rijk-wide",),
    )

    assert [variant.code for variant in found.variants] == ["separate", "rijk-wide"]
