"""From answers to one outcome. Read this file as the table of contents of a decision."""

from collections.abc import Callable, Mapping
from datetime import date

from hub.arrange import bands, floor, gates, least_amount, refuse, table, tax, ways
from hub.arrange.case import Case
from hub.arrange.merge import Merged, merge
from hub.arrange.settle import settle
from hub.domain.arrangement import Choice, Considered, NeedsHuman, Outcome, Proposal, TreatedClaim, Treatment
from hub.domain.capacity import NoRoomKnown, Room
from hub.domain.reasons import Day, Reason
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.means.room import room
from hub.rules.policy import Policy

_PATTERNS: Mapping[str, Callable[[Case], Outcome]] = {
    "table": table.plan,
    "least_amount": least_amount.plan,
    "tax": tax.plan,
    "bands": bands.plan,
}
"""How the rules of a scheme lay out a plan: the word stands in the book, in the file of those rules."""


def arrange(
    *,
    answers: Answers,
    scheme: SchemeCode,
    policy: Policy,
    on: date,
    choice: Choice,
    situation: Situation | None = None,
) -> Outcome:
    """Turn what the agencies answered into one arrangement, or say why not; never one that goes below the floor.

    Pure: the same arguments give the same outcome, whatever the order of reports and claims. Whether the answers may
    be seen was decided before. Raises RuleMissing for a date without rules, BadInput for an unknown scheme or a choice
    that cannot be.
    """
    laid = lay_out(answers=answers, scheme=scheme, policy=policy, on=on, choice=choice, situation=situation)
    return floor.guarded(laid, situation, policy)


def lay_out(
    *,
    answers: Answers,
    scheme: SchemeCode,
    policy: Policy,
    on: date,
    choice: Choice,
    situation: Situation | None = None,
    found: Room | NoRoomKnown | None = None,
    merged: Merged | None = None,
) -> Outcome:
    """The same as the rules alone have it: some of them ask more than there is room for, and that must be seen.

    `found` is the room of this situation under this policy, and `merged` are the claims of these answers, each once,
    where these were found before.
    """
    merged = merged or merge(answers.claims)
    if policy.text_missing(f"schemes.{scheme}"):
        return _text_missing(scheme, merged, on)
    applied, treated = settle(policy.scheme(scheme), merged, policy, opt_ins=choice.opt_ins)
    case = Case(
        answers=answers,
        merged=merged,
        treated=treated,
        asked=scheme,
        scheme=applied,
        policy=policy,
        on=on,
        choice=choice,
        situation=situation,
        room=found or (room(situation, policy) if situation else None),
    )
    return _decide(case)


def _decide(case: Case) -> Outcome:
    """Pass the gates, then lay out the plan the way the rules of the scheme do.

    Where the agency may refuse, a person decides, with the plan that is possible beside it (readings 18).
    """
    if outcome := gates.closed(case):
        return outcome
    ways.check(case)
    plan = _PATTERNS[ways.pattern(case.scheme, case.policy)](case)
    if grounds := refuse.may_refuse(case):
        return case.human(*grounds, alternative=plan if isinstance(plan, Proposal) else None)
    return plan


def _text_missing(scheme: SchemeCode, merged: Merged, on: date) -> NeedsHuman:
    """A scheme existed on the date, but we do not have its text: nothing is invented (decision 7)."""
    reason = Reason(code="rule.text_missing", values={"on": Day(on=on)})
    considered = Considered(
        on=on,
        asked=scheme,
        scheme=scheme,
        executes=None,
        participants=(),
        is_law=True,
        claims=tuple(
            TreatedClaim(claim=claim, treatment=Treatment.LEFT_OUT, reasons=(reason,)) for claim in merged.claims
        ),
        history=merged.history,
        missing=(),
    )
    return NeedsHuman(considered=considered, reasons=(reason,))
