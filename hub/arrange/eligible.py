"""Which claims join the plan: each one is included, frozen or left out, with the reason and its article."""

from collections.abc import Iterable, Sequence
from datetime import date

from hub.domain.arrangement import OptIn, TreatedClaim, Treatment
from hub.domain.claim import Claim, ClaimKey, Issue
from hub.domain.facts import Answer, FactName, holds
from hub.domain.reasons import Day, Money, Reason
from hub.domain.scheme import Scheme
from hub.errors import BadInput
from hub.rules.kind import Kind
from hub.rules.policy import Policy

_OPT_IN = "harmonised.opt_in"
_OBJECTION = "harmonised.under_objection"
_NOT_IRREVOCABLE = "tenuitvoerlegging.not_irrevocable"
_NOT_UNDERSTOOD = "harmonised.not_understood"


def treat(claim: Claim, *, scheme: Scheme, policy: Policy, on: date, opted_in: bool = False) -> TreatedClaim:
    """Decide what happens to one claim. A fact that is unknown decides nothing here; `unknown.py` stops the plan.

    A frozen claim joins where the person opted in and the owner's rule lets them (readings 13).
    """
    if reasons := _left_out(claim, scheme, policy, on):
        return TreatedClaim(claim=claim, treatment=Treatment.LEFT_OUT, reasons=reasons)
    if reasons := _frozen(claim, policy, on):
        return _opted_in(claim, policy, on, reasons) if opted_in else _wait(claim, reasons)
    if opted_in:
        raise BadInput("opt_in.not_waiting", "That claim is in already.", "Leave the confirmation out.")
    included = policy.reason("claim.included", scheme.parameter)
    return TreatedClaim(claim=claim, treatment=Treatment.INCLUDED, reasons=(included,))


def check_opt_ins(opt_ins: Sequence[OptIn], claims: Iterable[Claim], policy: Policy) -> None:
    """See that every opt-in names a claim of the person and the remedy that paying may cost. Raises BadInput."""
    known = {claim.key: claim for claim in claims} if opt_ins else {}
    for wish in opt_ins:
        claim = known.get(ClaimKey(wish.owner, wish.reference))
        if claim is None or not policy.knows(claim.kind):
            raise BadInput("opt_in.unknown_claim", "There is no such claim.", "Name one of the claims shown.")
        if wish.gives_up != policy.kind(claim.kind).legal_route.name:
            raise BadInput(
                "opt_in.not_confirmed",
                "The confirmation does not name what is lost.",
                "Repeat the remedy of the claim's legal route.",
            )


def _wait(claim: Claim, reasons: tuple[Reason, ...]) -> TreatedClaim:
    return TreatedClaim(claim=claim, treatment=Treatment.FROZEN, reasons=reasons)


def _opted_in(claim: Claim, policy: Policy, on: date, reasons: tuple[Reason, ...]) -> TreatedClaim:
    """Take a frozen claim in, where its owner's rule allows it; say which remedy paying may cost (R9-01, R9-02)."""
    kind = policy.kind(claim.kind)
    ground = "objection" if holds(claim.fact(FactName.OBJECTION), on=on) else "not_irrevocable"
    if ground not in kind.opt_in:
        return _wait(claim, (*reasons, policy.reason("claim.opt_in_not_allowed", kind.parameter)))
    return TreatedClaim(
        claim=claim,
        treatment=Treatment.INCLUDED,
        reasons=(policy.reason("claim.opted_in", _OPT_IN, kind.parameter), _route("claim.gives_up", kind)),
    )


