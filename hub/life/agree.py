"""What the person decides alone: to agree to other terms that the agency grants (decision 37), or to stop."""

from datetime import date

from hub.domain.reasons import Reason
from hub.life.actor import Actor
from hub.life.amend import amended
from hub.life.events import AgreedTo, Amended, ChangeOffered, Withdrawn
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.rules import Rules, with_notice
from hub.life.states import State
from hub.rules.policy import Policy


def agree(life: Life, *, by: Actor, on: date, policy: Policy) -> AgreedTo | Amended | LifeProblem:
    """Take the other terms; what was asked for before is no longer asked for."""
    offer = life.offer if life.state is State.OFFERED else life.change_offered
    if offer is None:
        return LifeProblem.OFFER_UNKNOWN
    if on >= offer.until:
        return LifeProblem.OFFER_EXPIRED
    if isinstance(offer, ChangeOffered):
        return amended(life, offer, by=by, on=on, policy=policy)
    rests_on = (*Rules(offer.agreed, policy).named("grant_letter", "arrangement"), "harmonised.notice_days")
    terms = offer.agreed.not_before(with_notice(on, policy)).terms
    return AgreedTo(on=on, by=by, reason=policy.reason("life.agreed", *rests_on), terms=terms)


def withdraw(*, by: Actor, on: date) -> Withdrawn:
    """Want it no longer. No rule asks why."""
    return Withdrawn(on=on, by=by, reason=Reason(code="life.withdrawn"))
