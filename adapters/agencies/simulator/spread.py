"""How amounts lie around their median: log-normal quantiles as whole thousandths, so that no float comes near money.

Each table holds 41 points: the 0.5th percentile, the 2.5th to the 97.5th in steps of 2.5, and the 99.5th; between two
neighbors an amount is drawn evenly. Made once with `1000 * exp(sigma * z)`; a test makes them again and compares.
"""

# Typical debt per person, per case at CJIB, in cents: rules.md section 13.
MEDIANS = {"belastingdienst": 90_000, "toeslagen": 60_000, "cjib": 15_000, "duo": 50_000, "cak": 55_000}

WIDE_SIGMA_TENTHS = 11
WIDE = (
    *(59, 116, 164, 205, 244, 282, 320, 358, 396, 436, 476, 518, 562, 607, 655, 704, 757, 812, 871, 933),
    *(1000, 1071, 1148, 1231, 1321, 1420, 1528, 1647, 1780, 1930, 2100, 2296, 2524, 2796, 3127, 3544, 4095),
    *(4872, 6106, 8636, 17003),
)

NARROW_SIGMA_TENTHS = 6
NARROW = (
    *(213, 309, 373, 422, 464, 501, 537, 571, 604, 636, 667, 699, 730, 762, 794, 826, 859, 893, 927, 963),
    *(1000, 1038, 1078, 1120, 1164, 1211, 1260, 1313, 1370, 1431, 1499, 1573, 1657, 1752, 1862, 1994, 2157),
    *(2372, 2683, 3241, 4690),
)
