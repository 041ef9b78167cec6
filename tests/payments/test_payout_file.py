from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payments.bank import ACCOUNTS, MADE_AT, ON, opened, owed, texts

from adapters.payments import sepa_file
from adapters.payments.payout_file import SCHEMA, Payout, payout_file
from consent.parties import AgencyCode

PERIOD = {"since": date(2026, 12, 1), "until": date(2027, 1, 1)}


def file(**amounts: int) -> bytes:
    payout = Payout(agency=AgencyCode("cjib"), on=ON, owed=owed(**amounts), **PERIOD)
    return payout_file(payout, accounts=ACCOUNTS, name="CT-1", made_at=MADE_AT)


def test_a_file_pays_each_owner_from_the_account_of_the_agency_that_received() -> None:
    read = opened(file(duo=3050, cak=99), SCHEMA)

    assert texts(read, ".//MsgId") == ["CT-1"]
    assert texts(read, ".//GrpHdr/CtrlSum") == ["31.49"]
    assert texts(read, ".//DbtrAcct/Id/IBAN") == ["NL02ABNA0123456789"]
    assert texts(read, ".//ReqdExctnDt/Dt") == ["2027-01-04"]
    paid = zip(texts(read, ".//Cdtr/Nm"), texts(read, ".//CdtrAcct/Id/IBAN"), texts(read, ".//InstdAmt"), strict=True)
    assert list(paid) == [
        ("CAK", "NL44RABO0123456789", "0.99"),
        ("Dienst Uitvoering Onderwijs", "NL20INGB0001234567", "30.50"),
    ]
    assert texts(read, ".//EndToEndId") == ["20261201-20270101-cak", "20261201-20270101-duo"]


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_file_is_valid_and_adds_up_to_the_cent(one: int, other: int) -> None:
    (header,) = texts(opened(file(duo=one, cak=other), SCHEMA), ".//GrpHdr/CtrlSum")

    assert int((header or "").replace(".", "")) == one + other


def test_a_file_that_does_not_add_up_is_not_given() -> None:
    made = file(duo=3050, cak=99)
    told: dict[str, Any] = {"schema": SCHEMA, "name": "CT-1", "made_at": MADE_AT}

    with pytest.raises(RuntimeError, match="other amounts"):
        sepa_file.finished(made, amounts=list(owed(duo=3051, cak=98).values()), **told)
    wrong = made.replace(b"31.49", b"31.50")
    with pytest.raises(RuntimeError, match="does not add up"):
        sepa_file.finished(wrong, amounts=list(owed(duo=3050, cak=99).values()), **told)
    with pytest.raises(RuntimeError, match="does not follow its schema"):
        sepa_file.finished(made, amounts=list(owed(duo=3050, cak=99).values()), **{**told, "name": "N" * 36})
