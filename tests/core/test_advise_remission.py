from datetime import date

import pytest
from builders import BOOK, ON, YES, a_claim, a_policy, facts

from hub.advise import remission
from hub.domain.facts import FactName
from hub.domain.reasons import Money


def hints(kind: str, *, cents: int = 10000, person=None, said=None, imposed_on=date(2026, 3, 1)) -> list[str]:
    claim = a_claim(cents, kind=kind, said=said, imposed_on=imposed_on)
    return [reason.code for reason in remission.hints(claim, facts(person or {}), a_policy(), ON)]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("income_tax", "remission.tax"),
        ("motor_vehicle_tax", "remission.motor_vehicle_tax"),
        ("benefit_reclaim", "remission.not_collected_further"),
        ("administrative_premium", "remission.after_deregistration"),
        ("traffic_fine", "remission.no_purpose"),
        ("criminal_fine", "remission.hardship"),
        ("study_loan", "remission.end_of_phase"),
        ("care_contribution", "remission.none_known"),
    ],
)
def test_every_law_has_its_own_word_on_remission(kind, code):
    assert hints(kind) == [code]


def test_every_kind_of_the_book_has_exactly_one_hint():
    kinds = [name.removeprefix("kinds.") for name in BOOK if name.startswith("kinds.")]
    assert {kind: len(hints(kind)) for kind in kinds} == dict.fromkeys(kinds, 1)


@pytest.mark.parametrize(("cents", "told"), [(33999, ["remission.hardship"]), (34000, [])])
def test_hardship_is_for_smaller_fines(cents, told):
    assert hints("criminal_fine", cents=cents) == told


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("criminal_fine", {"below": Money(cents=34000)}),
        ("motor_vehicle_tax", {"years": 3}),
        ("benefit_reclaim", {"years": 3}),
        ("income_tax", {}),
    ],
)
def test_a_hint_carries_the_numbers_that_it_rests_on(kind, values):
    (hint,) = remission.hints(a_claim(kind=kind), {}, a_policy(), ON)
    assert hint.values == values


@pytest.mark.parametrize(
    ("imposed_on", "told"),
    [
        (date(2020, 12, 31), ["remission.affair", "remission.tax"]),
        (date(2021, 1, 1), ["remission.tax"]),
    ],
)
def test_victims_of_the_affair_have_old_tax_debts_remitted(imposed_on, told):
    assert hints("income_tax", person={FactName.RECOVERY_OPERATION: YES}, imposed_on=imposed_on) == told


def test_a_pending_request_is_told_where_the_law_gives_it_effect():
    pending = {FactName.REMISSION_PENDING: YES}

    assert hints("income_tax", said=pending) == ["remission.pending", "remission.tax"]
    assert hints("traffic_fine", said=pending) == ["remission.no_purpose"]


def test_insolvency_bars_remission_of_tax_and_nothing_else():
    insolvent = {FactName.INSOLVENCY: YES}

    assert hints("income_tax", person=insolvent) == ["remission.barred"]
    assert hints("traffic_fine", person=insolvent) == ["remission.no_purpose"]


def test_of_a_kind_that_the_book_does_not_know_nothing_is_hinted():
    assert hints("something_new") == []
