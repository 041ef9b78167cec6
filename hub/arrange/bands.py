"""Rules with a term and a least amount per band of the total (R7-08, readings 24)."""

from collections.abc import Mapping
from typing import Any

from hub.arrange import wanted
from hub.arrange.case import Case
from hub.arrange.limits import dates_in_time
from hub.arrange.offered import offered_only
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import by_months
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.money import Cents
from hub.domain.reasons import Money, Reason


def plan(case: Case) -> Outcome:
    """Lay out the agency's own plan; claims for which it has none go to a person."""
    return offered_only(case, plan) or _standard(case)


def _standard(case: Case) -> Proposal | NeedsHuman:
    name = f"{case.rules}.bands"
    band = _band(case.total, case.policy.get(name).value)
    months = min(band["months"], max(1, case.total // band["least"]))
    amounts = wanted.amounts(case, by_months(case.total, months), name)
    if isinstance(amounts, Reason):
        return case.human(amounts)
    due = dates_in_time(case, len(amounts))
    if isinstance(due, Reason):
        return case.human(due)
    least = Money(cents=Cents(band["least"]))
    reason = case.policy.reason("term.band", name, months=len(amounts), longest=band["months"], least=least)
    layout = Layout(route=Route.STANDARD, decided_by=DecidedBy.RULE, due_dates=due, amounts=amounts, reasons=(reason,))
    return propose(case, layout)


def _band(total: Cents, bands: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any]:
    """The band of a total; the last one has no upper bound. A bound belongs to the lower band."""
    return next(band for band in bands if "up_to" not in band or total <= band["up_to"])
