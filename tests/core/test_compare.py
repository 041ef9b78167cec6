"""The same facts under every variant: rows per agency, sums, room left, and contradictions between the rules."""

from datetime import UTC, date, datetime

import pytest
from asking import codes
from builders import ON, UNKNOWN, YES, a_claim, a_policy, a_report, a_situation, answers, told

from hub.compare import rows
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, NeedsHuman, Refusal, Route
from hub.domain.claim import ClaimKey
from hub.domain.comparison import Measured
from hub.domain.facts import Fact, FactName
from hub.domain.source import SourceStatus
from hub.errors import RuleMissing

TAX = a_claim(
    90000, owner="belastingdienst", collector="belastingdienst", due_on=date(2026, 11, 1), costs=900, interest=1100
)
RECLAIM = a_claim(60600, owner="toeslagen", collector="toeslagen", reference="T-1", due_on=date(2026, 12, 20))
FINE = a_claim(15000, reference="C-1")
TRANSFERRED = a_claim(50000, owner="duo", collector="cjib", reference="D-1")
CARE = a_claim(17520, owner="cak", collector="cak", kind="care_contribution", reference="K-1")
ALL = (TAX, RECLAIM, FINE, TRANSFERRED, CARE)


def compared(*claims, situation=None, choice=None):
    return compare(answers=told(*claims), policy=a_policy(), on=ON, choice=choice or Choice(), situation=situation)


def variant(comparison, code):
    return next(one for one in comparison.variants if one.code == code)


def row(comparison, code, agency):
    return next(one for one in variant(comparison, code).rows if one.agency == agency)


def test_four_variants_stand_side_by_side_on_the_same_claims():
    comparison = compared(*ALL)

    assert [one.code for one in comparison.variants] == ["separate", "bundled", "rijk-2025", "rijk-wide"]
    for one in comparison.variants:
        assert {line.agency: line.open for line in one.rows} == {
            "belastingdienst": 92000,
            "toeslagen": 60600,
            "cjib": 15000,
            "duo": 50000,
            "cak": 17520,
        }


def test_only_what_is_law_is_called_law():
    assert [one.is_law for one in compared(*ALL).variants] == [True, False, True, False]


def test_of_an_answer_that_is_not_whole_a_plan_shows_its_own_claims_only():
    reported = answers(
        a_report("cjib", TRANSFERRED, FINE, status=SourceStatus.NOT_UNDERSTOOD), a_report("belastingdienst", TAX)
    )
    comparison = compare(answers=reported, policy=a_policy(), on=ON, choice=Choice())
    outcomes = [part.outcome.considered for part in variant(comparison, "separate").parts]

    assert any(considered.missing for considered in outcomes)
    for considered in outcomes:
        seen = {item.claim.key for item in considered.claims}
        assert all(claim.key in seen for report in considered.missing for claim in report.claims)


def test_a_what_if_is_one_also_for_whom_it_changes_nothing():
    assert [one.is_law for one in compared(FINE).variants] == [True, False, True, False]


def test_each_agency_by_its_own_rules_is_a_letter_each():
    comparison = compared(*ALL, situation=a_situation(170000))
    separate = variant(comparison, "separate")

    assert [(line.agency, line.monthly, line.months) for line in separate.rows] == [
        ("belastingdienst", 7666, 12),
        ("cak", 5840, 3),
        ("cjib", 2500, 6),
        ("duo", 4166, 12),
        ("toeslagen", 2525, 24),
    ]
    assert (separate.monthly, separate.letters) == (22697, 5)
    assert separate.room_left == comparison.room.amount - 22697


def test_one_plan_over_all_is_one_letter_and_less_a_month():
    comparison = compared(*ALL, situation=a_situation(170000))
    wide = variant(comparison, "rijk-wide")

    assert (wide.monthly, wide.heaviest, wide.letters) == (9796, 9812, 1)
    assert wide.ends_on == date(2028, 12, 1)
    assert {line.measured for line in wide.rows} == {Measured.BETTER, Measured.NEEDS_POLICY_CHANGE}


def test_what_needs_a_change_of_policy_names_the_article_in_the_way():
    line = row(compared(*ALL), "rijk-wide", "belastingdienst")

    assert line.measured is Measured.NEEDS_POLICY_CHANGE
    assert line.reasons[-1].code == "variant.needs_change"
    assert line.reasons[-1].article == "Beleidsregels betalingsregelingen Rijk 2025, 1:1 and 1:3"


