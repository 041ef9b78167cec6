"""What interest an agency will charge while a plan runs: a forecast, never part of the instalments (readings 35)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hub.domain.claim import ClaimKey
from hub.domain.money import Cents
from hub.domain.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestWindow:
    """Days on which one rate runs over one amount: `begins` inclusive, `ends` exclusive, `rate` in percent a year.

    `amount` is the window's interest in euros before rounding; only a claim's sum is rounded.
    """

    begins: date
    ends: date
    days: int
    base: Cents
    rate: Fraction
    amount: Fraction
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimInterest:
    """The forecast for one claim. `amount` None: it cannot be told, and `reasons` says why (a rate only expected)."""

    key: ClaimKey
    amount: Cents | None
    windows: tuple[InterestWindow, ...]
    reasons: tuple[Reason, ...]
