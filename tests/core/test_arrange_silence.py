from datetime import UTC, date, datetime

import pytest
from asking import codes, from_duo, treatments
from builders import (
    UNKNOWN,
    YES,
    a_claim,
    a_report,
    answers,
    decided,
    told,
)

from hub.domain.arrangement import NeedsHuman, Refusal, Treatment
from hub.domain.facts import FactName
from hub.domain.source import Answers, SourceStatus
from hub.errors import BadInput, RuleMissing

OF_THE_RULES = ["accept.other_collection_rests", "accept.conditions"]


def silent(agency, status=SourceStatus.UNREACHABLE):
    return a_report(agency, status=status, reason="source.timed_out")


@pytest.mark.parametrize("status", [SourceStatus.UNREACHABLE, SourceStatus.WITHHELD])
def test_an_agency_that_the_scheme_does_not_need_changes_nothing_silent_or_left_out(status):
    # What it handed over stands in the answer of who collects it: readings 5, and refusing consent costs nothing.
    whole = decided(answers(a_report("cjib", a_claim(20000), from_duo(5000))))
    partial = decided(answers(a_report("cjib", a_claim(20000), from_duo(5000)), silent("duo", status)))
    assert partial.instalments == whole.instalments
    assert (partial.acceptable, partial.indicative) == (True, False)


def test_a_silent_agency_that_the_scheme_needs_makes_the_plan_indicative():
    outcome = decided(answers(a_report("cjib", a_claim(20000)), silent("duo")), scheme="rijk-wide")

    assert outcome.indicative
    assert codes(outcome.blocked_by) == ["source.missing", "scheme.not_law"]
    assert not outcome.acceptable


def test_silence_is_never_zero_debt():
    outcome = decided(answers(silent("cjib")))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["total.unknown"]


def test_nothing_owed_anywhere_is_a_refusal_that_says_so():
    assert codes(decided(answers()).reasons) == ["total.nothing"]


def test_a_plan_over_all_five_is_a_what_if_and_says_per_agency_what_must_change():
    tax = a_claim(92000, owner="belastingdienst", collector="belastingdienst", reference="T-1")
    benefit = a_claim(60600, owner="toeslagen", collector="toeslagen", reference="B-1")
    care = a_claim(17520, owner="cak", collector="cak", kind="care_contribution", reference="C-1")
    outcome = decided(told(tax, benefit, a_claim(20000), from_duo(5000), care), scheme="rijk-wide")

    assert outcome.total == 195120
    assert outcome.months == 18
    assert not outcome.considered.is_law
    assert [p.standing.value for p in outcome.considered.participants] == [
        "needs_policy_change",
        "needs_policy_change",
        "current_law",
        "needs_policy_change",
        "needs_policy_change",
    ]
    assert codes(outcome.blocked_by) == ["scheme.not_law"]


def test_before_the_2025_edition_we_do_not_have_the_text():
    outcome = decided(told(a_claim(20000), from_duo(5000)), on=date(2024, 3, 1))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["rule.text_missing"]
    assert set(treatments(outcome).values()) == {Treatment.LEFT_OUT}


def test_a_date_without_rules_is_an_error_that_names_the_dates():
    with pytest.raises(RuleMissing, match=r"2022-11-30.*from 2022-12-01"):
        decided(told(a_claim(20000)), on=date(2022, 11, 30))


def test_an_unknown_scheme_is_an_error_that_names_those_there_are():
    with pytest.raises(BadInput, match="rijk-2025"):
        decided(told(a_claim(20000)), scheme="rijk-2026")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (a_claim(500000, said={FactName.OBJECTION: YES}), "total.none_can_join"),
        (a_claim(500000, owner="belastingdienst", collector="belastingdienst"), "total.none_can_join"),
        (a_claim(500000, said={FactName.IN_ARRANGEMENT: YES}), "total.none_can_join"),
    ],
    ids=["under objection", "another agency's", "in an arrangement"],
)
def test_who_owes_what_cannot_join_is_not_told_that_nothing_is_open(claim, code):
    outcome = decided(told(claim))
    assert isinstance(outcome, Refusal)
    assert codes(outcome.reasons) == [code]


def test_a_debt_on_its_way_makes_the_total_unknown():
    moved = datetime(2026, 6, 1, tzinfo=UTC)
    on_its_way = a_claim(12500, owner="duo", collector="duo", reference="D-1", handed_over_at=moved)
    outcome = decided(told(on_its_way))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["total.in_transfer"]


def test_a_needed_agency_that_nobody_asked_is_missing_too():
    others = Answers(reports=tuple(a_report(code) for code in ("belastingdienst", "toeslagen", "duo", "cak")))
    outcome = decided(others)

    assert isinstance(outcome, NeedsHuman)
    assert [report.reason for report in outcome.considered.missing] == ["source.not_configured"]


def test_what_is_unknown_about_the_person_blocks_a_plan_on_incomplete_answers():
    unknown = {FactName.INSOLVENCY: UNKNOWN}
    reports = [a_report(code, person=unknown) for code in ("belastingdienst", "toeslagen", "duo")]
    given = answers(*reports, a_report("cjib", a_claim(20000), person=unknown), silent("cak"))
    outcome = decided(given, scheme="rijk-wide")
    assert codes(outcome.blocked_by) == ["source.missing", "person.fact_unknown", "scheme.not_law"]


def test_an_unknown_recovery_operation_is_a_condition_and_not_a_no():
    unknown = {FactName.RECOVERY_OPERATION: UNKNOWN}
    reports = [a_report(code, person=unknown) for code in ("belastingdienst", "toeslagen", "duo", "cak")]
    given = answers(*reports, a_report("cjib", a_claim(20000), from_duo(5000), person=unknown))
    assert codes(decided(given).conditions) == ["accept.recovery_operation_unknown", *OF_THE_RULES]
