"""A kind of debt as the book describes it: its law, its facts, its legal route, its owner's own plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.claim import KindCode
from hub.domain.facts import FactName
from hub.domain.reasons import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRoute:
    """How one objects to a debt: remedy, where, within how many weeks, what comes after (`rules.md` §9)."""

    name: str
    body: str
    weeks: int
    article: str
    then: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """What the owner itself offers to someone who cannot pay at once, by language."""

    article: str
    says: Mapping[str, str]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of debt.

    `needs` are the facts without which nothing may be planned with it. `paying_waives_remedy`: whoever pays before the
    decision is final gives up the remedy against it. `opt_in` are the grounds on which the claim waits and may be taken
    in all the same when the person wants to (`objection`, `not_irrevocable`). `own_plan` is None where no source says
    what the owner offers.
    """

    code: KindCode
    parameter: str
    regime: str
    article: str
    says: Mapping[str, str]
    needs: tuple[FactName, ...]
    waits_until_irrevocable: bool
    paying_waives_remedy: bool
    legal_route: LegalRoute
    opt_in: tuple[str, ...]
    own_plan: OwnPlan | None