def test_what_the_law_of_today_joins_is_measured_against_each_agencys_own_rules():
    comparison = compared(*ALL, situation=a_situation(170000))

    assert row(comparison, "rijk-2025", "cjib").measured is Measured.BETTER
    # Alone the last payment bears the cents that do not divide; together they are spread: 41.74 against 41.73.
    assert row(comparison, "rijk-2025", "duo").measured is Measured.BETTER
    assert row(comparison, "rijk-2025", "toeslagen").measured is Measured.SAME


def test_a_joint_plan_can_be_worse_for_somebody_and_says_so():
    # Alone: 36 months at 111.11; joined with a small claim the total takes the same 36 months and pays 1 cent more.
    comparison = compared(
        FINE, a_claim(2000000, owner="duo", collector="cjib", reference="D-1"), choice=Choice(months=3)
    )
    assert row(comparison, "rijk-2025", "duo").measured is Measured.WORSE


@pytest.mark.parametrize(
    ("monthly", "ends_on", "measured"),
    [
        (999, date(2028, 1, 1), Measured.BETTER),
        (1001, date(2026, 1, 1), Measured.WORSE),
        (1000, date(2027, 1, 1), Measured.SAME),
        (1000, date(2026, 12, 1), Measured.BETTER),
        (1000, date(2027, 2, 1), Measured.WORSE),
        (1000, None, Measured.SAME),
    ],
    ids=["less a month", "more a month", "the same", "sooner done", "later done", "no end"],
)
def test_less_a_month_is_better_and_at_the_same_amount_sooner_is(monthly, ends_on, measured):
    assert rows.against(monthly, ends_on, 1000, date(2027, 1, 1)) is measured


def test_where_a_person_must_look_amounts_are_unknown_and_not_zero():
    without_due_date = a_claim(60600, owner="toeslagen", collector="toeslagen", reference="T-1")
    comparison = compared(FINE, without_due_date)

    line = row(comparison, "separate", "toeslagen")
    assert (line.monthly, line.months, line.ends_on, line.measured) == (None, None, None, Measured.UNKNOWN)
    assert codes(line.reasons) == ["claim.due_date_unknown"]
    assert variant(comparison, "separate").monthly is None
    assert row(comparison, "rijk-2025", "toeslagen").measured is Measured.UNKNOWN


def test_a_debt_that_waits_leaves_nothing_untold():
    disputed = a_claim(
        30000,
        owner="belastingdienst",
        collector="belastingdienst",
        reference="B-2",
        due_on=date(2026, 11, 1),
        said={FactName.OBJECTION: YES},
    )
    comparison = compared(FINE, RECLAIM, disputed)

    assert [one.monthly is None for one in comparison.variants] == [False] * 4
    assert [one.heaviest is None for one in comparison.variants] == [False] * 4


def test_what_must_be_refused_together_is_paid_by_its_own_rules():
    comparison = compared(a_claim(5000, owner="duo", collector="cjib", reference="D-1"), CARE)
    parts = variant(comparison, "rijk-2025").parts

    assert [(part.joint, part.claims) for part in parts[:1]] == [(True, ())]
    assert [key for part in parts[1:] for key in part.claims] == [CARE.key, ClaimKey(owner="duo", reference="D-1")]
    assert all(isinstance(parts[index].outcome, Refusal) for index in (0, -1))


def test_what_a_person_must_look_at_together_waits_for_that_person():
    writ = a_claim(50000, said={FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))})
    comparison = compared(writ, TRANSFERRED, CARE)
    parts = variant(comparison, "rijk-2025").parts

    assert isinstance(parts[0].outcome, NeedsHuman)
    assert [part.scheme for part in parts] == ["rijk-2025", "cak"]


def test_interest_that_cannot_be_told_is_not_told_and_the_rest_is():
    comparison = compared(*ALL, situation=a_situation(170000))
    separate = variant(comparison, "separate")

    assert row(comparison, "separate", "duo").interest is None
    assert separate.interest is None
    assert separate.known_interest == sum(line.interest or 0 for line in separate.rows) > 0


