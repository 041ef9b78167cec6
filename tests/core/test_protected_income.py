from datetime import date
from fractions import Fraction

import pytest
from asking import codes
from builders import BOOK, a_policy

from hub.arrange import explain
from hub.domain.exact import half_up
from hub.domain.household import Bound, Household, Means, Parts
from hub.domain.reasons import Confidence
from hub.errors import BadInput, RuleMissing
from hub.means.protected_income import protected_income

JULY_2026 = date(2026, 7, 1)

PRINTED = {
    "2021-01-01": ("1661.40", "1779.52", "2199.34", "2317.45"),
    "2021-07-01": ("1664.51", "1782.62", "2203.77", "2321.89"),
    "2022-01-01": ("1691.66", "1814.73", "2236.89", "2262.98"),
    "2022-07-01": ("1701.27", "1822.06", "2250.62", "2274.43"),
    "2023-01-01": ("1872.81", "2015.84", "2470.03", "2509.97"),
    "2023-07-01": ("1892.73", "2031.34", "2498.47", "2533.99"),
    "2024-01-01": ("1996.21", "2162.60", "2631.49", "2747.09"),
    "2024-07-01": ("2019.60", "2181.31", "2664.91", "2775.82"),
    "2025-01-01": ("2071.24", "2242.24", "2739.03", "2855.96"),
    "2025-07-01": ("2093.67", "2264.67", "2771.07", "2888.00"),
    "2026-01-01": ("2191.42", "2526.69", "2881.41", "3155.31"),
    "2026-07-01": ("2208.48", "2543.75", "2905.79", "3179.68"),
}
"""The statutory maxima as printed (beslagvrije-voet.md 2), in the order of `Household`."""

THRESHOLD_BEHIND_JULY_MAXIMA = {2022: "22760.35", 2023: "25855.20", 2024: "27651.46"}
"""With which threshold income the printed July maxima with children were made (1.5, choice 5)."""

EVERY_MAXIMUM = [
    (date.fromisoformat(on), household, Fraction(amount))
    for on, row in PRINTED.items()
    for household, amount in zip(Household, row, strict=True)
]


def protected(household=Household.SINGLE, income=0, on=JULY_2026, **more):
    """Compute for a yearly income in whole euros."""
    return protected_income(Means(household=household, taxable_income_year=income * 100, **more), a_policy(on))


# ── the printed maxima ──


@pytest.mark.parametrize(("on", "household", "printed"), EVERY_MAXIMUM)
def test_nobody_keeps_more_than_the_printed_maximum(on, household, printed):
    rich = protected(household, 500_000, on, registered_address=True)

    assert rich.amount == rich.maximum == printed * 100
    reached_by_itself = on.year >= 2026 and not household.has_children  # rent and care have caps of their own there
    assert rich.capped_by is (None if reached_by_itself else Bound.MAXIMUM)


def value(name, on) -> Fraction:
    return Fraction(a_policy(on).get(name).value)


def income_at_which_the_rent_term_is_full(on) -> Fraction:
    """The income at which the rent formula of a larger household reaches the highest rent (1.7)."""
    highest = value("huurtoeslag.maximum_rent", on)
    if on.year >= 2026:
        return value("huurtoeslag.income_point_more", on) + highest * 1200 / value("huurtoeslag.taper_more", on)
    square, linear = (value(f"huurtoeslag.{name}_factor_more", on) for name in ("square", "linear"))
    low, high = Fraction(10_000), Fraction(200_000)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if square * middle**2 + linear * middle < highest else (low, middle)
    return low


def how_the_legislator_made_it(on, household) -> Fraction:
    """The maximum by lid 8 (1.7), with what is known of how some of them were made (1.5, choices 4 and 5)."""
    who, persons = ("couple" if household.is_couple else "single"), ("one" if household.is_one_person else "more")
    own_rent = f"huurtoeslag.basic_rent_{persons}" if on.year >= 2026 else "huurtoeslag.lowest_own_rent"
    base = value(f"participatiewet.norm_{who}", on) * 95 / 100
    premiums = (2 if household.is_couple else 1) * value("zorgtoeslag.standard_premium", on)
    care = premiums / 12 - value(f"participatiewet.health_{who}", on)
    rent = value("huurtoeslag.maximum_rent", on) - value(own_rent, on)
    if not household.has_children:
        return base + care + rent
    threshold = value("minimumloon.january", on) * 12 * 108 / 100
    if on.month == 7 and on.year in THRESHOLD_BEHIND_JULY_MAXIMA:
        threshold = Fraction(THRESHOLD_BEHIND_JULY_MAXIMA[on.year])
    if household.is_couple and on.year > 2021:
        threshold += value("kindgebonden_budget.couple_increase", on)
    lost = income_at_which_the_rent_term_is_full(on) - threshold
    return base + care + rent + lost * value("kindgebonden_budget.income_percentage", on) / 1200


