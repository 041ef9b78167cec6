from dataclasses import replace
from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy, decided, facts, told

from hub.advise import signals
from hub.domain.advice import Referral, Signal
from hub.domain.arrangement import Floor, NeedsHuman, Proposal, Route
from hub.domain.claim import Amounts
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Day, Money


def given(*claims, person=None, outcome=None, on: date = ON, running=frozenset()) -> dict[str, Signal]:
    found = signals.of(claims, facts(person or {}), outcome, a_policy(on), on, running=running)
    return {signal.reason.code: signal for signal in found}


def benefit(cents: int = 10000, **more):
    return a_claim(cents, **{"owner": "toeslagen", "collector": "toeslagen", **more})


def fine(**more):
    return a_claim(10000, owner="cjib", collector="cjib", **more)


@pytest.mark.parametrize(
    ("fact", "code", "referral"),
    [
        (FactName.TAILOR_MADE, "signal.tailor_made", Referral.STELLA_TEAM),
        (FactName.DEBT_HELP, "signal.debt_help_runs", Referral.SCHULDENKNOOPPUNT),
        (FactName.RECOVERY_OPERATION, "signal.recovery_operation", Referral.RECOVERY_OPERATION),
    ],
)
def test_a_signal_points_to_people_who_help(fact, code, referral):
    assert given(person={fact: YES})[code].referral is referral
    assert given(fine(said={fact: YES}))[code].referral is referral


def test_nothing_stated_gives_no_signal():
    assert given() == {}
    assert given(fine(), person={FactName.TAILOR_MADE: UNKNOWN}) == {}


def test_debts_at_three_agencies_point_to_the_municipality():
    two = (fine(), a_claim(owner="duo"))
    three = (*two, a_claim(owner="cak"))

    assert "signal.debt_help" not in given(*two, a_claim(0, owner="cak"))
    assert given(*three)["signal.debt_help"].referral is Referral.MUNICIPAL_DEBT_HELP


@pytest.mark.parametrize(
    ("cents", "third", "told"),
    [
        (50000, date(2023, 11, 24), True),
        (50000, date(2023, 11, 23), False),
        (49999, date(2026, 1, 1), False),
    ],
    ids=["within three years", "a day too long ago", "not high"],
)
def test_three_high_reclaims_lead_to_a_word_with_the_citizen_first(cents, third, told):
    reclaims = [benefit(cents, reference=f"T-{day}", imposed_on=date(2026, 1, day)) for day in (1, 2)]
    found = given(*reclaims, benefit(cents, imposed_on=third))

    assert ("signal.repeated_reclaims" in found) is told
    if told:
        assert found["signal.repeated_reclaims"].reason.values == {"count": 3, "years": 3}
        assert found["signal.repeated_reclaims"].referral is None


def test_high_reclaims_that_were_paid_count_too():
    paid = [replace(benefit(50000, reference=f"T-{number}"), open=Amounts()) for number in (1, 2, 3)]
    assert list(given(*paid)) == ["signal.repeated_reclaims"]


@pytest.mark.parametrize(
    ("cents", "imposed_on", "told"),
    [
        (200000, date(2024, 11, 23), True),
        (199999, date(2024, 11, 23), False),
        (200000, date(2024, 11, 24), False),
    ],
    ids=["old and high", "not high", "not old"],
)
def test_high_debt_for_long_is_a_signal_of_its_own(cents, imposed_on, told):
    found = given(a_claim(cents, owner="duo", imposed_on=imposed_on))
    assert ("signal.long_high_debt" in found) is told


def test_who_pays_back_a_benefit_is_helped_to_report_changes():
    assert "signal.report_changes" in given(benefit())
    assert "signal.report_changes" not in given(fine())


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (FactName.RETURN_MISSING, "signal.return_not_filed"),
        (FactName.WRONGLY_APPLIED, "signal.allowance_wrongly_applied"),
        (FactName.CHANGE_UNREPORTED, "signal.change_not_reported"),
        (FactName.EVIDENT_ERROR, "signal.evident_error"),
    ],
)
def test_the_four_triggers_of_the_letter_are_told_early(fact, code):
    claim = benefit(said={fact: YES})

    assert given(claim)[code].about == claim.key
    assert given(person={fact: YES})[code].about is None


@pytest.mark.parametrize("fact", [FactName.ENFORCED, FactName.WRIT])
def test_a_plan_is_still_possible_after_enforcement_started_where_the_rules_have_it(fact):
    assert "signal.plan_after_force" in given(benefit(said={fact: YES}))
    assert "signal.plan_after_force" not in given(fine(said={fact: YES}))
    running = benefit(said={fact: YES})
    assert "signal.plan_after_force" not in given(running, running=frozenset({running.key}))


