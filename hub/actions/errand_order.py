"""Errands to one agency about one arrangement come in the order in which they were made, each after the one before."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from consent.parties import SubjectRef
from hub.actions.errands import A_LITTLE, waiting
from hub.life.kept import KeptErrand
from hub.ports import Transaction

WAITS: Final = "errand.waits_for_earlier"
"""Why an errand was not brought when its time came: an earlier one to that agency is not over."""

OPERATOR_TIME: Final = timedelta(hours=1)
"""How long to wait where the earlier one waits for an operator."""


async def earlier(errand: KeptErrand, transaction: Transaction) -> KeptErrand | None:
    """Find the errand to the same agency that has to be over first."""
    line = await _line(errand, transaction)
    return next((each for each in line if each.made_at < errand.made_at), None)


async def put_off(
    errand: KeptErrand, first: KeptErrand, subject: SubjectRef, transaction: Transaction, at: datetime
) -> KeptErrand:
    """Have it wait a little, so that it can be seen that it waits."""
    later = max(first.next_try_at or at + OPERATOR_TIME, at + A_LITTLE)
    return await _moved(replace(errand, reason=WAITS, next_try_at=later), subject, transaction)


async def let_next(over: KeptErrand, subject: SubjectRef, transaction: Transaction, at: datetime) -> None:
    """After one that is over, the next one to that agency need not wait any longer; it comes from `at` on."""
    line = await _line(over, transaction)
    following = next((each for each in line if each.reason == WAITS), None)
    if following is not None:
        await _moved(replace(following, reason=None, next_try_at=at), subject, transaction)


async def _line(errand: KeptErrand, transaction: Transaction) -> list[KeptErrand]:
    """The errands to an agency about an arrangement that are not over, in order."""
    made = await transaction.arrangements.errands(errand.arrangement)
    return [each for each in made if each.agency == errand.agency and not each.is_over]


async def _moved(errand: KeptErrand, subject: SubjectRef, transaction: Transaction) -> KeptErrand:
    await transaction.arrangements.put_errand(errand)
    await transaction.arrangements.put_work(waiting(errand, subject))
    return errand
