from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payments.bank import OURS, a_part, a_statement, an_entry

from adapters.payments.reference import reference_of
from adapters.payments.statement import read_statement
from hub.actions.book_statement import Line, LineProblem
from hub.domain.money import Cents
from hub.errors import BadInput
from hub.life.payment_reference import PaymentFor, tag_of

ABOUT = PaymentFor(tag=tag_of("a"), due_on=date(2026, 12, 1))
RF = reference_of(ABOUT)
FOREIGN = "RF18539007547034"


def lines(*entries: str, version: str = "08") -> tuple[Line, ...]:
    return read_statement(a_statement(*entries, version=version)).lines


@pytest.mark.parametrize("version", ["02", "08", "10"])
def test_a_payment_is_read_in_every_version_of_the_message(version: str) -> None:
    state = "<Sts>BOOK</Sts>" if version == "02" else "<Sts><Cd>BOOK</Cd></Sts>"
    (line,) = lines(an_entry("30.01", rf=RF, state=state), version=version)

    assert line == Line(number=1, amount=Cents(3001), on=date(2026, 12, 1), bank_reference="B-1", about=ABOUT)


def test_a_statement_says_of_which_account_it_is() -> None:
    assert read_statement(a_statement()).accounts == {OURS}


def test_what_a_payment_is_for_is_found_wherever_the_bank_puts_it() -> None:
    spaced = " ".join(RF[place : place + 4] for place in range(0, len(RF), 4)).lower()
    found = lines(
        an_entry("1.00", a_part(rf=RF), bank="B-1"),
        an_entry("1.00", a_part(end_to_end=RF), bank="B-2"),
        an_entry("1.00", a_part(typed=f"termijn {spaced} dank"), bank="B-3"),
        an_entry("1.00", a_part(rf=FOREIGN, end_to_end=RF), bank="B-4"),
    )

    assert [(line.about, line.problem) for line in found] == [(ABOUT, None)] * 4


def test_an_entry_of_several_transactions_becomes_a_line_for_each() -> None:
    parts = (
        a_part(rf=RF, euros="10.00", bank="T-1"),
        a_part(rf=RF, euros="20.00"),
        a_part(rf=RF, euros="0.01", bank="B-1"),
    )
    found = lines(an_entry("30.01", *parts), an_entry("5.00", rf=RF, bank="B-2"))

    assert [(line.number, line.amount, line.bank_reference) for line in found] == [
        (1, 1000, "T-1"),
        (2, 2000, "B-1/2"),
        (3, 1, "B-1/3"),
        (4, 500, "B-2"),
    ]


def test_what_is_taken_back_is_a_return_and_names_what_it_takes_back() -> None:
    found = lines(
        an_entry("30.00", a_part(end_to_end=RF, returned="AM04"), out=True),
        an_entry("30.00", a_part(rf=RF), out=True, reversal=True, bank="B-2"),
    )

    assert [(line.returned, line.about, line.problem) for line in found] == [(True, ABOUT, None)] * 2


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (an_entry(), LineProblem.NO_REFERENCE),
        (an_entry("1.00", a_part(typed="huur december")), LineProblem.NO_REFERENCE),
        (an_entry(rf=FOREIGN), LineProblem.FOREIGN_REFERENCE),
        (an_entry(rf=RF, out=True), LineProblem.MONEY_OUT),
        (an_entry("1.00", a_part(rf=RF, returned="AC04")), LineProblem.OWN_PAYMENT_RETURNED),
        (an_entry(rf=RF, reversal=True), LineProblem.OWN_PAYMENT_RETURNED),
        (an_entry(rf=RF, state="<Sts><Cd>PDNG</Cd></Sts>"), LineProblem.NOT_BOOKED_YET),
        (an_entry(rf=RF, state=""), LineProblem.NOT_BOOKED_YET),
        (an_entry(rf=RF, currency="USD"), LineProblem.OTHER_CURRENCY),
        (an_entry("30,00", rf=RF), LineProblem.AMOUNT_UNREADABLE),
        (an_entry("30.001", rf=RF), LineProblem.AMOUNT_UNREADABLE),
        (an_entry("-30.00", rf=RF), LineProblem.AMOUNT_UNREADABLE),
        (an_entry("30.00", a_part(rf=RF, euros="29.99")), LineProblem.AMOUNTS_DIFFER),
        (an_entry("30.00", a_part(rf=RF, euros="29.99"), a_part(rf=RF, euros="0.02")), LineProblem.AMOUNTS_DIFFER),
        (an_entry("30.00", a_part(rf=RF, euros="30.00"), a_part(rf=RF)), LineProblem.AMOUNTS_DIFFER),
    ],
)
def test_what_cannot_be_booked_is_a_line_that_says_why(entry: str, why: LineProblem) -> None:
    (line,) = lines(entry)

    assert line.problem is why


@pytest.mark.parametrize("on", ["", "2026-13-01", "soon"])
def test_a_line_without_a_day_has_none(on: str) -> None:
    assert [line.on for line in lines(an_entry(rf=RF, on=on))] == [None]


@pytest.mark.parametrize("bank", [None, "NOTPROVIDED", "B" * 151])
def test_what_is_no_reference_of_the_bank_is_none(bank: str | None) -> None:
    assert [line.bank_reference for line in lines(an_entry(rf=RF, bank=bank))] == [None]


def test_amounts_with_more_noughts_and_days_with_a_time_are_read() -> None:
    entry = an_entry("30.00000", rf=RF).replace("<Dt>2026-12-01</Dt>", "<DtTm>2026-12-01T10:00:00+01:00</DtTm>")
    (line,) = lines(entry)

    assert (line.amount, line.on) == (3000, date(2026, 12, 1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(1, 10**9), min_size=1, max_size=4), max_size=6))
def test_the_lines_add_up_to_the_statement(drawn: list[list[int]]) -> None:
    def euros(cents: int) -> str:
        return f"{cents // 100}.{cents % 100:02d}"

    entries = [an_entry(euros(sum(each)), *(a_part(rf=RF, euros=euros(cents)) for cents in each)) for each in drawn]
    found = lines(*entries)

    assert [line.amount for line in found] == [cents for each in drawn for cents in each]
    assert {line.problem for line in found} <= {None}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"<!DOCTYPE a><Document/>", "document type"),
        (b"MT940", "no XML"),
        (b"<Document/>", "no camt.053"),
        (a_statement().replace(b"camt.053", b"camt.052"), "no camt.053"),
        (a_statement().replace(b"Document", b"Documents"), "no camt.053"),
        (a_statement().replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>"), "no statement"),
    ],
)
def test_what_is_no_statement_is_refused_and_not_repeated(text: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        read_statement(text)

    assert refused.value.code == "statement.unreadable"