def test_rules_that_contradict_each_other_are_listed_once_with_their_articles():
    conflicts = {one.topic: one for one in compared(*ALL).conflicts}

    assert {"smallest_total", "longest_standard", "look_back", "interest", "order"} <= set(conflicts)
    assert {norm.parameter for norm in conflicts["look_back"].norms} == {
        "betalingsregeling_rijk.look_back",
        "tenuitvoerlegging.look_back",
    }
    assert all(norm.article for one in conflicts.values() for norm in one.norms)


def test_rules_of_one_agency_alone_contradict_nothing_of_another():
    assert "look_back" not in {one.topic for one in compared(CARE).conflicts}


def test_without_debts_there_is_nothing_to_compare_and_nothing_to_pay():
    comparison = compared()

    assert [one.monthly for one in comparison.variants] == [0, 0, 0, 0]
    assert all(one.rows == () for one in comparison.variants)


@pytest.mark.parametrize("told_of_household", [False, True])
def test_room_left_is_said_only_where_the_household_was_told(told_of_household):
    situation = a_situation(170000) if told_of_household else None
    comparison = compared(FINE, TRANSFERRED, situation=situation)

    assert all((one.room_left is not None) == told_of_household for one in comparison.variants)


def test_where_some_plan_cannot_be_told_the_sum_of_the_others_is_at_least():
    disputed_perhaps = a_claim(
        60600, owner="toeslagen", collector="toeslagen", reference="T-1", said={FactName.OBJECTION: UNKNOWN}
    )
    separate = variant(compared(FINE, disputed_perhaps, situation=a_situation(170000)), "separate")

    assert (separate.monthly, separate.heaviest, separate.room_left) == (None, None, None)
    assert (separate.known_monthly, separate.known_heaviest) == (2500, 2500)


def test_a_way_that_one_joint_plan_does_not_know_is_left_to_those_that_do():
    comparison = compared(*ALL, choice=Choice(route=Route.PAUSE))

    assert variant(comparison, "rijk-wide").parts[0].outcome.route is Route.PAUSE
    assert variant(comparison, "bundled").parts[0].outcome.route is Route.STANDARD


# ── the same debt, told twice ──


def test_a_debt_that_two_agencies_tell_is_paid_once():
    at_duo = a_claim(50000, owner="duo", collector="duo", reference="D-1")
    comparison = compared(at_duo, TRANSFERRED, FINE)

    for code in ("separate", "bundled", "rijk-2025", "rijk-wide"):
        planned = [key for part in variant(comparison, code).parts for key in part.claims]
        assert sorted(planned) == sorted({TRANSFERRED.key, FINE.key})
        assert row(comparison, code, "duo").open == 50000


@pytest.mark.parametrize("code", ["separate", "bundled", "rijk-2025", "rijk-wide"])
def test_what_may_be_one_debt_is_planned_by_a_person_also_where_two_agencies_collect_it(code):
    at_duo = a_claim(50000, owner="duo", collector="duo", reference="D-2")
    comparison = compared(at_duo, TRANSFERRED, FINE)
    line = row(comparison, code, "duo")

    assert (line.monthly, line.open) == (None, 100000)
    assert "claim.possible_duplicate" in codes(line.reasons)
    assert variant(comparison, code).monthly is None


# ── what is in no plan ──


@pytest.mark.parametrize("code", ["separate", "rijk-2025"])
@pytest.mark.parametrize(
    ("owner", "collector"),
    [("belastingdienst", "cjib"), ("cjib", "duo")],
    ids=["a tax that the fines' collector has", "a fine that the students' lender has"],
)
def test_a_claim_that_no_rules_hold_is_in_no_plan_and_said_to_be(owner, collector, code):
    odd = a_claim(70000, owner=owner, collector=collector, reference="O-1", due_on=date(2026, 11, 1))
    comparison = compared(RECLAIM, odd)
    line = row(comparison, code, owner)

    assert [one.claim for one in variant(comparison, code).in_no_plan] == [odd]
    assert (line.monthly, line.months, line.interest, line.open) == (None, None, None, 70000)
    assert (line.measured, codes(line.reasons)[0]) == (Measured.UNKNOWN, "variant.in_no_plan")
    assert (variant(comparison, code).monthly, variant(comparison, code).heaviest) == (None, None)
    assert variant(comparison, code).known_heaviest == 2525


