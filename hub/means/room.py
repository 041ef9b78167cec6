"""Room for a joint plan (readings 26): the lower of two measures, both after what is taken already.

One measure is income above the protected income (beslagvrije voet), the other income above living costs and expenses
as the tax rules count them. Whole, not a part of it: using a part is the tax rules' own.
"""

from hub.domain.capacity import NoRoomKnown, Room, RoomBound, TaxCapacity
from hub.domain.household import ProtectedIncome
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason
from hub.domain.situation import Situation
from hub.means.protected_income import protected_income
from hub.means.tax_capacity import tax_capacity, text_missing
from hub.rules.policy import Policy

_ROOM = "harmonised.joint_capacity"
_UNKNOWN = "harmonised.unknown_fact"


def room(situation: Situation, policy: Policy) -> Room | NoRoomKnown:
    """Compute the room a month, in cents; zero or below is an answer. Unknown income or takings give none.

    Neither does a date of which the text of the tax rules is not at hand.
    """
    if missing := text_missing(policy):
        return NoRoomKnown(reasons=(missing,))
    income, budget, taken = situation.means.monthly_income, situation.budget, situation.already_taken
    if income is None or budget is None or taken is None:
        return NoRoomKnown(reasons=_untold(situation, policy))
    protected, tax = protected_income(situation.means, policy), tax_capacity(budget, policy)
    above_protected = Cents(income - protected.amount - taken)
    above_costs = Cents(tax.balance - taken)
    bound = RoomBound.PROTECTED_INCOME if above_protected <= above_costs else RoomBound.LIVING_COSTS
    amount = min(above_protected, above_costs)
    return Room(
        amount=amount,
        above_protected_income=above_protected,
        above_living_costs=above_costs,
        bound=bound,
        already_taken=taken,
        protected_income=protected,
        tax=tax,
        complete=_complete(situation),
        reasons=(
            *_taken(policy, taken),
            *_measures(policy, protected, tax, (above_protected, above_costs)),
            *_result(policy, amount, bound),
        ),
    )


def _untold(situation: Situation, policy: Policy) -> tuple[Reason, ...]:
    untold = {
        "capacity.income_unknown": situation.means.monthly_income is None,
        "capacity.already_taken_unknown": situation.already_taken is None,
    }
    return tuple(policy.reason(code, _UNKNOWN) for code, is_so in untold.items() if is_so)


def _complete(situation: Situation) -> bool:
    """Say whether everything that could change either measure was told."""
    means = situation.means
    partner = not means.household.is_couple or means.partner_monthly_income is not None
    spent = situation.expenses is not None and not situation.expenses.untold
    return partner and spent and means.registered_address is not None and means.other_monthly_income is not None


def _taken(policy: Policy, taken: Cents) -> tuple[Reason, ...]:
    return (policy.reason("room.already_taken", _ROOM, amount=_money(taken)),) if taken else ()


def _measures(
    policy: Policy, protected: ProtectedIncome, tax: TaxCapacity, above: tuple[Cents, Cents]
) -> tuple[Reason, ...]:
    codes = (
        ("room.above_protected_income", "room.below_protected_income"),
        ("room.above_living_costs", "room.below_living_costs"),
    )
    keep = (protected.amount, Cents(tax.norm + tax.expenses))
    return tuple(
        policy.reason(short if left < 0 else enough, _ROOM, amount=_money(Cents(abs(left))), keep=_money(kept))
        for (enough, short), left, kept in zip(codes, above, keep, strict=True)
    )


def _result(policy: Policy, amount: Cents, bound: RoomBound) -> tuple[Reason, ...]:
    decided = {
        RoomBound.PROTECTED_INCOME: "room.protected_income_decides",
        RoomBound.LIVING_COSTS: "room.living_costs_decide",
    }
    there_is = policy.reason("room.amount", _ROOM, amount=_money(amount)) if amount > 0 else None
    return (
        policy.reason(decided[bound], _ROOM),
        there_is or policy.reason("room.none", _ROOM),
        Reason(code="room.debt_settlement_not_computed"),
    )


def _money(amount: Cents) -> Money:
    return Money(cents=amount)
