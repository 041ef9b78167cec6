"""Book what came in: over the parties, then over the claims, from what is open at that moment (R1-21, R1-22)."""

from collections.abc import Sequence
from datetime import date

from hub.arrange.allocate import allocate
from hub.domain.arrangement import Allocation
from hub.domain.claim import Claim, total_open
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Reason
from hub.life.actor import BY_RULE, Actor
from hub.life.events import Completed, Cured, Event, Payment, PersonAsked, Question, Received, Reversed
from hub.life.life import MISSED, Life, happened
from hub.life.problem import LifeProblem
from hub.life.rules import Rules
from hub.life.states import TABLE, Impossible, State, Step
from hub.rules.policy import Policy


def receive(life: Life, payment: Payment, *, by: Actor, today: date, policy: Policy) -> tuple[Event, ...] | LifeProblem:
    """Book a payment; empty where this very payment was booked before.

    What is more than is open goes back: it is the surplus. Where it pays all that was due, a reminder is over; where it
    pays everything, the arrangement is (R1-26).
    """
    known = life.payment(payment.reference)
    if known is not None:
        return () if known.payment == payment else LifeProblem.PAYMENT_REFERENCE_REUSED
    if problem := _problem(life, payment, today):
        return problem
    concerned = [claim for claim in life.claims if payment.only in (None, claim.owner)]
    if not concerned:
        return LifeProblem.CLAIM_NOT_IN_IT
    booked = Cents(min(payment.amount, total_open(concerned)))
    received = Received(
        on=today,
        by=by,
        reason=_reason("payment.split", life, policy, "split_over_parties"),
        payment=payment,
        lines=_lines(concerned, booked, life, policy),
        surplus=Cents(payment.amount - booked),
    )
    return followed(life, [received], today, policy)


def reverse(life: Life, reference: str, *, by: Actor, today: date, policy: Policy) -> tuple[Event, ...] | LifeProblem:
    """Take a payment back that did not stay: exactly what it had paid is open again.

    What was complete stays complete, and a person looks.
    """
    if life.begun_on is None:
        return LifeProblem.NOT_RUNNING
    if life.payment(reference) is None:
        return LifeProblem.PAYMENT_UNKNOWN
    if reference in life.reversed:
        return LifeProblem.PAYMENT_REVERSED_BEFORE
    reason = _reason("payment.reversed", life, policy, "split_over_parties")
    taken_back = Reversed(on=today, by=by, reason=reason, reference=reference)
    if life.state is not State.COMPLETED:
        return (taken_back,)
    return (taken_back, PersonAsked(on=today, by=BY_RULE, reason=reason, question=Question.REVERSED))


def followed(life: Life, events: Sequence[Event], today: date, policy: Policy) -> tuple[Event, ...]:
    """The events, and what follows from them by itself: a reminder that is over, an arrangement that is."""
    stands = life
    for event in events:
        after = happened(stands, event)
        assert not isinstance(after, Impossible)  # noqa: S101 the caller looked where it stands
        stands = after
    if stands.open == 0 and (stands.state, Step.COMPLETE) in TABLE:
        reason = _reason("life.all_paid", life, policy, "ends_when_paid")
        return (*events, Completed(on=today, by=BY_RULE, reason=reason))
    was_missed = stands.state is State.REMINDED or bool(stands.asked & MISSED and stands.state is State.ACTIVE)
    if was_missed and stands.owed_by(today) == 0:
        return (*events, cured(stands, today, policy))
    return tuple(events)


def cured(life: Life, on: date, policy: Policy) -> Cured:
    """All that was due is in: the reminder is over."""
    reason = _reason("life.cured", life, policy, "reminder_until", "cure_days", "reminder_weeks")
    return Cured(on=on, by=BY_RULE, reason=reason)


def _problem(life: Life, payment: Payment, today: date) -> LifeProblem | None:
    if life.begun_on is None or not (life.runs or _counts_after_end(life, payment)):
        return LifeProblem.NOT_RUNNING
    if payment.amount <= 0:
        return LifeProblem.PAYMENT_NOT_POSITIVE
    if not payment.reference.strip():
        return LifeProblem.PAYMENT_WITHOUT_REFERENCE
    if payment.on > today:
        return LifeProblem.PAYMENT_IN_FUTURE
    if payment.on < life.begun_on:
        return LifeProblem.PAYMENT_BEFORE_START
    return None


def _counts_after_end(life: Life, payment: Payment) -> bool:
    """What came in while it ran counts, however late it is heard of; so does what comes in within the time to pay.

    Where a payment did not stay after all was paid, what is paid again counts on any day.
    """
    if life.state is State.COMPLETED:
        return life.open > 0
    until = (life.ended.pay_by if life.ended else None) or life.over_on
    return until is not None and payment.on <= until


def _lines(claims: Sequence[Claim], amount: Cents, life: Life, policy: Policy) -> tuple[Allocation, ...]:
    if amount == NOTHING:
        return ()
    (lines,) = allocate(claims, amounts=[amount], order=policy.scheme(life.agreed.scheme).order, policy=policy)
    return lines


def _reason(code: str, life: Life, policy: Policy, *names: str) -> Reason:
    return policy.reason(code, *Rules(life.agreed, policy).named(*names))