@pytest.mark.parametrize(
    ("due_on", "said", "told"),
    [
        (date(2026, 11, 22), {FactName.REMINDED: NO}, True),
        (ON, {FactName.REMINDED: NO}, False),
        (None, {FactName.REMINDED: NO}, False),
        (date(2026, 11, 22), {FactName.REMINDED: UNKNOWN}, False),
        (date(2026, 11, 22), {FactName.REMINDED: NO, FactName.ENFORCED: YES}, False),
    ],
    ids=["late", "due today", "no due date", "unknown", "too late"],
)
def test_a_reminder_free_of_charge_comes_first(due_on, said, told):
    assert ("signal.free_reminder" in given(benefit(due_on=due_on, said=said))) is told


def test_what_is_paid_needs_no_reminder():
    paid = replace(benefit(due_on=date(2026, 11, 22), said={FactName.REMINDED: NO}), open=Amounts())
    assert given(paid) == {}


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 12, 7), True),
        (date(2026, 12, 8), False),
    ],
    ids=["passed", "today", "in fourteen days", "later"],
)
def test_an_increase_is_told_in_time(due_on, told):
    found = given(fine(due_on=due_on, said={FactName.REMINDED: NO}))
    assert ("signal.increase_soon" in found) is told


def test_a_fine_grows_by_half_and_then_by_the_whole():
    first = given(fine(due_on=date(2026, 12, 1), said={FactName.REMINDED: NO}))["signal.increase_soon"]
    reminded = {FactName.REMINDED: Fact(answer=YES, on=date(2026, 11, 2))}
    second = given(fine(due_on=date(2026, 10, 1), said=reminded))["signal.increase_soon"]

    assert first.reason.values == {"until": Day(on=date(2026, 12, 1)), "amount": Money(cents=5000)}
    assert second.reason.values == {"until": Day(on=date(2026, 11, 30)), "amount": Money(cents=15000)}


@pytest.mark.parametrize(
    ("due_on", "code"),
    [
        (date(2026, 11, 23), "signal.due_soon"),
        (date(2026, 12, 7), "signal.due_soon"),
        (date(2026, 12, 8), None),
        (date(2026, 11, 22), None),
        (None, None),
    ],
    ids=["today", "in fourteen days", "later", "passed", "no date"],
)
def test_a_due_date_is_told_in_time(due_on, code):
    found = [name for name in given(a_claim(owner="duo", due_on=due_on)) if name == "signal.due_soon"]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    "said",
    [{FactName.REMINDED: UNKNOWN}, {FactName.REMINDED: YES}],
    ids=["notice unknown", "notice without a date"],
)
def test_an_increase_that_cannot_be_dated_is_not_told_but_the_due_date_is(said):
    assert list(given(fine(due_on=date(2026, 12, 1), said=said))) == ["signal.due_soon"]


def test_a_fine_without_a_due_date_has_no_increase_that_we_could_date():
    assert given(fine(said={FactName.REMINDED: NO})) == {}


@pytest.mark.parametrize(
    "said",
    [{FactName.IN_ARRANGEMENT: YES}, {FactName.OBJECTION: YES}, {FactName.PAUSED: YES}],
    ids=["plan", "objection", "pause"],
)
def test_a_claim_that_waits_does_not_grow(said):
    assert given(fine(due_on=date(2026, 12, 1), said={FactName.REMINDED: NO, **said})) == {}


def test_a_claim_in_a_granted_plan_does_not_grow():
    claim = fine(due_on=date(2026, 12, 1), said={FactName.REMINDED: NO})
    assert given(claim, running=frozenset({claim.key})) == {}


def proposal(route: Route = Route.STANDARD, floor: Floor = Floor.NOT_CHECKED) -> Proposal:
    made = decided(told(fine(), a_claim(10000, owner="duo", reference="D-1")))
    return Proposal(
        **{name: getattr(made, name) for name in Proposal.__dataclass_fields__} | {"route": route, "floor": floor}
    )


@pytest.mark.parametrize(
    ("route", "floor", "told"),
    [
        (Route.STANDARD, Floor.NOT_CHECKED, False),
        (Route.STANDARD, Floor.BELOW, True),
        (Route.TAILOR_MADE, Floor.GUARDED, True),
        (Route.CAPACITY, Floor.GUARDED, True),
    ],
    ids=["standard fits", "below the floor", "tailor-made", "by capacity"],
)
def test_a_personal_plan_is_offered_where_the_standard_one_does_not_fit(route, floor, told):
    made = proposal(route, floor)
    human = NeedsHuman(considered=made.considered, reasons=(), alternative=made)

    assert ("signal.personal_plan" in given(outcome=made)) is told
    assert ("signal.personal_plan" in given(outcome=human)) is told


def test_a_kind_that_the_book_does_not_know_gives_no_signal():
    assert given(a_claim(kind="something_new", due_on=ON)) == {}
