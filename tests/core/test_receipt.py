from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from builders import ON, YES, a_claim, a_policy, a_report, answers, told

from hub.arrange import compute
from hub.audit import canonical
from hub.audit.receipt import Receipt, receipt
from hub.domain.arrangement import Choice
from hub.domain.claim import Claim, Issue, IssueCode
from hub.domain.facts import FactName
from hub.domain.reasons import Day, Money, Reason
from hub.domain.source import SourceReport


def a_receipt(given, *, scheme="rijk-2025", version="1"):
    policy, choice = a_policy(), Choice(payment_day=None)
    outcome = compute.arrange(answers=given, scheme=scheme, policy=policy, on=ON, choice=choice)
    return receipt(outcome, answers=given, scheme=scheme, choice=choice, policy=policy, version=version)


GIVEN = told(a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))


@pytest.mark.parametrize(
    "given",
    [
        GIVEN,
        told(a_claim(100)),
        told(a_claim(20000, said={FactName.WRIT: YES}), a_claim(5000, owner="duo", reference="D-1")),
        told(a_claim(9000, issues=(Issue(code=IssueCode.CONTRADICTORY, detail="d", stated=1, computed=2),))),
    ],
    ids=["proposal", "refusal", "human", "issues"],
)
def test_a_receipt_reads_back_as_it_was_written(given):
    made = a_receipt(given)
    written = canonical.dumps(made)

    assert canonical.loads(Receipt, written) == made
    assert canonical.dumps(canonical.loads(Receipt, written)) == written


def test_the_fingerprint_covers_facts_and_values_and_not_who_computed_or_when():
    base = a_receipt(GIVEN).fingerprint
    asked_later = answers(*(replace(r, asked_at=datetime(2026, 11, 23, tzinfo=UTC)) for r in GIVEN.reports))

    assert a_receipt(GIVEN, version="2").fingerprint == base
    assert a_receipt(asked_later).fingerprint == base
    assert a_receipt(told(a_claim(20001), a_claim(5000, owner="duo", reference="D-1"))).fingerprint != base


def test_the_receipt_holds_every_value_that_decided():
    made = a_receipt(GIVEN)

    assert made.parameters["betalingsregeling_rijk.smallest_total"]["value"] == {
        "cents": 7500,
        "itself": "refused",
        "counts": "everything",
    }
    assert "instalment_table.months" in made.parameters
    assert "allocation_order.cjib" in made.parameters
    assert "allocation_order.toeslagen" not in made.parameters


def test_rules_that_decided_without_a_word_are_there_too():
    made = a_receipt(GIVEN)
    assert {
        "kinds.traffic_fine",
        "schemes.rijk-2025",
        "betalingsregeling_rijk.longest_standard",
        "betalingsregeling_rijk.look_back",
        "betalingsregeling_rijk.limitation",
    } <= set(made.parameters)
    assert made.parameters["betalingsregeling_rijk.single_claim_cap"] == {"value": None}


def test_the_order_in_which_an_agency_lists_its_claims_changes_no_fingerprint():
    claims = [a_claim(20000), a_claim(5000, owner="duo", reference="D-1")]
    assert a_receipt(told(*claims)).fingerprint == a_receipt(told(*reversed(claims))).fingerprint


def test_binary_fractions_and_strangers_have_no_canonical_form():
    for value in (0.5, object()):
        with pytest.raises(TypeError, match="canonical form"):
            canonical.dumps(value)


def test_canonical_bytes_do_not_depend_on_order():
    assert canonical.dumps(Decimal("0.043")) == b'"0.043"'
    assert canonical.dumps({"b": 1, "a": frozenset({"y", "x"})}) == b'{"a":["x","y"],"b":1}'
    assert canonical.read(frozenset[str], ["x"]) == frozenset({"x"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Claim, {"is": "Instalment"}),
        (Claim, []),
        (int, "1"),
        (int, True),
        (str, 1),
        (date, "yesterday"),
    ],
)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(ValueError, match=r"fit|expected|isoformat"):
        canonical.read(kind, value)


def test_a_date_a_word_and_an_amount_in_a_reason_stay_what_they_are():
    reason = Reason(code="x", values={"a": Day(on=date(2026, 1, 1)), "b": "20260101", "c": 3, "d": Money(cents=4)})
    assert canonical.loads(Reason, canonical.dumps(reason)) == reason


def test_a_report_with_a_moment_reads_back():
    made = replace(a_report("cjib"), asked_at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert canonical.loads(SourceReport, canonical.dumps(made)) == made
