"""What was agreed, or only proposed, once: letter, table, calendar and page are all written from this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.portal.client import ArrangementState, DecisionManner, Treatment
from adapters.portal.client.arrangement import ArrangementAcceptedArrangementAcceptedArrangement as Life
from adapters.portal.client.fragments import Plan, Why
from adapters.portal.client.kept_proposal import KeptProposalArrangement as Kept
from adapters.portal.client.remedies import RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies as Remedy
from adapters.portal.hub import HubFault
from adapters.portal.texts import HERE
from adapters.portal.visit import Visit

STOPPED = (
    ArrangementState.DECLINED,
    ArrangementState.ENDED,
    ArrangementState.EXPIRED,
    ArrangementState.WITHDRAWN,
)
"""Nothing is to be paid under it any more."""

UNDECIDED = (ArrangementState.ACCEPTED, ArrangementState.REQUESTED, ArrangementState.OFFERED)
"""The agency that carries it out has not decided, or the person has not answered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One payment, in cents. `shares` is what each organisation gets of it, where that is told month by month."""

    number: int
    on: date
    amount: int
    paid: int | None = None
    shares: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One debt in it. `amount` is what was open when it was agreed (cents). `remedies`: None where nobody could say."""

    label: str
    owner: str
    reference: str
    amount: int
    treatment: Treatment
    remedies: Sequence[Remedy] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one organisation gets, and what of it is open now where it was accepted (cents)."""

    name: str
    agreed: int
    open: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an organisation was asked or told, and what it said; `reply` names a text under `plan.reply`."""

    agency: str
    text: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All of it. Amounts in cents.

    `state` is PROPOSED for what nobody accepted. `since` is when it was accepted, or made. `number` rises with
    everything that happens to it, on `changed_on`. `agreed` and `open` are what was and is open of all debts in it,
    where it was accepted; `per_agency` adds up to them, and for a proposal to its payments.
    `how` decides: None where a proposal that says so is kept no longer; then there are no reasons here either.
    """

    id: str
    proposal: str | None
    state: ArrangementState
    scheme: str
    article: str | None
    reference: str | None
    executes: str | None
    how: DecisionManner | None
    is_what_if: bool
    reform: tuple[str, str] | None
    since: date
    begun_on: date | None
    until: date | None
    number: int
    changed_on: date
    dues: Sequence[Due]
    agreed: int | None
    open: int | None
    per_agency: Sequence[Part]
    open_afterwards: int
    review_on: date | None
    debts: Sequence[Debt]
    reasons: Sequence[Why]
    conditions: Sequence[Why]
    replies: Sequence[Reply]

    @property
    def is_proposal(self) -> bool:
        return self.state is ArrangementState.PROPOSED

    @property
    def is_stopped(self) -> bool:
        return self.state in STOPPED

    @property
    def is_decided(self) -> bool:
        """Whether the agency that carries it out said its word."""
        return not self.is_proposal and self.state not in UNDECIDED

    @property
    def total(self) -> int:
        """What the payments add up to."""
        return sum(due.amount for due in self.dues)


async def proposed(visit: Visit, kept: Kept, *, in_words: bool) -> Agreement:
    """Tell what is proposed; `in_words`: also what can be done against each debt, for which organisations are asked."""
    plan, remedies = kept.proposal, await _remedies(visit) if in_words else {}
    made_on = kept.made_at.astimezone(HERE).date()
    return Agreement(
        id=kept.id,
        proposal=kept.id,
        state=ArrangementState.PROPOSED,
        scheme=plan.scheme.applied,
        article=None,
        reference=None,
        executes=plan.executes.name if plan.executes else None,
        how=plan.decided_by.how,
        is_what_if=plan.is_what_if,
        reform=None if plan.reform is None else (plan.reform.name, plan.reform.text),
        since=made_on,
        begun_on=None,
        until=kept.expires_at.astimezone(HERE).date(),
        number=0,
        changed_on=made_on,
        dues=[
            Due(
                number=each.number,
                on=each.due_on,
                amount=each.amount,
                shares={share.agency.name: share.amount for share in each.per_agency},
            )
            for each in plan.instalments
        ],
        agreed=None,
        open=None,
        per_agency=_per_agency(plan),
        open_afterwards=plan.open_after_review,
        review_on=plan.review_on,
        debts=[
            Debt(
                label=each.claim.kind.label,
                owner=each.claim.owner.name,
                reference=each.claim.reference,
                amount=each.claim.open_amount,
                treatment=each.treatment,
                remedies=remedies.get(each.claim.id),
            )
            for each in [edge.node for edge in plan.claims.edges]
        ],
        reasons=plan.reasons,
        conditions=plan.conditions,
        replies=[],
    )


async def accepted(visit: Visit, life: Life, *, in_words: bool) -> Agreement:
    """Tell what was accepted; `in_words`: also why, for as long as its proposal is kept, and as `proposed` does."""
    remedies = await _remedies(visit) if in_words else {}
    kept = None
    if in_words and life.proposal_id is not None:
        kept = (await visit.hub.grounds(id=life.proposal_id)).arrangement
    terms, events = life.terms, [edge.node for edge in life.events.edges]
    accepted_on = life.accepted_at.astimezone(HERE).date()
    return Agreement(
        id=life.id,
        proposal=life.proposal_id,
        state=life.state,
        scheme=life.scheme,
        article=life.article,
        reference=life.reference,
        executes=life.executes.name,
        how=kept.proposal.decided_by.how if kept else None,
        is_what_if=kept.proposal.is_what_if if kept else False,
        reform=None if life.reform is None else (life.reform.name, life.reform.text),
        since=accepted_on,
        begun_on=None if life.begun_at is None else life.begun_at.astimezone(HERE).date(),
        until=None,
        number=life.events.total_count,
        changed_on=max((event.on for event in events), default=accepted_on),
        dues=[
            Due(number=each.number, on=each.due_on, amount=each.amount, paid=each.paid_amount)
            for each in (terms.instalments if terms else [])
        ],
        agreed=life.agreed_amount,
        open=life.open_amount,
        per_agency=[
            Part(name=each.agency.name, agreed=each.agreed_amount, open=each.open_amount) for each in life.agencies
        ],
        open_afterwards=terms.open_afterwards if terms else 0,
        review_on=terms.review_on if terms else None,
        debts=[
            Debt(
                label=each.kind.label,
                owner=each.owner.name,
                reference=each.reference,
                amount=each.agreed_amount,
                treatment=Treatment.INCLUDED,
                remedies=remedies.get(each.claim_id),
            )
            for each in life.claims
        ],
        reasons=kept.proposal.reasons if kept else [],
        conditions=kept.proposal.conditions if kept else [],
        replies=[
            Reply(agency=each.agency.name, text=notice.text, reply=notice.reply.value)
            for each in life.agencies
            for notice in each.notices
        ],
    )


async def _remedies(visit: Visit) -> Mapping[str, Sequence[Remedy]]:
    """Ask anew what can be done against each debt. A letter without an answer is better than no letter."""
    try:
        told = (await visit.hub.remedies()).overview
    except HubFault:
        return {}
    if told.typename__ != "Overview":
        return {}
    return {edge.node.id: edge.node.legal_remedies for edge in told.claims.edges}


def _per_agency(plan: Plan) -> list[Part]:
    """Add up what each organisation gets."""
    found: dict[str, int] = {}
    for one in plan.instalments:
        for share in one.per_agency:
            found[share.agency.name] = found.get(share.agency.name, 0) + share.amount
    return [Part(name=name, agreed=amount) for name, amount in found.items()]