@pytest.mark.parametrize(("on", "household", "printed"), EVERY_MAXIMUM)
def test_the_values_of_the_book_make_the_printed_maximum(on, household, printed):
    off = abs(half_up(how_the_legislator_made_it(on, household)) - printed * 100)

    assert off <= (1 if on.year == 2021 else 0)


def test_only_four_maxima_are_a_cent_off():
    off = [
        (on, household)
        for on, household, printed in EVERY_MAXIMUM
        if half_up(how_the_legislator_made_it(on, household)) != printed * 100
    ]
    assert len(off) == 4


# ── own calculations of beslagvrije-voet.md 1.6 ──


@pytest.mark.parametrize(
    ("on", "household", "income", "base", "care", "rent", "child", "amount"),
    [
        ("2025-01-01", "single", 15_000, 127818, 0, 0, 0, 127818),
        ("2025-01-01", "single", 28_000, 127818, 0, 11843, 0, 139661),
        ("2025-01-01", "single", 50_000, 127818, 13100, 88105, 0, 207124),
        ("2025-07-01", "single_parent", 30_000, 130061, 1820, 0, 943, 132824),
        ("2025-07-01", "single_parent", 38_000, 130061, 10953, 14003, 5677, 160694),
        ("2025-07-01", "couple", 36_000, 185801, 8670, 9867, 0, 204338),
        ("2025-07-01", "couple_with_children", 42_000, 185801, 15520, 22992, 2636, 226949),
        ("2026-01-01", "single", 18_000, 133143, 0, 0, 0, 133143),
        ("2026-01-01", "single", 30_000, 133143, 303, 14794, 0, 148239),
        ("2026-01-01", "single_parent", 30_000, 133143, 303, 0, 168, 133613),
        ("2026-01-01", "couple", 45_000, 190202, 17465, 24750, 0, 232418),
        ("2026-01-01", "couple_with_children", 45_000, 190202, 17465, 24750, 3711, 236129),
        ("2026-07-01", "couple_with_children", 60_000, 192640, 24717, 52250, 13211, 282818),
    ],
)
def test_the_parts_and_their_sum_come_out_to_the_cent(on, household, income, base, care, rent, child, amount):
    found = protected(Household(household), income, date.fromisoformat(on))

    assert found.amount == amount
    assert found.parts == Parts(base=base, care=care, rent=rent, child=child, partner_income=0, other_income=0)


# ── what the text leaves open ──


@pytest.mark.parametrize("on", [date(2025, 12, 31), JULY_2026])
def test_a_part_below_zero_counts_as_nothing_and_says_that_this_is_our_choice(on):
    found = protected(Household.COUPLE_WITH_CHILDREN, 12_000, on)

    assert found.amount == found.parts.base
    below = [reason for reason in found.reasons if reason.code == "protected_income.below_zero"]
    assert [reason.confidence for reason in below] == [Confidence.OUR_CHOICE] * 2


def test_a_step_of_nothing_is_no_step():
    found = protected(Household.COUPLE_WITH_CHILDREN, 12_000)
    said = [explain.render(reason, "en") for reason in found.reasons]

    assert found.parts.care == 0
    assert "protected_income.care" not in codes(found.reasons)
    assert not any("€0.00" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"monthly_income": 0}, "protected_income.no_income"),
        ({"other_monthly_income": 500_000}, "protected_income.nothing"),
    ],
)
def test_where_nothing_is_protected_no_amount_of_nothing_is_named(more, code):
    found = protected(**more)

    assert found.amount == 0
    assert codes(found.reasons)[-1] == code
    assert not any("€0.00" in explain.render(reason, "en") for reason in found.reasons)


def test_the_holiday_pay_of_2021_is_our_reading():
    reasons = {
        on: protected(on=on, monthly_income=100_000).reasons[-2] for on in (date(2021, 12, 31), date(2022, 1, 1))
    }
    assert [reason.code for reason in reasons.values()] == ["protected_income.income"] * 2
    assert [reason.confidence for reason in reasons.values()] == [Confidence.OUR_CHOICE, Confidence.VERIFIED]


# ── the limits ──


def test_without_an_address_a_part_of_the_norm_for_a_couple_takes_the_place_of_the_sum():
    for household in Household:
        found = protected(household, 60_000, registered_address=False)
        assert found.amount == found.before_cap == found.parts.base == 96320  # 47.5 % of 2027.79
        assert found.capped_by is None
        assert "protected_income.no_address" in codes(found.reasons)


def test_the_income_of_a_partner_is_deducted():
    found = protected(Household.COUPLE, partner_monthly_income=50_000)

    assert found.amount == 192640 - 50_000
    assert found.parts.partner_income == -50_000
    assert "protected_income.partner" in codes(found.reasons)


