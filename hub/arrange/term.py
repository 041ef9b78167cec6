"""How many months the standard arrangement takes: the table's row, then every cap that shortens it, with its reason."""

from typing import NamedTuple

from hub.arrange.case import Case
from hub.domain.reasons import Money, Reason
from hub.rules.policy import TABLE


class Term(NamedTuple):
    """A number of months, and how it was found."""

    months: int
    reasons: tuple[Reason, ...]


def standard_term(case: Case) -> Term:
    """Find the longest standard term for the total (R1-13, R5-05)."""
    return _shorten(case, _table(case))


def _table(case: Case) -> Term:
    months, below = case.policy.table_row(case.total)
    names = (TABLE, "harmonised.table_bounds")
    total = Money(cents=case.total)
    if below is None:
        return Term(months, (case.policy.reason("term.last_table_row", *names, total=total, months=months),))
    bound = Money(cents=below)
    return Term(months, (case.policy.reason("term.table_row", *names, total=total, below=bound, months=months),))


def _shorten(case: Case, term: Term) -> Term:
    """Apply the longest standard term, and the cap on one single sanction where the rules have one (R5-05)."""
    longest = f"{case.rules}.longest_standard"
    caps = [(case.policy.get(longest).value, "term.longest", longest)]
    single = f"{case.rules}.single_claim_cap"
    cap = case.policy.find(single)
    if cap and len(case.included) == 1 and case.included[0].kind in cap.value["kinds"]:
        caps.append((cap.value["months"], "term.single_sanction", single))
    for value, code, name in caps:
        if term.months > value:
            term = Term(value, (*term.reasons, case.policy.reason(code, name, months=value)))
    return term
