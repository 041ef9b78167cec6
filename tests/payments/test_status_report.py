"""What a bank reports on a file of ours (pain.002): what it refused, and nothing else."""

from datetime import date

import pytest
from payments.bank import a_report

from adapters.payments.reference import reference_of
from adapters.payments.status_report import read_rejections
from hub.actions.reject_debits import Rejection
from hub.errors import BadInput
from hub.life.payment_reference import PaymentFor, tag_of

ABOUT = PaymentFor(tag=tag_of("a"), due_on=date(2027, 1, 1))
RF = reference_of(ABOUT)


@pytest.mark.parametrize("version", ["03", "10"])
def test_a_debit_that_was_refused_is_read_with_its_file_and_the_banks_reason(version: str) -> None:
    found = read_rejections(a_report((RF, "RJCT", "AC04"), version=version))

    assert found == (Rejection(file="DD-1", about=ABOUT, why="AC04"),)


def test_what_was_taken_or_is_under_way_is_not_refused() -> None:
    assert read_rejections(a_report((RF, "ACSC", None), (RF, "PDNG", None), group="PART")) == ()
    assert read_rejections(a_report()) == ()


def test_a_file_that_was_refused_as_a_whole_is_told_once_whatever_it_names() -> None:
    whole = (Rejection(file="DD-1", about=None, why="FF01"),)

    assert read_rejections(a_report(group="RJCT", why="FF01")) == whole
    assert read_rejections(a_report((RF, "RJCT", "AC04"), group="RJCT", why="FF01")) == whole


def test_words_of_a_bank_are_no_reason() -> None:
    found = read_rejections(a_report((RF, "RJCT", "account of N. Visser"), (RF, "RJCT", None)))

    assert [each.why for each in found] == ["RJCT", "RJCT"]


def test_a_debit_that_is_none_of_ours_is_told_and_is_for_nobody() -> None:
    (found,) = read_rejections(a_report(("NOTPROVIDED", "RJCT", "AC04")))

    assert found.about == PaymentFor(tag="")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"no xml", "it is no XML"),
        (b"<Document/>", "it is no pain.002"),
        (a_report((RF, "RJCT", "AC04"), file=""), "it names no file"),
        (a_report(part="RJCT"), "names none of its debits"),
    ],
    ids=["no xml", "another message", "no file", "a part without its debits"],
)
def test_what_cannot_be_read_is_refused_as_a_whole(text: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_rejections(text)

    assert (refused.value.code, why in str(refused.value)) == ("report.unreadable", True)