@pytest.mark.parametrize("beside", [(), (a_claim(50000, owner="duo", collector="duo", reference="D-9"),)])
def test_a_claim_that_is_on_its_way_is_not_nothing(beside):
    moving = a_claim(
        30000, owner="duo", collector="duo", reference="D-3", handed_over_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    comparison = compared(FINE, moving, *beside)

    for one in comparison.variants:
        assert (one.monthly, one.heaviest, one.interest) == (None, None, None)
        assert "claim.in_transfer" in codes(row(comparison, one.code, "duo").reasons)


def test_what_the_law_has_repaid_by_itself_is_in_no_plan_and_its_owner_says_how():
    loan = a_claim(500000, owner="duo", collector="duo", kind="study_loan", reference="L-1")
    line = row(compared(FINE, loan), "separate", "duo")

    assert line.monthly is None
    assert codes(line.reasons)[:2] == ["variant.in_no_plan", "claim.kind_left_out"]


@pytest.mark.parametrize(
    "settled",
    [
        a_claim(0, reference="C-2"),
        a_claim(9000, reference="C-2", until=date(2026, 1, 1)),
        a_claim(9000, reference="C-2", said={FactName.IN_ARRANGEMENT: YES}),
    ],
    ids=["nothing open", "lapsed", "in an arrangement"],
)
def test_what_no_plan_needs_to_pay_leaves_nothing_untold(settled):
    separate = variant(compared(FINE, settled), "separate")

    assert separate.in_no_plan == ()
    assert separate.monthly == 2500


# ── a joint plan that the rules refuse ──


@pytest.mark.parametrize("code", ["rijk-2025", "rijk-wide"])
def test_a_joint_plan_that_is_refused_is_said_to_be_and_not_measured_as_the_same(code):
    comparison = compared(FINE, TRANSFERRED, choice=Choice(months=100))
    refused = variant(comparison, code).parts[0]

    assert (refused.joint, refused.claims) == (True, ())
    assert isinstance(refused.outcome, Refusal)
    for agency in ("cjib", "duo"):
        line, today = row(comparison, code, agency), row(comparison, "separate", agency)
        assert (line.monthly, line.ends_on, line.open) == (today.monthly, today.ends_on, today.open)
        assert line.measured is Measured.UNKNOWN
        assert codes(line.reasons) == ["variant.joint_refused", "term.unreasonable"]


def test_what_a_refused_joint_plan_would_not_have_held_is_measured_as_ever():
    line = row(compared(FINE, TRANSFERRED, CARE, choice=Choice(months=100)), "rijk-2025", "cak")
    assert (line.measured, line.reasons) == (Measured.SAME, ())


# ── what a month costs ──


def test_the_first_month_is_one_calendar_month_and_not_every_first_payment():
    later = a_claim(90000, owner="toeslagen", collector="toeslagen", reference="T-3", due_on=date(2027, 3, 1))
    separate = variant(compared(later, CARE), "separate")

    assert [(line.agency, line.monthly, line.heaviest) for line in separate.rows] == [
        ("cak", 5840, 5840),
        ("toeslagen", 3750, 3750),
    ]
    assert (separate.monthly, separate.heaviest) == (5840, 5840 + 3750)


def test_an_agency_is_measured_by_its_dearest_month_and_not_by_its_first():
    comparison = compared(FINE, TRANSFERRED)
    alone, joint = row(comparison, "separate", "duo"), row(comparison, "rijk-2025", "duo")

    assert (alone.monthly, alone.heaviest) == (4166, 4174)
    assert (joint.monthly, joint.heaviest, joint.measured) == (4166, 4173, Measured.BETTER)


def test_before_there_are_variants_the_book_says_from_when():
    before = date(2024, 6, 1)
    with pytest.raises(RuleMissing, match="2025-01-01"):
        compare(answers=told(FINE), policy=a_policy(before), on=before, choice=Choice())


def test_what_is_not_paid_by_the_end_of_a_variant_is_said():
    large = a_claim(900000, until=date(2040, 1, 1), imposed_on=date(2026, 1, 1))
    found = variant(compared(large, TRANSFERRED, situation=a_situation(144849)), "rijk-2025")

    assert found.left_open == 950000 - 12 * 10000
    assert found.left_open == sum(line.left_open for line in found.rows)
    assert variant(compared(*ALL), "rijk-2025").left_open == 0
