"""What the advisers say of claims and persons: guards, terms, routes, hints, signals. Advice, never a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.domain.claim import ClaimKey
from hub.domain.facts import Answer
from hub.domain.reasons import Confidence, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Whether a next step of force may be taken. `grounds` are every no and every unknown, each with its article."""

    allowed: Answer
    grounds: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationAdvice:
    """Whether the creditor must interrupt limitation (stuiten), and before which date; None where none is known."""

    must_interrupt_before: date | None
    needed: Answer
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff:
    """Whether a refund may be set off against the claim now, and how.

    `undo` is a request, ready to send, to undo what took somebody below the protected income; None where none fits.
    """

    allowed: Answer
    reasons: tuple[Reason, ...]
    undo: Reason | None


class Against(StrEnum):
    """What a remedy is aimed at. A plan never merges remedies."""

    DEBT = "debt"
    WRIT = "writ"
    RECOVERY_WITHOUT_WRIT = "recovery_without_writ"
    REFUSAL = "refusal"
    ARRANGEMENT = "arrangement"


class PaymentEffect(StrEnum):
    """What using a remedy does to the duty to pay."""

    NOT_DUE_YET = "not_due_yet"
    POSTPONED = "postponed"
    POSTPONED_ON_REQUEST = "postponed_on_request"
    LEFT_OUT = "left_out"
    HELD = "held"
    MAY_SUSPEND = "may_suspend"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRemedy:
    """One way to object (rechtsmiddel).

    `ends_on` is the last day, inclusive; None where the law sets no term or the day it starts is not known. `is_open`
    says whether it can be used on the date of the advice, or is in use and not decided yet. `confidence` is the lowest
    of what the row rests on. `says` is the same in a sentence, `effect` what it does to payment in a sentence.
    """

    remedy: str
    body: str
    against: Against
    ends_on: date | None
    is_open: Answer
    article: str
    confidence: Confidence
    effect_on_payment: PaymentEffect
    paying_waives_it: bool
    then: str | None
    says: Reason
    effect: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStep:
    """One step of force, by name in both languages, and whether it has been reached."""

    code: str
    says: Mapping[str, str]
    reached: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The steps of force in their order, the last resort last; `next` is None after the last step."""

    steps: tuple[LadderStep, ...]
    next: LadderStep | None
    reason: Reason


class Referral(StrEnum):
    """Where a signal points to: people who help, never a department that punishes."""

    STELLA_TEAM = "stella_team"
    MUNICIPAL_DEBT_HELP = "municipal_debt_help"
    SCHULDENKNOOPPUNT = "schuldenknooppunt"
    RECOVERY_OPERATION = "recovery_operation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something worth telling the citizen first (decision 33); an agency hears it only under a basis of its own.

    Never a sanction, never a score. `about` names the claim where it is about one.
    """

    reason: Reason
    about: ClaimKey | None = None
    referral: Referral | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAdvice:
    """Everything the advisers say about one claim.

    `limitation` is as things stand; `limitation_in_plan` is what it would be once the proposal at hand is granted, None
    where the claim is in no proposal. A proposal by itself stops and postpones nothing (decision 36).
    """

    key: ClaimKey
    guard: Guard
    limitation: LimitationAdvice
    limitation_in_plan: LimitationAdvice | None
    legal_routes: tuple[LegalRemedy, ...]
    remission: tuple[Reason, ...]
    set_off: SetOff
    ladder: Ladder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Everything the advisers say about one person: per claim, in the order given, and about the person."""

    claims: tuple[ClaimAdvice, ...]
    signals: tuple[Signal, ...]


class Phase(StrEnum):
    """When the letter to Parliament wants a measure: soon, next, or later."""

    A = "A"
    B = "B"
    C = "C"


class Status(StrEnum):
    """How far a measure of the letter is on a date."""

    IN_FORCE = "in force"
    IN_PART = "in part"
    INTENTION = "intention"
    EXPLORED = "explored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure of the letter on a date; `code` is S01 to S38, `since` when this status began."""

    code: str
    says: Mapping[str, str]
    phase: Phase
    status: Status
    depends_on: tuple[str, ...]
    paper: str
    since: date
    confidence: Confidence
