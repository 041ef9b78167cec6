from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import YES, a_claim, a_policy, a_report, answers, told

from hub.actions import preview
from hub.actions.replay import answers_of
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.audit.receipt import FORMAT, Receipt, read, receipt
from hub.domain.arrangement import Choice
from hub.domain.claim import Claim, Issue, IssueCode
from hub.domain.facts import FactName
from hub.domain.household import Household, Means
from hub.domain.reasons import Day, Money, Reason
from hub.domain.situation import Situation
from hub.domain.source import Received, SourceReport
from hub.errors import BadInput


def a_receipt(given, *, scheme="rijk-2025", version="1", situation=None):
    return receipts.closed(
        preview.decide(
            answers=given, scheme=scheme, choice=Choice(), situation=situation, policy=a_policy(), version=version
        ).receipt
    )


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


def test_a_receipt_keeps_which_bytes_an_agency_answered_in_and_they_decide_nothing():
    received = Received(digest="0" * 64, signature="head..seal")
    made = a_receipt(answers(*(replace(r, signed=True, received=received) for r in GIVEN.reports)))

    assert {told.received for told in made.inputs.statements} == {received}
    assert canonical.loads(Receipt, canonical.dumps(made)) == made
    assert made.fingerprint == a_receipt(GIVEN).fingerprint
    assert [report.received for report in answers_of(made.inputs).reports] == [received] * len(GIVEN.reports)
    assert "received" not in canonical.dumps(a_receipt(GIVEN)).decode()


def test_the_fingerprint_of_a_receipt_is_taken_once_however_often_it_is_told():
    made = a_receipt(GIVEN)
    other = replace(made, version="2", parameters={})

    assert made.fingerprint is made.fingerprint
    assert other.fingerprint != made.fingerprint


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


def test_rates_are_kept_through_time():
    made = a_receipt(told(a_claim(20000, owner="belastingdienst", collector="belastingdienst")), scheme="rijk-wide")
    kept = made.parameters["rente.iw1990"]

    assert kept["value"] == kept["series"][-1]["value"] == {"is": "Decimal", "text": "4.3"}
    assert [row["from"] for row in kept["series"]] == ["2021-01-01", "2024-01-01", "2026-01-01"]


def test_a_rule_that_the_book_does_not_have_is_told_from_one_that_is_not_in_force():
    policy = a_policy()
    policy.find("no.such")
    made = receipt(a_receipt(GIVEN).outcome, (), inputs=a_receipt(GIVEN).inputs, policy=policy, version="1")

    assert made.parameters["no.such"] == {"value": None, "in_book": False}


def test_the_forecast_of_interest_and_the_household_are_in_it():
    means = Means(household=Household.SINGLE, taxable_income_year=3000000, monthly_income=300000)
    household = Situation(means=means, already_taken=0)
    made = a_receipt(GIVEN, situation=household)

    assert made.inputs.situation == household
    assert [line.key.reference for line in made.interest] == ["A-1", "D-1"]


def test_a_part_that_was_changed_afterwards_is_named():
    made = a_receipt(GIVEN)

    assert made.changed() == ()
    assert replace(made, version="2").changed() == ("version",)
    assert replace(made, interest=()).changed() == ("interest",)
    assert replace(made, parameters={}).changed()[0] == "parameters"
    assert replace(made, digests={**made.digests, "more": ""}).changed() == ("more",)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"[1]",
        b"1.5",
        b"NaN",
        b"\xff",
        b"[" * 100_000,
        b'{"is":"Receipt","is":"Receipt"}',
        b'{"is":"Receipt","format":2}',
        b'{"is":"Receipt","other":2}',
    ],
)
def test_what_is_no_receipt_is_refused_in_one_line(written):
    with pytest.raises(BadInput, match=r"^receipt\.unreadable: This receipt cannot be read\. It is damaged"):
        read(written)


def test_a_receipt_with_a_choice_that_cannot_be_is_refused():
    written = canonical.dumps(a_receipt(GIVEN)).replace(b'"months":null,"opt_ins"', b'"months":-1,"opt_ins"')
    with pytest.raises(BadInput, match=r"receipt\.unreadable"):
        read(written)


def test_a_receipt_of_another_format_is_refused_with_both_numbers():
    written = canonical.dumps(replace(a_receipt(GIVEN), format=FORMAT + 1))
    with pytest.raises(BadInput, match=f"It has format {FORMAT + 1}; this version reads format {FORMAT}"):
        read(written)


def test_the_order_in_which_an_agency_lists_its_claims_changes_no_fingerprint():
    claims = [a_claim(20000), a_claim(5000, owner="duo", reference="D-1")]
    assert a_receipt(told(*claims)).fingerprint == a_receipt(told(*reversed(claims))).fingerprint


def test_binary_fractions_and_strangers_have_no_canonical_form():
    for value in (0.5, object()):
        with pytest.raises(TypeError, match="canonical form"):
            canonical.dumps(value)


def test_canonical_bytes_do_not_depend_on_order():
    assert canonical.dumps([Decimal("0.043"), Fraction(43, 10)]) == b'["0.043","43/10"]'
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
        (date, 20260101),
        (Decimal, "a"),
        (Fraction, "1/0"),
        (Fraction, 1),
        (tuple[int, ...], {}),
        (tuple[int, str], [1]),
        (frozenset[int], 1),
        (Mapping[str, int], []),
        (int | None, "1"),
        (Money | Day, {"is": "Reason"}),
        (Money | None, {}),
        (Money, {"is": "Money", "cents": 1, "more": 1}),
        (Money, {"is": "Money"}),
    ],
)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(ValueError, match=r"fit|expected|isoformat|shorter"):
        canonical.read(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Fraction, Fraction(43, 10)),
        (Decimal, Decimal("4.30")),
        (tuple[tuple[date, int], ...], ((date(2026, 1, 1), 1), (date(2026, 2, 1), 2))),
        (tuple[int, ...] | None, (1, 2)),
        (frozenset[str] | None, frozenset({"a"})),
        (Mapping[str, int] | None, {"a": 1}),
        (Mapping[str, Money | Day], {"a": Money(cents=1), "b": Day(on=date(2026, 1, 1))}),
        (Fraction | None, Fraction(1, 3)),
        (date | None, None),
        (bool | None, False),
        (Household | None, Household.COUPLE),
    ],
)
def test_every_form_reads_back(kind, value):
    assert canonical.loads(kind, canonical.dumps(value)) == value


def test_a_date_a_word_and_an_amount_in_a_reason_stay_what_they_are():
    reason = Reason(code="x", values={"a": Day(on=date(2026, 1, 1)), "b": "20260101", "c": 3, "d": Money(cents=4)})
    assert canonical.loads(Reason, canonical.dumps(reason)) == reason


def test_a_report_with_a_moment_reads_back():
    made = replace(a_report("cjib"), asked_at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert canonical.loads(SourceReport, canonical.dumps(made)) == made
