"""Which claims join the plan: each one is included, frozen or left out, with the reason and its article."""

from hub.domain.arrangement import TreatedClaim, Treatment
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Reason
from hub.domain.scheme import Scheme
from hub.rules.kind import Kind
from hub.rules.policy import Policy

_OBJECTION = "harmonised.under_objection"
_NOT_IRREVOCABLE = "tenuitvoerlegging.not_irrevocable"


def treat(claim: Claim, *, scheme: Scheme, policy: Policy) -> TreatedClaim:
    """Decide what happens to one claim. A fact that is unknown decides nothing here; `unknown.py` stops the plan."""
    for treatment, step in (
        (Treatment.LEFT_OUT, _left_out),
        (Treatment.FROZEN, _frozen),
    ):
        if reasons := step(claim, scheme, policy):
            return TreatedClaim(claim=claim, treatment=treatment, reasons=reasons)
    included = policy.reason("claim.included", scheme.parameter)
    return TreatedClaim(claim=claim, treatment=Treatment.INCLUDED, reasons=(included,))


def _left_out(claim: Claim, scheme: Scheme, policy: Policy) -> tuple[Reason, ...]:
    """Why a claim is no part of this scheme; the first ground that applies, and what its owner offers instead."""
    if claim.issues:
        return tuple(Reason(code=issue.code, values={"detail": issue.detail}) for issue in claim.issues)
    if claim.handed_over_at is not None:
        return (Reason(code="claim.in_transfer"),)
    if claim.open.total == 0:
        return (Reason(code="claim.nothing_open"),)
    code = _outside(claim, scheme)
    if code is None:
        return ()
    kind = policy.kind(claim.kind)
    return (policy.reason(code, scheme.parameter), offer(kind))


def _outside(claim: Claim, scheme: Scheme) -> str | None:
    if claim.owner not in scheme.order:
        return "claim.owner_not_in_scheme"
    if claim.kind in scheme.left_out_kinds:
        return "claim.kind_left_out"
    if scheme.collected_by not in (None, claim.collector):
        return "claim.not_transferred"
    if claim.fact(FactName.IN_ARRANGEMENT).answer is Answer.YES:
        return "claim.in_arrangement"
    return None


def _frozen(claim: Claim, scheme: Scheme, policy: Policy) -> tuple[Reason, ...]:
    """Why a claim waits: it is disputed, or a criminal decision that is not final (readings 13)."""
    del scheme
    kind = policy.kind(claim.kind)
    if claim.fact(FactName.OBJECTION).answer is Answer.YES:
        return (policy.reason("claim.under_objection", _OBJECTION), route(kind))
    if kind.waits_until_irrevocable and claim.fact(FactName.IRREVOCABLE).answer is Answer.NO:
        return (policy.reason("claim.not_irrevocable", _NOT_IRREVOCABLE), route(kind))
    return ()


def offer(kind: Kind) -> Reason:
    """Say what the owner itself offers."""
    return Reason(
        code="owner.offers", article=kind.own_plan.article, parameters=(kind.parameter,), values=kind.own_plan.says
    )


def route(kind: Kind) -> Reason:
    """Point to the claim's own legal route; a plan never merges remedies (`rules.md` §9)."""
    legal = kind.legal_route
    return Reason(
        code="claim.keeps_its_route",
        article=legal.article,
        confidence=legal.confidence,
        parameters=(kind.parameter,),
        values={"remedy": legal.name, "body": legal.body},
    )
