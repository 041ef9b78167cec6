"""What holds for every protected income; and a second computation, written from the text, that must agree.

The second one shares nothing with the first: decimals, its own table straight from the handbook, one long formula.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from builders import a_policy
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.household import Household, Means, ProtectedIncome
from hub.means.protected_income import protected_income

D = Decimal

# beslagvrije-voet.md 3 and 4. Year: Hmax, J1, J2, (a1, b1), (a2, b2), wage, E, S, K, L
OLD = {
    2021: "752.33 220.68 0.000000623385 0.002453085056 0.000000361614 0.002075390738 1684.80 13.580 1705 6.75 17018",
    2022: "763.47 220.68 0.000000596879 0.002363459319 0.000000342858 0.002093692299 1725.00 13.610 1749 6.75 17240",
    2023: "808.06 225.54 0.000000474433 0.002448638402 0.000000279402 0.001893212113 1934.40 13.640 1889 6.75 18327",
    2024: "879.66 226.67 0.000000413370 0.002393492603 0.000000244490 0.001807837711 2069.40 13.670 1987 6.75 9030",
    2025: "900.07 238.01 0.000000438698 0.000446392665 0.000000298184 -0.001382497146 2191.80 13.700 2112 7.10 9139",
}
# From, A, B, z single, z couple, maxima a b c d
HALF_YEARS = """
2021-01 1075.44 1536.34 34 76 1661.40 1779.52 2199.34 2317.45
2021-07 1078.70 1541.00 34 76 1664.51 1782.62 2203.77 2321.89
2022-01 1091.71 1559.58 34 79 1691.66 1814.73 2236.89 2262.98
2022-07 1101.82 1574.03 34 79 1701.27 1822.06 2250.62 2274.43
2023-01 1195.66 1708.08 3 50 1872.81 2015.84 2470.03 2509.97
2023-07 1216.62 1738.02 3 50 1892.73 2031.34 2498.47 2533.99
2024-01 1283.83 1834.04 42 95 1996.21 2162.60 2631.49 2747.09
2024-07 1308.45 1869.21 42 95 2019.60 2181.31 2664.91 2775.82
2025-01 1345.45 1922.07 45 101 2071.24 2242.24 2739.03 2855.96
2025-07 1369.06 1955.80 45 101 2093.67 2264.67 2771.07 2888.00
2026-01 1401.50 2002.13 47 106 2191.42 2526.69 2881.41 3155.31
2026-07 1419.46 2027.79 47 106 2208.48 2543.75 2905.79 3179.68
"""
TABLE = {row.split()[0]: [D(cell) for cell in row.split()[1:]] for row in HALF_YEARS.split("\n") if row}


def second_opinion(on: date, kind: str, cents: int, monthly, partner, other, address) -> int:
    """Compute twelve times the amount, so that nothing is divided before the end."""
    with localcontext() as context:
        context.prec = 80
        a, b, z_single, z_couple, *maxima = TABLE[f"{on.year}-{'01' if on.month < 7 else '07'}"]
        pair, child, alone = "couple" in kind, kind in ("single_parent", "couple_with_children"), kind == "single"
        c = D(cents) / 100
        if on.year < 2026:
            h, j, a1, b1, a2, b2, wage, e, s, k, big_l = map(D, OLD[on.year].split())
            rent = ((a1 if alone else a2) * c * c + (b1 if alone else b2) * c - j) * 12
        else:
            h, wage, e, s, k, big_l = map(D, ["932.93", "2294.40", "13.730", "2119", "7.60", "9405"])
            j, m, pct = map(D, ("202.52 23425 0.27" if alone else "200.71 31500 0.22").split())
            rent = min((c - m) * pct, (h - j) * 12)
        d = min(D("1.08") * 12 * wage, c)
        care = min((c - d) * e / 100, 2 * s - 12 * z_couple if pair else s - 12 * z_single)
        budget = max((c - d - (big_l if pair else 0)) * k / 100, D(0)) if child else D(0)
        year = D("11.4") * (b if pair else a) + care + max(rent, D(0)) + budget
        if address is False:
            year = D("5.7") * b
        year = min(year, 12 * maxima[["single", "single_parent", "couple", "couple_with_children"].index(kind)])
        year -= min(D(partner or 0) * 12 / 100, year / 2)
        year = max(year - D(other or 0) * 12 / 100, D(0))
        if monthly is not None:
            year = min(year, D("11.4") * monthly / 100)
        return int((year * 100 / 12).quantize(D(1), ROUND_HALF_UP))


days = st.dates(date(2021, 1, 1), date(2026, 12, 31))
incomes = st.one_of(st.integers(0, 10_000_000), st.integers(0, 999_999_999_99))
unknown_or_cents = st.none() | st.integers(0, 600_000)


@st.composite
def questions(draw: st.DrawFn) -> tuple[date, Means]:
    household = draw(st.sampled_from(Household))
    return draw(days), Means(
        household=household,
        taxable_income_year=draw(incomes),
        monthly_income=draw(unknown_or_cents),
        partner_monthly_income=draw(unknown_or_cents) if household.is_couple else None,
        other_monthly_income=draw(unknown_or_cents),
        registered_address=draw(st.none() | st.booleans()),
    )


def protected(on: date, household: Household, income: int, **more) -> ProtectedIncome:
    return protected_income(Means(household=household, taxable_income_year=income, **more), a_policy(on))


@tried(3000)
@given(questions())
def test_a_second_computation_agrees_to_the_cent(question):
    on, means = question
    expected = second_opinion(
        on,
        means.household.value,
        means.taxable_income_year,
        means.monthly_income,
        means.partner_monthly_income,
        means.other_monthly_income,
        means.registered_address,
    )

    assert protected_income(means, a_policy(on)).amount == expected


@tried(300)
@given(questions())
def test_it_is_never_above_the_maximum_never_below_nothing_and_leaves_a_part_to_attach(question):
    on, means = question
    found = protected_income(means, a_policy(on))

    assert 0 <= found.amount <= found.maximum
    assert found.amount <= found.before_cap
    if means.monthly_income is not None:
        assert found.amount * 100 <= means.monthly_income * 95 + 50


@tried(300)
@given(days, st.sampled_from(Household), incomes, incomes)
def test_who_earns_more_never_keeps_less(on, household, income, more):
    low, high = sorted((income, more))
    assert protected(on, household, low).amount <= protected(on, household, high).amount


@tried(300)
@given(days, incomes, st.integers(0, 600_000), st.integers(0, 600_000), st.sampled_from(["partner", "other"]))
def test_more_income_beside_it_never_protects_more(on, income, some, more, whose):
    less, greater = sorted((some, more))
    few, many = (
        protected(on, Household.COUPLE, income, **{f"{whose}_monthly_income": cents}) for cents in (less, greater)
    )
    assert many.amount <= few.amount


@tried(300)
@given(days, st.sampled_from(Household), incomes)
def test_the_parts_add_up_within_their_roundings(on, household, income):
    found = protected(on, household, income)
    parts = found.parts

    assert abs(parts.base + parts.care + parts.rent + parts.child - found.before_cap) <= 2
    assert (found.amount < found.before_cap) is (found.capped_by is not None)
