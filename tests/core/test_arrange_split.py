from datetime import date

from asking import from_duo
from builders import (
    a_claim,
    decided,
    told,
)


def split(instalment):
    shares: dict[str, int] = {}
    for line in instalment.allocations:
        shares[line.key.owner] = shares.get(line.key.owner, 0) + line.amount
    return shares


def test_e11_each_payment_is_split_by_what_is_open_at_each_party():
    outcome = decided(told(a_claim(60000), from_duo(30000), a_claim(10000, owner="cak", reference="C-1")))

    assert split(outcome.instalments[0]) == {"cjib": 5000, "duo": 2500, "cak": 833}
    assert outcome.monthly_amount == 8333


def test_at_one_party_criminal_claims_come_before_fines_and_older_before_newer():
    old_fine = a_claim(3000, reference="fine-old", imposed_on=date(2025, 1, 1))
    new_fine = a_claim(3100, reference="fine-new", imposed_on=date(2026, 1, 1))
    order = a_claim(3200, reference="order", kind="criminal_fine", imposed_on=date(2026, 5, 1))

    outcome = decided(told(new_fine, order, old_fine))

    paid = [line.key.reference for i in outcome.instalments for line in i.allocations]
    assert list(dict.fromkeys(paid)) == ["order", "fine-old", "fine-new"]


def test_elsewhere_all_costs_come_before_interest_before_principal():
    first = a_claim(4000, owner="duo", reference="D-1", costs=500, interest=100, imposed_on=date(2025, 1, 1))
    second = a_claim(4100, owner="duo", reference="D-2", costs=600, imposed_on=date(2026, 1, 1))

    outcome = decided(told(first, second))

    paid = [(line.key.reference, line.component.value) for i in outcome.instalments for line in i.allocations]
    assert list(dict.fromkeys(paid)) == [
        ("D-1", "costs"),
        ("D-2", "costs"),
        ("D-1", "interest"),
        ("D-1", "principal"),
        ("D-2", "principal"),
    ]


def test_a_kind_that_an_owner_does_not_rank_comes_last():
    outcome = decided(
        told(
            a_claim(9000, owner="toeslagen", collector="toeslagen", kind="uninsured_fine", reference="odd"),
            a_claim(5000, owner="toeslagen", collector="toeslagen", kind="benefit_fine", reference="fine"),
        ),
        scheme="rijk-wide",
    )
    paid = [line.key.reference for i in outcome.instalments for line in i.allocations]
    assert list(dict.fromkeys(paid)) == ["fine", "odd"]
