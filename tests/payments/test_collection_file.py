from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payments.bank import ACCOUNTS, DIRECT, MADE_AT, ON, a_debit, opened, texts

from adapters.payments.collection_file import SCHEMA, collection_file, unfit
from adapters.payments.reference import about_of, reference_of
from hub.actions.export_collection import PlannedDebit
from hub.life.paying import BY_TRANSFER, Account, DebitMandate, Paying


def file(*debits: PlannedDebit, on: date = ON, name: str = "DD-1") -> bytes:
    return collection_file(debits, account=ACCOUNTS["cjib"], name=name, on=on, made_at=MADE_AT)


def test_a_file_says_who_collects_what_from_whom_and_when() -> None:
    debit = a_debit(3001, first=True)
    read = opened(file(debit, a_debit(599)), SCHEMA)
    batches = read.findall(".//PmtInf")

    assert texts(read, ".//GrpHdr/CreDtTm") == ["2026-12-28T09:00:00Z"]
    assert texts(read, ".//GrpHdr/CtrlSum") == ["36.00"]
    assert texts(read, ".//GrpHdr/NbOfTxs") == ["2"]
    assert [texts(batch, "./PmtTpInf/SeqTp") for batch in batches] == [["FRST"], ["RCUR"]]
    assert texts(read, ".//ReqdColltnDt") == ["2027-01-04", "2027-01-04"]
    assert texts(batches[0], ".//CdtrSchmeId//Othr/Id") == ["NL79ZZZ999999990000"]
    assert texts(batches[0], "./CdtrAcct/Id/IBAN") == ["NL02ABNA0123456789"]
    assert texts(batches[0], ".//DbtrAcct/Id/IBAN") == ["NL21RBOS0123456789"]
    assert texts(batches[0], ".//Dbtr/Nm") == ["N. Visser"]
    assert texts(batches[0], ".//MndtId") == ["M-1"]
    assert texts(batches[0], ".//InstdAmt") == ["30.01"]
    assert texts(batches[0], ".//EndToEndId") == [reference_of(debit.about)]


def test_what_a_debit_is_for_stands_as_a_structured_reference_that_reads_back() -> None:
    debit = a_debit()
    read = opened(file(debit), SCHEMA)
    (reference,) = texts(read, ".//RmtInf/Strd/CdtrRefInf/Ref")

    assert reference is not None
    assert about_of(reference) == debit.about
    assert texts(read, ".//RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd") == ["SCOR"]
    assert texts(read, ".//RmtInf/Ustrd") == []


def test_a_file_has_the_name_that_it_is_given_and_given_again_it_is_the_same_to_the_byte() -> None:
    first = file(a_debit(first=True), a_debit(3001), name="DD-7")
    read = opened(first, SCHEMA)

    assert texts(read, ".//MsgId") == ["DD-7"]
    assert texts(read, ".//PmtInfId") == ["DD-7-1", "DD-7-2"]
    assert file(a_debit(first=True), a_debit(3001), name="DD-7") == first


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**11), st.booleans()), min_size=1, max_size=12))
def test_a_file_is_valid_and_adds_up_to_the_cent(drawn: list[tuple[int, bool]]) -> None:
    debits = [a_debit(cents, arrangement=str(place), first=is_first) for place, (cents, is_first) in enumerate(drawn)]
    read = opened(file(*debits), SCHEMA)

    amounts = [int((text or "").replace(".", "")) for text in texts(read, ".//InstdAmt")]
    assert sorted(amounts) == sorted(cents for cents, _ in drawn)
    (header,) = texts(read, ".//GrpHdr/CtrlSum")
    assert int((header or "").replace(".", "")) == sum(amounts)


@pytest.mark.parametrize(
    ("paying", "why"),
    [
        (DIRECT, None),
        (BY_TRANSFER, "debit.account_invalid"),
        (replace(DIRECT, account=Account(iban="NL03ABNA0123456789", holder="N. Visser")), "debit.account_invalid"),
        (replace(DIRECT, account=Account(iban="NL21RBOS0123456789", holder=" _ ")), "debit.holder_unwritable"),
        (replace(DIRECT, mandate=None), "debit.mandate_unwritable"),
        (
            replace(DIRECT, mandate=DebitMandate(reference="M" * 36, signed_on=ON)),
            "debit.mandate_unwritable",
        ),
        (replace(DIRECT, mandate=DebitMandate(reference="M_1", signed_on=ON)), "debit.mandate_unwritable"),
        (replace(DIRECT, mandate=DebitMandate(reference=" M-1", signed_on=ON)), "debit.mandate_unwritable"),
    ],
)
def test_what_would_spoil_a_file_is_seen_before(paying: Paying, why: str | None) -> None:
    assert unfit(paying) == why


@settings(max_examples=3, deadline=None)  # checking against the schema takes half a second a file
@given(st.lists(st.tuples(st.text(max_size=100), st.text(max_size=40)), min_size=30, max_size=60))
def test_whatever_people_are_called_a_file_of_what_is_fit_is_valid(people: list[tuple[str, str]]) -> None:
    named = [
        replace(DIRECT, account=Account(iban="NL21RBOS0123456789", holder=holder), mandate=mandate)
        for holder, reference in people
        for mandate in (DIRECT.mandate, DebitMandate(reference=reference, signed_on=ON))
    ]
    debits = [replace(a_debit(), paying=paying) for paying in named if not unfit(paying)]

    if debits:
        assert len(opened(file(*debits), SCHEMA).findall(".//DrctDbtTxInf")) == len(debits)
