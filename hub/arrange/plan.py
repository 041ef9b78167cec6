"""From dates and amounts to a proposal: the split, the floor, and what holds on acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap

from hub.arrange import allocate, floor, refuse, unknown
from hub.arrange.case import Case
from hub.domain.arrangement import Allocation, DecidedBy, Instalment, Proposal, Route
from hub.domain.facts import Answer, FactName
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Confidence, Day, Money, Reason
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a pattern of rules decided: when how much is paid, by which way, and why.

    `splits` is given where each claim has a plan of its own; otherwise every instalment is split over the parties.
    """

    route: Route
    decided_by: DecidedBy
    due_dates: tuple[date, ...]
    amounts: tuple[Cents, ...]
    reasons: tuple[Reason, ...]
    splits: tuple[tuple[Allocation, ...], ...] | None = None
    review_on: date | None = None
    arrangements: int = 1
    conditions: tuple[Reason, ...] = ()

    @property
    def largest(self) -> Cents:
        """The largest instalment: it is what is tested against the room there is (readings 19)."""
        return max(self.amounts, default=NOTHING)


def propose(case: Case, layout: Layout, *, alternatives: tuple[Proposal, ...] = ()) -> Proposal:
    """Lay out the arrangement over the included claims."""
    splits = layout.splits or allocate.allocate(
        case.included, amounts=layout.amounts, order=case.scheme.order, policy=case.policy
    )
    numbers = range(1, len(layout.amounts) + 1)
    instalments = tuple(starmap(Instalment, zip(numbers, layout.due_dates, layout.amounts, splits, strict=True)))
    reasons = _steps(case, layout, instalments)
    conditions = (*layout.conditions, *_conditions(case))
    unconfirmed = _unconfirmed(case.policy, (*reasons, *conditions))
    return Proposal(
        considered=case.considered,
        route=layout.route,
        decided_by=layout.decided_by,
        floor=floor.state(case, layout.largest),
        total=case.total,
        months=len(instalments),
        monthly_amount=instalments[0].amount if instalments else NOTHING,
        instalments=instalments,
        reasons=reasons,
        conditions=conditions,
        blocked_by=(*_blocked_by(case, layout), *_to_confirm(case.policy, unconfirmed)),
        open_after_review=Cents(case.total - sum(layout.amounts)),
        review_on=layout.review_on,
        arrangements=layout.arrangements,
        room=case.known_room,
        alternatives=alternatives,
        unconfirmed=unconfirmed,
    )


def granted(case: Case) -> Reason:
    """Say that the agency must grant a plan that is made to measure (readings 29)."""
    return case.policy.reason("accept.agency_must_grant", "harmonised.tailor_made")


def _steps(case: Case, layout: Layout, instalments: Sequence[Instalment]) -> tuple[Reason, ...]:
    """The computation as one reads it: total, months, amount, first date, split, floor."""
    policy = case.policy
    total = Money(cents=case.total)
    counted = policy.reason("total.adds_up", "harmonised.total_counts", total=total, count=len(case.included))
    enough = refuse.smallest_total(case)
    return (
        *_scheme_steps(case),
        *_reform(case),
        counted,
        *((policy.reason("total.is_enough", enough, total=total),) if enough else ()),
        *layout.reasons,
        *(_paying(case, instalments) if instalments else ()),
        floor.reason(case, layout.largest),
    )


def _paying(case: Case, instalments: Sequence[Instalment]) -> tuple[Reason, ...]:
    """What is paid when, and where it goes."""
    policy, rules = case.policy, case.rules
    return (
        _amounts(policy, instalments),
        policy.reason(
            "instalment.dates",
            "harmonised.notice_days",
            "harmonised.payment_day",
            first=Day(on=instalments[0].due_on),
            last=Day(on=instalments[-1].due_on),
        ),
        policy.reason("split.over_parties", f"{rules}.split_over_parties", "harmonised.split_rounding"),
        policy.reason("split.inside_party", f"{rules}.oldest_first", *_orders(case)),
    )


def _amounts(policy: Policy, instalments: Sequence[Instalment]) -> Reason:
    """Say what is paid how often; one single payment is said as such."""
    rounding, first = "harmonised.instalment_rounding", Money(cents=instalments[0].amount)
    if len(instalments) == 1:
        return policy.reason("instalment.single", rounding, amount=first)
    rest = Money(cents=instalments[-1].amount)
    amounts = {one.amount for one in instalments[:-1]}
    if len(amounts) > 1:
        highest = Money(cents=max(amounts))
        return policy.reason(
            "instalment.varies", rounding, first=first, highest=highest, rest=rest, months=len(instalments)
        )
    return policy.reason("instalment.amount", rounding, amount=first, rest=rest, months=len(instalments))