def _left_out(claim: Claim, scheme: Scheme, policy: Policy, on: date) -> tuple[Reason, ...]:
    """Why a claim is no part of this scheme: the first ground that applies, and what its owner offers instead."""
    if claim.issues:
        return tuple(_of_issue(issue, policy) for issue in claim.issues)
    if not policy.knows(claim.kind):
        return (policy.reason("claim.not_understood", _NOT_UNDERSTOOD, detail=claim.kind),)
    if claim.handed_over_at is not None:
        return (policy.reason("claim.in_transfer", "harmonised.in_transfer"),)
    if claim.open.total == 0:
        return (policy.reason("claim.nothing_open", "harmonised.total_counts"),)
    if holds(claim.fact(FactName.IN_ARRANGEMENT), on=on):
        return (policy.reason("claim.in_arrangement", "harmonised.in_arrangement"),)
    if lapsed := _lapsed(claim, policy, on):
        return (lapsed,)
    outside = _outside(claim, scheme, policy)
    return (outside, *_offer(claim, policy.kind(claim.kind))) if outside else ()


def _lapsed(claim: Claim, policy: Policy, on: date) -> Reason | None:
    """A right that is gone is not revived by a plan: what extends a term extends one that still runs (readings 31)."""
    stated = claim.fact(FactName.LIMITATION)
    if stated.answer is not Answer.YES or stated.on is None or stated.on >= on:
        return None
    regime = policy.kind(claim.kind).regime
    return policy.reason("claim.lapsed", f"verjaring.{regime}", until=Day(on=stated.on))


def _of_issue(issue: Issue, policy: Policy) -> Reason:
    """Say what is wrong with what was sent; where two amounts differ, both of them."""
    if issue.stated is None or issue.computed is None:
        return policy.reason(issue.code.value, _NOT_UNDERSTOOD, detail=issue.detail)
    amounts = {"stated": Money(cents=issue.stated), "computed": Money(cents=issue.computed)}
    return policy.reason("claim.totals_differ", _NOT_UNDERSTOOD, **amounts)


def _outside(claim: Claim, scheme: Scheme, policy: Policy) -> Reason | None:
    """Say why the scheme does not know this claim, or nothing where it does."""
    if claim.owner not in scheme.order:
        return policy.reason("claim.owner_not_in_scheme", scheme.parameter)
    if article := scheme.left_out_kinds.get(claim.kind):
        return policy.reason("claim.kind_left_out", scheme.parameter)._replace(article=article)
    if scheme.collected_by not in (None, claim.collector):
        return policy.reason("claim.not_transferred", scheme.parameter)
    return None


def _frozen(claim: Claim, policy: Policy, on: date) -> tuple[Reason, ...]:
    """Why a claim waits: it is disputed, or a criminal decision that is not final (readings 13)."""
    kind = policy.kind(claim.kind)
    if holds(claim.fact(FactName.OBJECTION), on=on):
        under = policy.reason("claim.under_objection", _OBJECTION)
        return (under, _route("claim.objection_lies_at", kind))
    if kind.waits_until_irrevocable and _is_open_to_remedy(claim, on):
        code = "claim.paying_waives_remedy" if kind.paying_waives_remedy else "claim.not_irrevocable"
        return (policy.reason(code, _NOT_IRREVOCABLE), _route("claim.keeps_its_route", kind))
    return ()


def _is_open_to_remedy(claim: Claim, on: date) -> bool:
    """Say whether a decision is not final yet: so stated, or final from a later day on."""
    fact = claim.fact(FactName.IRREVOCABLE)
    return fact.answer is Answer.NO or (fact.answer is Answer.YES and not holds(fact, on=on))


def _offer(claim: Claim, kind: Kind) -> tuple[Reason, ...]:
    """Say what the owner itself offers, as long as it collects itself: after transfer it offers nothing (R6-11)."""
    if kind.own_plan is None or claim.collector != claim.owner:
        return ()
    plan = kind.own_plan
    offer = Reason(
        code="owner.offers",
        article=plan.article,
        confidence=plan.confidence,
        parameters=(kind.parameter,),
        values=plan.says,
    )
    return (offer,)


def _route(code: str, kind: Kind) -> Reason:
    """Point to the claim's own legal route; a plan never merges remedies (`rules.md` §9)."""
    legal = kind.legal_route
    return Reason(
        code=code,
        article=legal.article,
        confidence=legal.confidence,
        parameters=(kind.parameter,),
        values={"remedy": legal.name, "body": legal.body, "weeks": legal.weeks},
    )
