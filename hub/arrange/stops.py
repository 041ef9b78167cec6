"""What stops a plan at once, whatever the claims: then a person looks, and the answer says where to go."""

from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman
from hub.domain.facts import FactName, holds
from hub.domain.reasons import Reason

_RECOVERY = "hersteloperatie.recovery_operation"
_DETENTION = "harmonised.detention"
_DUPLICATE = "harmonised.possible_duplicate"


def person(case: Case) -> NeedsHuman | None:
    """Stop for a recognized victim of the benefits affair, and for insolvency (readings 15, 16)."""
    reasons = []
    if case.person_is(FactName.RECOVERY_OPERATION):
        reasons.append(case.policy.reason("person.recovery_operation", _RECOVERY))
    if case.person_is(FactName.INSOLVENCY):
        reasons.append(case.policy.reason("person.insolvency", f"{case.rules}.insolvency"))
    return _stop(case, reasons)


def detention(case: Case) -> NeedsHuman | None:
    """Stop when somebody is, or may be, locked up for a debt (readings 14)."""
    detained = any(holds(claim.fact(FactName.DETENTION), on=case.on) for claim in case.merged.claims)
    return _stop(case, [case.policy.reason("person.detention", _DETENTION)] if detained else [])


def duplicates(case: Case) -> NeedsHuman | None:
    """Stop when a debt that the plan would pay may stand here twice (readings 8); both are shown."""
    if not case.merged.possible_duplicates:
        return None
    included = {claim.key for claim in case.included}
    groups = [group for group in case.merged.possible_duplicates if included.intersection(group)]
    return _stop(
        case,
        [
            case.policy.reason("claim.possible_duplicate", _DUPLICATE, owner=group[0].owner, count=len(group))
            for group in groups
        ],
    )


def _stop(case: Case, reasons: list[Reason]) -> NeedsHuman | None:
    return case.human(*reasons) if reasons else None
