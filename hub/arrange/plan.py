"""The standard arrangement: term, amounts, split, and what holds on acceptance."""

from hub.arrange import allocate, refuse, schedule, unknown
from hub.arrange.case import Case
from hub.arrange.term import Term, term
from hub.domain.arrangement import DecidedBy, Floor, Instalment, NeedsHuman, Proposal, Route
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Day, Money, Reason
from hub.rules.policy import Policy


def standard(case: Case) -> Proposal | NeedsHuman:
    """Lay out the standard arrangement over the included claims (R1-13; readings 19, 32–34)."""
    found = term(case)
    if isinstance(found, NeedsHuman):
        return found
    amounts = schedule.equal_amounts(case.total, found.due_dates)
    splits = allocate.allocate(case.included, amounts=amounts, scheme=case.scheme, policy=case.policy)
    instalments = tuple(
        Instalment(number=number, due_on=due, amount=amount, allocations=lines)
        for number, (due, amount, lines) in enumerate(zip(found.due_dates, amounts, splits, strict=True), start=1)
    )
    return Proposal(
        considered=case.considered,
        route=Route.STANDARD,
        decided_by=DecidedBy.RULE,
        floor=Floor.NOT_CHECKED,
        total=case.total,
        months=len(instalments),
        monthly_amount=amounts[0],
        instalments=instalments,
        reasons=_steps(case, found, instalments),
        conditions=_conditions(case),
        blocked_by=_blocked_by(case),
    )


def _steps(case: Case, found: Term, instalments: tuple[Instalment, ...]) -> tuple[Reason, ...]:
    """The computation as one reads it: total, months, amount, first date, split."""
    policy, rules = case.policy, case.scheme.rules
    total, first, last = Money(cents=case.total), instalments[0], instalments[-1]
    return (
        *_scheme_steps(case),
        policy.reason("total.adds_up", "harmonised.total_counts", total=total, count=len(case.included)),
        policy.reason("total.is_enough", refuse.smallest_total(case), total=total),
        *found.reasons,
        _amounts(policy, instalments),
        policy.reason(
            "instalment.dates",
            "harmonised.notice_days",
            "harmonised.payment_day",
            first=Day(on=first.due_on),
            last=Day(on=last.due_on),
        ),
        policy.reason("split.over_parties", f"{rules}.split_over_parties", "harmonised.split_rounding"),
        policy.reason("split.inside_party", f"{rules}.oldest_first", *_orders(case)),
        policy.reason("floor.not_checked", "harmonised.floor"),
    )


def _amounts(policy: Policy, instalments: tuple[Instalment, ...]) -> Reason:
    """Say what is paid how often; one single payment is said as such."""
    rounding, first = "harmonised.instalment_rounding", Money(cents=instalments[0].amount)
    if len(instalments) == 1:
        return policy.reason("instalment.single", rounding, amount=first)
    rest = Money(cents=instalments[-1].amount)
    return policy.reason("instalment.amount", rounding, amount=first, rest=rest, months=len(instalments))


def _scheme_steps(case: Case) -> tuple[Reason, ...]:
    """Say so where the rules for one party's claims took the place of the scheme that was asked for (readings 4)."""
    if case.scheme.code == case.asked:
        return (case.policy.reason("scheme.applies", case.scheme.parameter),)
    return (case.policy.reason("scheme.only_own_claims", case.scheme.parameter, f"schemes.{case.asked}"),)


def _orders(case: Case) -> tuple[str, ...]:
    owners = dict.fromkeys(claim.owner for claim in case.included)
    return tuple(dict.fromkeys(case.policy.allocation_order(owner).id for owner in owners))


def _conditions(case: Case) -> tuple[Reason, ...]:
    """What holds on acceptance: who may accept (decision 31), and what nobody stated about the person."""
    return (*_representative(case), *_recovery_operation(case))


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


def _blocked_by(case: Case) -> tuple[Reason, ...]:
    """Why the proposal cannot be accepted as it stands: something is not known, or no law knows the scheme."""
    missing = tuple(
        case.policy.reason("source.missing", "harmonised.complete", agency=report.agency, status=report.status.value)
        for report in case.considered.missing
    )
    not_law = () if case.scheme.is_law else (case.policy.reason("scheme.not_law", case.scheme.parameter),)
    return (*missing, *unknown.person(case), *not_law)
