"""The generator against rules.md section 13; counts are exact for a seed, tolerances say how near is near."""

from collections import Counter
from functools import cache
from math import exp
from statistics import NormalDist, median

import pytest

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import agency, generator, people, spread
from adapters.agencies.simulator.bsn import FOR_PERSONAS, SEEDED_AT_MOST
from adapters.agencies.simulator.generator import Generated
from adapters.agencies.simulator.story import Case

MANY = 20_000


@cache
def _crowd() -> tuple[Generated, ...]:
    return tuple(generator.people(7, MANY))


@cache
def _own_cases() -> tuple[Case, ...]:
    """Each debt once, as its collector has it; running loans aside."""
    return tuple(
        case
        for one in _crowd()
        for person in one.held.values()
        for case in person.cases
        if not case.transferred_to and case.type != "duo_studielening"
    )


def _imposed_by(one: Generated, code: str) -> int:
    cases = one.held[code].cases
    return sum(case.amount for case in cases if not case.transferred_from and case.type != "duo_studielening")


def _share(part: int, whole: int) -> float:
    return part / whole


def test_a_person_is_the_same_whatever_the_count() -> None:
    assert list(generator.people(3, 40))[:10] == list(generator.people(3, 10))
    assert generator.person(3, 17) == generator.person(3, 17)


def test_other_seeds_and_places_give_other_people() -> None:
    assert generator.person(3, 17).held != generator.person(4, 17).held
    assert generator.person(3, 17).held != generator.person(3, 18).held


def test_only_the_first_have_a_number() -> None:
    numbers = [one.bsn for one in _crowd()]

    seeded = SEEDED_AT_MOST - FOR_PERSONAS
    assert None not in numbers[:seeded]
    assert set(numbers[seeded:]) == {None}
    assert len(set(numbers[:seeded])) == seeded


def test_organizations_a_person_owes_at_are_as_in_the_table() -> None:
    counts = Counter(min(len(one.organizations), 4) for one in _crowd())

    shares = [_share(counts[number], MANY) for number in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.75, 0.17, 0.06, 0.02], abs=0.01)


@pytest.mark.parametrize(
    ("code", "cents"), [("belastingdienst", 90_000), ("toeslagen", 60_000), ("duo", 50_000), ("cak", 55_000)]
)
def test_the_typical_debt_is_as_in_the_table(code: str, cents: int) -> None:
    debts = [_imposed_by(one, code) for one in _crowd() if code in one.organizations]

    assert median(debts) == pytest.approx(cents, rel=0.05)


def test_cjib_has_one_to_six_cases_of_the_typical_amount() -> None:
    held = [one.held["cjib"].cases for one in _crowd() if "cjib" in one.organizations]
    own = [[case for case in cases if not case.transferred_from] for cases in held]

    assert {len(cases) for cases in own} == {1, 2, 3, 4, 5, 6}
    assert median(case.amount for cases in own for case in cases) == pytest.approx(15_000, rel=0.05)


def test_some_fines_are_raised_by_half_and_some_threefold() -> None:
    fines = [case for case in _own_cases() if case.type == "cjib_wahv"]
    raised = Counter(len(case.additions) for case in fines)

    assert _share(raised[1], len(fines)) == pytest.approx(0.20, abs=0.02)
    assert _share(raised[2], len(fines)) == pytest.approx(0.12, abs=0.02)
    assert all(
        [addition.amount for addition in case.additions]
        == [case.amount // 2, case.amount + case.amount // 2][: len(case.additions)]
        for case in fines
    )


def test_objections_and_bailiffs_are_as_rare_as_in_the_table() -> None:
    cases = _own_cases()

    assert 0.05 <= _share(sum("objection" in case.facts for case in cases), len(cases)) <= 0.10
    assert _share(sum("bailiff" in case.facts for case in cases), len(cases)) == pytest.approx(0.03, abs=0.005)


def test_part_of_the_claims_of_duo_and_cak_is_with_cjib() -> None:
    moved = {
        code: sum(1 for case in _own_cases() if case.transferred_from and case.transferred_from.agency == code)
        for code in AGENCIES
    }
    imposed = Counter(case.type.partition("_")[0] for case in _own_cases())

    assert _share(moved["duo"], imposed["duo"]) == pytest.approx(0.40, abs=0.03)
    assert _share(moved["cak"], imposed["cak"]) == pytest.approx(0.45, abs=0.04)
    assert moved["belastingdienst"] == moved["toeslagen"] == moved["cjib"] == 0


def test_no_reclaim_is_smaller_than_the_law_allows() -> None:
    assert min(case.amount for case in _own_cases() if case.type.startswith("tsl_")) > 12_100


def test_every_generated_case_can_be_told() -> None:
    for one in _crowd()[:2_000]:
        for code, person in one.held.items():
            for case in person.cases:
                people.check(case, agency.load(code))


@pytest.mark.parametrize(
    ("table", "tenths"),
    [(spread.WIDE, spread.WIDE_SIGMA_TENTHS), (spread.NARROW, spread.NARROW_SIGMA_TENTHS)],
    ids=["wide", "narrow"],
)
def test_the_tables_are_log_normal_quantiles(table: tuple[int, ...], tenths: int) -> None:
    steps = [0.005, *(step / 40 for step in range(1, 40)), 0.995]

    made_again = [round(1000 * exp(tenths / 10 * NormalDist().inv_cdf(step))) for step in steps]

    assert [*table] == made_again
