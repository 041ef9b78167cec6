"""Who is bound by a claim beside the person, and what an arrangement of one of them means for the other (E20)."""

from dataclasses import dataclass
from datetime import date

from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Reason
from hub.rules.policy import Policy

_ONCE = "aansprakelijkheid.counted_once"
_BINDS = "aansprakelijkheid.plan_binds"
_UNKNOWN = "harmonised.unknown_fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """Whether somebody else owes a claim too, and on which grounds.

    `joint` is what the agency states; `until` the last day of a partnership that it states, None where it says none.
    """

    joint: Answer
    until: date | None
    reasons: tuple[Reason, ...]


def of(claim: Claim, policy: Policy) -> Liability:
    """Say who is bound by what. A law of joint liability and an agency that does not say is unknown, never no."""
    stated = claim.fact(FactName.JOINT)
    law = f"aansprakelijkheid.{policy.kind(claim.kind).regime}"
    has_law = policy.find(law) is not None
    if stated.answer is Answer.YES:
        who = policy.reason("liability.joint", law) if has_law else policy.reason("liability.joint_unregulated", _ONCE)
        rest = (policy.reason("liability.counted_once", _ONCE), policy.reason("liability.plan_binds", _BINDS))
        return Liability(joint=Answer.YES, until=stated.on, reasons=(who, *rest))
    if stated.answer is Answer.UNKNOWN and has_law:
        return Liability(joint=Answer.UNKNOWN, until=None, reasons=(policy.reason("liability.unknown", law, _UNKNOWN),))
    return Liability(joint=stated.answer, until=None, reasons=())
