from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from adapters.payments.reference import about_of, is_reference, reference_of
from hub.life.payment_reference import PaymentFor, tag_of

ABOUTS = st.builds(
    PaymentFor,
    tag=st.text(min_size=1).map(tag_of),
    due_on=st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
)


@given(ABOUTS)
def test_a_reference_is_one_by_the_standard_and_reads_back(about: PaymentFor) -> None:
    reference = reference_of(about)

    assert len(reference) == 25
    assert iso11649.is_valid(reference)
    assert about_of(reference) == about_of(iso11649.format(reference).lower()) == about


@given(ABOUTS, st.integers(min_value=2, max_value=24), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_a_slip_of_the_pen_names_nothing(about: PaymentFor, place: int, sign: str) -> None:
    reference = reference_of(about)
    slipped = reference[:place] + sign + reference[place + 1 :]

    assert (about_of(slipped) is None) == (slipped != reference)


@pytest.mark.parametrize("text", ["RF18539007547034", "", "NL02ABNA0123456789", "RF18"])
def test_what_somebody_else_made_names_nothing_of_ours(text: str) -> None:
    assert about_of(text) is None
    assert is_reference(text) == (text == "RF18539007547034")
