from datetime import date
from string import ascii_uppercase, digits

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


@given(ABOUTS, st.integers(min_value=2, max_value=24), st.integers(min_value=1, max_value=25))
def test_another_digit_for_a_digit_and_another_letter_for_a_letter_names_nothing(
    about: PaymentFor, place: int, further: int
) -> None:
    """A letter for a digit is longer in the sum that checks it: of those, one in a hundred is not noticed."""
    reference = reference_of(about)
    kind = next(signs for signs in (digits, ascii_uppercase) if reference[place] in signs)
    sign = kind[(kind.index(reference[place]) + further) % len(kind)]
    slipped = reference[:place] + sign + reference[place + 1 :]

    assert (about_of(slipped) is None) == (slipped != reference)


@pytest.mark.parametrize("text", ["RF18539007547034", "", "NL02ABNA0123456789", "RF18"])
def test_what_somebody_else_made_names_nothing_of_ours(text: str) -> None:
    assert about_of(text) is None
    assert is_reference(text) == (text == "RF18539007547034")
