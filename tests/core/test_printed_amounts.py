"""The amounts of the book beside a second copy of the printed tables: a slip in one of them is found here."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from builders import a_policy

from hub.domain.reasons import Confidence
from hub.errors import RuleMissing

MAXIMA = """
            maximum_single  maximum_single_parent  maximum_couple  maximum_couple_with_children
2021-01-01  1661.40  1779.52  2199.34  2317.45
2021-07-01  1664.51  1782.62  2203.77  2321.89
2022-01-01  1691.66  1814.73  2236.89  2262.98
2022-07-01  1701.27  1822.06  2250.62  2274.43
2023-01-01  1872.81  2015.84  2470.03  2509.97
2023-07-01  1892.73  2031.34  2498.47  2533.99
2024-01-01  1996.21  2162.60  2631.49  2747.09
2024-07-01  2019.60  2181.31  2664.91  2775.82
2025-01-01  2071.24  2242.24  2739.03  2855.96
2025-07-01  2093.67  2264.67  2771.07  2888.00
2026-01-01  2191.42  2526.69  2881.41  3155.31
2026-07-01  2208.48  2543.75  2905.79  3179.68
"""
"""Rv, 475da(1) (beslagvrije-voet.md 2)."""

NORMS_UNDER_21 = """
            norm_single_young  norm_couple_young  norm_couple_one_young  norm_single_young_with_children  norm_couple_young_with_children  norm_couple_one_young_with_children
2021-01-01  265.49  530.98  1033.66  265.49  838.25  1340.93
2021-07-01  266.29  532.58  1036.79  266.29  840.78  1344.99
2022-01-01  269.51  539.02  1049.30  269.51  850.94  1361.22
2022-07-01  272.02  544.04  1059.04  272.02  858.85  1373.85
2023-01-01  295.20  590.40  1149.24  295.20  932.02  1490.86
2023-07-01  300.36  600.72  1169.37  300.36  948.32  1516.97
2024-01-01  316.94  633.88  1233.96  316.94  1000.69  1600.77
2024-07-01  323.03  646.06  1257.64  323.03  1019.90  1631.48
2025-01-01  332.17  664.34  1293.21  332.17  1048.75  1677.62
2025-07-01  337.98  675.96d  1315.88d  337.98  1067.12d  1707.04d
2026-01-01  345.99  691.98  1347.06  345.99  1092.41  1747.49
2026-07-01  350.42  700.84  1364.32  350.42  1106.40  1769.88
"""  # noqa: E501 - one line of names
NORMS = """
            norm_single  norm_couple  norm_single_pension  norm_couple_pension  norm_institution_single  norm_institution_couple  health_single  health_couple
2021-01-01  1075.44  1536.34  1195.97  1620.74  340.53  529.67  34  76
2021-07-01  1078.70  1541.00  1199.98  1627.08  341.55  531.26  34  76
2022-01-01  1091.71  1559.58  1213.06  1642.54  345.68  537.69  34  79
2022-07-01  1101.82  1574.03  1225.67  1660.36  348.89  542.69  34  79
2023-01-01  1195.66  1708.08  1330.67  1807.20  378.62  588.93  3  50
2023-07-01  1216.62  1738.02  1357.66  1843.60  385.24  599.23  3  50
2024-01-01  1283.83  1834.04  1425.76  1932.32  406.51  632.31  42  95
2024-07-01  1308.45  1869.21  1456.85  1976.64  414.31  644.45  42  95
2025-01-01  1345.45  1922.07  1501.07  2053.48  426.03  662.69  45  101
2025-07-01  1369.06d  1955.80  1530.21  2094.98  433.49  674.29  45  101
2026-01-01  1401.50  2002.13  1564.69  2144.16  -  -  47  106
2026-07-01  1419.46  2027.79  1587.34  2176.10  449.44  699.11  47  106
"""  # noqa: E501 - one line of names
"""Pw, 20 to 23 (beslagvrije-voet.md 4): d is derived, - was not found."""

RENT = """
            maximum_rent  quality_limit  upper_limit_few  upper_limit_many
2021-01-01  752.33   442.46  633.25  678.66
2022-01-01  763.47   442.46  633.25  678.66
2023-01-01  808.06   452.20  647.19  693.60
2024-01-01  879.66   454.47  650.43  697.07
2025-01-01  900.07s  477.20  682.96  731.93
2026-01-01  932.93   498.20  713.02  764.14
"""
OWN_RENT = """
            lowest_own_rent  reference_rent  lowest_income_point_one  lowest_income_point_more  reference_income_point_one  reference_income_point_more
2021-01-01  220.68  448.57  16950d  22000d  24875  32325
2022-01-01  220.68  448.57  17350d  22500d  25450  33100
2023-01-01  225.54  458.44  19375   25225   28550  37100
2024-01-01  226.67  460.74  20700d  26975d  30550  39700
2025-01-01  238.01  483.78  22700d  30450d  32625  42475
"""  # noqa: E501 - one line of names
FACTORS = """
            square_factor_one  linear_factor_one  square_factor_more  linear_factor_more
2021-01-01  0.000000623385d  0.002453085056d  0.000000361614d   0.002075390738d
2022-01-01  0.000000596879d  0.002363459319d  0.000000342858d   0.002093692299d
2023-01-01  0.000000474433   0.002448638402   0.000000279402    0.001893212113
2024-01-01  0.000000413370d  0.002393492603d  0.000000244490d   0.001807837711d
2025-01-01  0.000000438698d  0.000446392665d  0.000000298184d  -0.001382497146d
"""
FROM_2026 = """
            basic_rent_one  basic_rent_more  taper_one  taper_more  income_point_one  income_point_more