def _scheme_steps(case: Case) -> tuple[Reason, ...]:
    """Say so where the rules for one party's claims took the place of the scheme that was asked for (readings 4)."""
    if case.scheme.code == case.asked:
        return (case.policy.reason("scheme.applies", case.scheme.parameter),)
    return (case.policy.reason("scheme.only_own_claims", case.scheme.parameter, f"schemes.{case.asked}"),)


def _reform(case: Case) -> tuple[Reason, ...]:
    """Say under which reform alone it can be, where it is no law (decision 26)."""
    reform = case.considered.reform
    return (case.policy.reason("scheme.under_reform", case.scheme.parameter, reform=reform.name),) if reform else ()


def _orders(case: Case) -> tuple[str, ...]:
    owners = dict.fromkeys(claim.owner for claim in case.included)
    return tuple(dict.fromkeys(case.policy.allocation_order(owner).id for owner in owners))


def _conditions(case: Case) -> tuple[Reason, ...]:
    """What holds on acceptance: who may accept (decision 31), and what nobody stated about the person."""
    return (*_representative(case), *_recovery_operation(case), *_joint(case), *_of_the_rules(case))


def _representative(case: Case) -> tuple[Reason, ...]:
    answer = case.answers.person(FactName.GUARDIANSHIP).answer
    if answer is Answer.NO:
        return ()
    code = "accept.by_representative" if answer is Answer.YES else "accept.guardianship_unknown"
    return (case.policy.reason(code, "harmonised.guardianship"),)


def _recovery_operation(case: Case) -> tuple[Reason, ...]:
    """A scheme that does not need the agency that knows cannot ask it (readings 5); then it says what is unknown."""
    if case.answers.person(FactName.RECOVERY_OPERATION).answer is not Answer.UNKNOWN:
        return ()
    return (case.policy.reason("accept.recovery_operation_unknown", "hersteloperatie.recovery_operation"),)


def _of_the_rules(case: Case) -> tuple[Reason, ...]:
    """What the rules themselves attach to an arrangement: conditions that may be set, other collection that rests."""
    codes = {"suspends": "accept.other_collection_rests", "conditions": "accept.conditions"}
    names = {f"{case.rules}.{name}": code for name, code in codes.items()}
    return tuple(case.policy.reason(code, name) for name, code in names.items() if case.policy.find(name))


def _joint(case: Case) -> tuple[Reason, ...]:
    """A claim that somebody else owes too counts once; the arrangement binds only who accepts it (E20)."""
    count = sum(claim.fact(FactName.JOINT).answer is Answer.YES for claim in case.included)
    return (case.policy.reason("accept.joint_claims", "aansprakelijkheid.plan_binds", count=count),) if count else ()


def _blocked_by(case: Case, layout: Layout) -> tuple[Reason, ...]:
    """Why the proposal cannot be accepted as it stands: something is not known, no law knows it, too little is left."""
    missing = tuple(
        case.policy.reason("source.missing", "harmonised.complete", agency=report.agency, status=report.status.value)
        for report in case.considered.missing
    )
    can_be = case.scheme.is_law or case.scheme.only_under
    not_law = () if can_be else (case.policy.reason("scheme.not_law", case.scheme.parameter),)
    return (*missing, *unknown.person(case), *not_law, *floor.block(case, layout.largest))


def _unconfirmed(policy: Policy, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The values that decided, are below `verified`, and were not confirmed by their agency (decision 35)."""
    unsure = {
        name
        for reason in reasons
        if reason.confidence is not Confidence.VERIFIED
        for name in policy.unsure(reason.parameters)
    }
    return tuple(sorted(unsure.difference(policy.confirmed or ())))


def _to_confirm(policy: Policy, unconfirmed: Sequence[str]) -> tuple[Reason, ...]:
    """Where the operator must have values confirmed, say that some are not; where nobody asks for it, nothing."""
    if policy.confirmed is None or not unconfirmed:
        return ()
    return (Reason(code="rule.unconfirmed", parameters=tuple(unconfirmed), values={"count": len(unconfirmed)}),)