def test_no_more_than_half_is_deducted_for_a_partner():
    found = protected(Household.COUPLE, 200_000, partner_monthly_income=500_000)

    assert found.maximum == 290579
    assert found.amount == 145289
    assert found.parts.partner_income == -145289
    assert "protected_income.partner_most" in codes(found.reasons)


def test_other_income_is_deducted_after_the_partner_and_never_below_nothing():
    found = protected(Household.COUPLE, partner_monthly_income=500_000, other_monthly_income=60_000)
    assert found.amount == 36320

    nothing = protected(other_monthly_income=999_999)
    assert nothing.amount == 0
    assert nothing.parts.other_income == -nothing.parts.base
    assert "protected_income.own" in codes(nothing.reasons)


@pytest.mark.parametrize(
    ("monthly", "amount", "bound"), [(100_000, 95_000, "income"), (200_000, 134849, None), (0, 0, "income")]
)
def test_a_part_of_the_income_can_always_be_attached(monthly, amount, bound):
    found = protected(monthly_income=monthly)
    assert (found.amount, found.capped_by) == (amount, bound)


def test_the_limit_that_binds_last_is_named():
    found = protected(Household.SINGLE_PARENT, 120_000, monthly_income=200_000)

    assert (found.before_cap > found.maximum, found.amount, found.capped_by) == (True, 190_000, Bound.INCOME)
    assert codes(found.reasons)[-3:] == [
        "protected_income.maximum",
        "protected_income.income",
        "protected_income.amount",
    ]


# ── dates ──


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("address", [True, False])
def test_a_date_without_amounts_is_never_computed(on, address):
    with pytest.raises(RuleMissing, match=str(on)):
        protected(on=on, registered_address=address)


def test_what_the_law_adjusts_has_no_amount_in_2027():
    adjusted = {
        name
        for name in BOOK
        for found in [a_policy(date(2027, 1, 1)).find(name)]
        if found and found.value == "expected"
    }
    files = {"beslagvrije_voet", "huurtoeslag", "kindgebonden_budget", "minimumloon", "participatiewet", "zorgtoeslag"}

    assert {name.split(".")[0] for name in adjusted} >= files


def test_the_rent_regimes_do_not_overlap():
    before, after = (a_policy(on) for on in (date(2025, 12, 31), date(2026, 1, 1)))
    for name in ("lowest_own_rent", "square_factor_one", "linear_factor_more"):
        assert before.find(f"huurtoeslag.{name}")
        assert after.find(f"huurtoeslag.{name}") is None
    for name in ("basic_rent_one", "taper_more", "income_point_one"):
        assert before.find(f"huurtoeslag.{name}") is None
        assert after.find(f"huurtoeslag.{name}")


# ── what is said about it ──


def test_a_value_that_was_not_read_in_the_text_is_named():
    found = protected(income=30_000, on=date(2021, 1, 1))
    warning = next(reason for reason in found.warnings if reason.code == "protected_income.uncertain")

    assert {"zorgtoeslag.income_percentage", "minimumloon.january", "zorgtoeslag.standard_premium"} <= {
        *warning.parameters
    }
    assert warning.confidence is Confidence.RECALLED
    assert warning.values == {"count": len(warning.parameters)}


def test_what_was_not_told_is_named():
    silent = {*codes(protected(Household.COUPLE).warnings)}
    told = protected(
        Household.COUPLE,
        monthly_income=900_000,
        partner_monthly_income=0,
        other_monthly_income=0,
        registered_address=True,
    )

    gone = silent - {*codes(told.warnings)}
    assert gone == {f"protected_income.{what}_unknown" for what in ("address", "income", "other", "partner")}
    assert "protected_income.partner_unknown" not in codes(protected().warnings)


def test_nothing_to_be_unsure_of_gives_no_warning_about_values():
    found = protected(on=JULY_2026, registered_address=False)
    assert "protected_income.uncertain" not in codes(found.warnings)
    assert "protected_income.not_computed" in codes(found.warnings)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_step_reads_as_a_sentence(language):
    found = protected(Household.COUPLE_WITH_CHILDREN, 45_000, monthly_income=100_000, other_monthly_income=1)
    for reason in (*found.reasons, *found.warnings):
        assert "{" not in explain.render(reason, language)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"taxable_income_year": -1}, "taxable_income_year"),
        ({"taxable_income_year": 0, "monthly_income": -1}, "monthly_income"),
        ({"taxable_income_year": 0, "partner_monthly_income": 1}, "partner_monthly_income"),
    ],
)
def test_means_that_cannot_be_are_refused_by_name(more, name):
    with pytest.raises(BadInput, match=name):
        Means(household=Household.SINGLE, **more)


@pytest.mark.parametrize(("amount", "cents"), [("0.005", 1), ("0.00499", 0), ("1.015", 102), ("-0.005", 0)])
def test_half_a_cent_goes_up(amount, cents):
    assert half_up(Fraction(amount)) == cents
