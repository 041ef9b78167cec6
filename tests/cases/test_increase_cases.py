"""Worked cases of the increases of a traffic fine: what it becomes if nobody pays. A jurist writes them.

A case is `says`, `article`, `on`, `[fine]` (euros, the day it is due, and the day of the notice of the
first increase) and `[expect]` with the sums after the first and after the second increase.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import NO, YES, a_claim, a_policy

from hub.advise import attention
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Money

CASES = sorted((Path(__file__).parent / "wahv").glob("*.toml"))


def cents(euros: str) -> int:
    return int(euros.replace(".", ""))


def increase(principal: int, on: date, due_on: date, reminded: Any) -> int:
    """The next increase, as the attention notice tells it."""
    claim = a_claim(principal, due_on=due_on, said={FactName.REMINDED: reminded})
    (signal,) = attention.of(claim, {}, a_policy(on), on, planned=False)
    amount = signal.reason.values["amount"]
    assert signal.reason.code == "signal.increase_soon"
    assert isinstance(amount, Money)
    return amount.cents


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_fine_is_raised_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    fine, on = case["fine"], case["on"]
    principal = cents(fine["principal"])
    told = Fact(answer=YES, on=fine["reminded_on"])

    once = principal + increase(principal, on, fine["due_on"], NO)
    twice = once + increase(principal, on, fine["due_on"], told)

    assert [once, twice] == [cents(sum_) for sum_ in case["expect"]["raised"]]