2026-01-01  202.52d  200.71d  27  22  23425d  31500d
"""
THRESHOLDS = """
            owner_threshold_one  owner_threshold_more
2021-01-01  -  -
2022-01-01  -  -
2023-01-01  30273  39531
2024-01-01  37574  48920
2025-01-01  39376.66  50748.55
2026-01-01  55682.78  71089.09
"""
CARE = """
            income_percentage  standard_premium
2021-01-01  13.580r  1705d
2022-01-01  13.610   1749d
2023-01-01  13.640s  1889d
2024-01-01  13.670   1987
2025-01-01  13.700   2112
2026-01-01  13.730   2119
"""
CHILD = """
            income_percentage  couple_increase
2021-01-01  6.75   17018
2022-01-01  6.75   17240
2023-01-01  6.75   18327
2024-01-01  6.75   9030s
2025-01-01  7.10s  9139s
2026-01-01  7.60   9405
"""
WAGE = """
            january
2021-01-01  1684.80r
2022-01-01  1725.00r
2023-01-01  1934.40r
2024-01-01  2069.40s
2025-01-01  2191.80s
2026-01-01  2294.40s
"""
"""beslagvrije-voet.md 3: d is derived, s secondary, r recalled."""

GRADES = {"d": Confidence.DERIVED, "s": Confidence.SECONDARY, "r": Confidence.RECALLED}
TABLES = {
    "beslagvrije_voet": (MAXIMA, THRESHOLDS),
    "participatiewet": (NORMS_UNDER_21, NORMS),
    "huurtoeslag": (RENT, OWN_RENT, FACTORS, FROM_2026),
    "zorgtoeslag": (CARE,),
    "kindgebonden_budget": (CHILD,),
    "minimumloon": (WAGE,),
}


def cells() -> Iterator[tuple[str, date, str]]:
    """Every printed amount: the parameter, the day from which it holds, the amount with its mark."""
    for file, tables in TABLES.items():
        for table in tables:
            head, *rows = table.strip().splitlines()
            for on, *amounts in map(str.split, rows):
                yield from (
                    (f"{file}.{name}", date.fromisoformat(on), cell)
                    for name, cell in zip(head.split(), amounts, strict=True)
                )


CELLS = list(cells())


@pytest.mark.parametrize(("name", "on", "cell"), CELLS)
def test_the_book_holds_what_is_printed_from_the_day_it_holds(name, on, cell):
    if cell == "-":
        assert a_policy(on).text_missing(name)
        with pytest.raises(RuleMissing, match="text not at hand"):
            a_policy(on).get(name)
        return

    found = a_policy(on).get(name)

    assert Decimal(found.value) == Decimal(cell.rstrip("dsr"))
    assert found.confidence is GRADES.get(cell[-1], Confidence.VERIFIED)
    yearly = {"participatiewet.health_single", "participatiewet.health_couple"}
    assert found.start == (on.replace(month=1) if name in yearly else on) or name.startswith("huurtoeslag.taper")


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2027, 1, 1)], ids=["before the first", "after the last"])
@pytest.mark.parametrize("name", sorted({name for name, _, _ in CELLS}))
def test_no_printed_amount_is_used_outside_its_time(name, on):
    open_percentages = {"kindgebonden_budget.income_percentage", "huurtoeslag.taper_one", "huurtoeslag.taper_more"}
    if on.year == 2027 and name in open_percentages:
        assert a_policy(on).get(name).start <= date(2026, 1, 1)
        return
    with pytest.raises(RuleMissing):
        a_policy(on).get(name)


def test_all_of_the_printed_tables_are_compared():
    assert len(CELLS) == 48 + 12 * 14 + 6 * 4 + 5 * 6 + 5 * 4 + 6 + 6 * 2 + 6 * 2 + 6 * 2 + 6


def test_the_norms_hang_together_as_the_law_says():
    for on in sorted({on for name, on, _ in CELLS if name == "participatiewet.norm_couple"}):
        single, couple, young = (
            Decimal(a_policy(on).get(f"participatiewet.{name}").value)
            for name in ("norm_single", "norm_couple", "norm_single_young")
        )
        share = Decimal(a_policy(on).get("participatiewet.single_percentage").value) / 100
        assert abs(single - share * couple) <= Decimal("0.01")
        assert a_policy(on).get("participatiewet.norm_couple_young").value == 2 * young


def test_the_own_rent_factors_follow_from_the_norm_rents():
    for year in range(2021, 2026):
        policy = a_policy(date(year, 1, 1))
        for persons in ("one", "more"):
            square, linear = _factors(policy, persons)
            assert abs(square - policy.get(f"huurtoeslag.square_factor_{persons}").value) < Decimal("1e-12")
            assert abs(linear - policy.get(f"huurtoeslag.linear_factor_{persons}").value) < Decimal("1e-8")


def _factors(policy, persons) -> tuple[Decimal, Decimal]:
    """Wht, 19(2) to 2025 (beslagvrije-voet.md 3)."""
    reduction = policy.get(f"huurtoeslag.reduction_{persons}").value
    (low, q_low), (high, q_high) = (
        (point, (policy.get(f"huurtoeslag.{rent}").value - reduction[which]) / point)
        for which, rent, name in (("lowest", "lowest_own_rent", "lowest"), ("reference", "reference_rent", "reference"))
        for point in [Decimal(policy.get(f"huurtoeslag.{name}_income_point_{persons}").value)]
    )
    square = (q_high - q_low) / (high - low)
    return square, q_low - square * low
