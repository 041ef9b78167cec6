"""What the advisers say of a claim and of a person: guards, remedies, terms, signals. Advice, never a decision."""

from collections.abc import Sequence
from datetime import date
from enum import Enum

import strawberry

from hub.advise import liability
from hub.domain import advice as domain
from hub.domain.arrangement import Outcome
from hub.domain.claim import Claim as ToldClaim
from hub.domain.claim import ClaimKey
from schema.context import About, Info
from schema.directives import COMPUTED, FINANCIAL, policy
from schema.resolved import resolved
from schema.types.answer import Answer
from schema.types.language import LanguageInput, chosen
from schema.types.reason import Confidence, Reason


@strawberry.enum(description="What a remedy is aimed at. More may follow.")
class Against(Enum):
    """What it is aimed at."""

    DEBT = strawberry.enum_value("debt", description="The debt itself.")
    WRIT = strawberry.enum_value("writ", description="A writ that is being executed.")
    RECOVERY_WITHOUT_WRIT = strawberry.enum_value("recovery_without_writ", description="Recovery without a writ.")
    REFUSAL = strawberry.enum_value("refusal", description="The refusal of an arrangement.")
    ARRANGEMENT = strawberry.enum_value("arrangement", description="The terms of an arrangement.")


@strawberry.enum(description="What using a remedy does to the duty to pay. One you do not know is UNKNOWN.")
class PaymentEffect(Enum):
    """The effects."""

    NOT_DUE_YET = strawberry.enum_value("not_due_yet", description="Nothing has to be paid yet.")
    POSTPONED = strawberry.enum_value("postponed", description="Paying is postponed by law.")
    POSTPONED_ON_REQUEST = strawberry.enum_value("postponed_on_request", description="Postponed if asked for.")
    LEFT_OUT = strawberry.enum_value("left_out", description="The claim stays out of an arrangement.")
    HELD = strawberry.enum_value("held", description="The agency holds off.")
    MAY_SUSPEND = strawberry.enum_value("may_suspend", description="A judge may suspend it.")
    NONE = strawberry.enum_value("none", description="None: paying goes on.")
    UNKNOWN = strawberry.enum_value("unknown", description="No rule was found that says so.")


@strawberry.enum(description="Where people find help. More may follow.")
class Referral(Enum):
    """Who helps."""

    STELLA_TEAM = strawberry.enum_value(
        "stella_team", description="The Stella team, for whoever got stuck between agencies."
    )
    MUNICIPAL_DEBT_HELP = strawberry.enum_value("municipal_debt_help", description="Debt help of the municipality.")
    SCHULDENKNOOPPUNT = strawberry.enum_value("schuldenknooppunt", description="The Schuldenknooppunt, for helpers.")
    RECOVERY_OPERATION = strawberry.enum_value(
        "recovery_operation", description="The recovery operation for the childcare-benefits affair."
    )


@strawberry.type(
    description="Who owes a claim beside the person. A joint claim counts once.", directives=policy(FINANCIAL, COMPUTED)
)
class Liability:
    """Who is bound."""

    joint: Answer = strawberry.field(description="Whether somebody else owes it too, as the agency states it.")
    until: date | None = strawberry.field(description="The last day of a partnership that the agency states, if any.")
    reasons: list[Reason] = strawberry.field(description="Who is bound by what, with the article.")

    @classmethod
    def from_domain(cls, found: liability.Liability) -> "Liability":
        """Show it."""
        return cls(
            joint=Answer[found.joint.name],
            until=found.until,
            reasons=[Reason.from_domain(reason) for reason in found.reasons],
        )


@strawberry.type(
    description="One way to challenge a claim, or what is done to collect it. Remedies are never merged.",
    directives=policy(FINANCIAL, COMPUTED, listed=5),
)
class LegalRemedy:
    """A remedy."""

    remedy: str = strawberry.field(description="Its Dutch name, for instance `bezwaar`.")
    body: str = strawberry.field(description="Where it goes.")
    against: Against = strawberry.field(description="What it is aimed at.")
    ends_on: date | None = strawberry.field(
        description="The last day; null where the law sets no term or the day on which it starts is not known."
    )
    is_open: Answer = strawberry.field(description="Whether it can be used today, or is in use.")
    article: str = strawberry.field(description="The law that says so.")
    confidence: Confidence = strawberry.field(description="How sure we are of this.")
    effect_on_payment: PaymentEffect = strawberry.field(description="What using it does to the duty to pay.")
    paying_waives_it: bool = strawberry.field(description="Whether paying before it is final gives this remedy up.")
    then: str | None = strawberry.field(description="What comes after it; null where nothing is known.")
    says: Reason = strawberry.field(description="The same in a sentence.")
    effect: Reason = strawberry.field(description="What it does to payment, in a sentence.")

    @classmethod
    def from_domain(cls, found: domain.LegalRemedy) -> "LegalRemedy":
        """Show a remedy."""
        return cls(
            remedy=found.remedy,
            body=found.body,
            against=Against[found.against.name],
            ends_on=found.ends_on,
            is_open=Answer[found.is_open.name],
            article=found.article,
            confidence=Confidence[found.confidence.name],
            effect_on_payment=PaymentEffect[found.effect_on_payment.name],
            paying_waives_it=found.paying_waives_it,
            then=found.then,
            says=Reason.from_domain(found.says),
            effect=Reason.from_domain(found.effect),
        )


@strawberry.type(
    description="Whether a next step of force may be taken today. It stops nothing by itself.",
    directives=policy(FINANCIAL, COMPUTED),
)
class EnforcementGuard:
    """The guard."""

    allowed: Answer = strawberry.field(description="Whether it may be taken; unknown is not yes.")
    grounds: list[Reason] = strawberry.field(description="Every no and every unknown, each with its article.")


@strawberry.type(
    description="Whether the creditor must interrupt limitation (stuiten).", directives=policy(FINANCIAL, COMPUTED)
)
class LimitationGuard:
    """Limitation."""

    must_interrupt_before: date | None = strawberry.field(
        description="The claim lapses unless it is interrupted before this day; null where none is known."
    )
    needed: Answer = strawberry.field(description="Whether it must be interrupted.")
    reason: Reason = strawberry.field(description="Why.")


@strawberry.type(
    description="Whether a refund may be set off against the claim now.", directives=policy(FINANCIAL, COMPUTED)
)
class SetOffGuard:
    """Set-off."""

    allowed: Answer = strawberry.field(description="Whether it may be set off; unknown is not yes.")
    reasons: list[Reason] = strawberry.field(description="Why, each with its article.")
    undo: Reason | None = strawberry.field(
        description="A request, ready to send, to undo what took somebody below the protected income."
    )


@strawberry.type(description="One step of force.", directives=policy(FINANCIAL, COMPUTED, listed=10))
class LadderStep:
    """A step."""

    told: strawberry.Private[domain.LadderStep]
    code: str = strawberry.field(description="Its name; stable for ever.")
    reached: Answer = strawberry.field(description="Whether it has been reached.")

    @resolved("What people call it.")
    def label(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Name the step."""
        return self.told.says[chosen(language, info.context)]

    @classmethod
    def from_domain(cls, step: domain.LadderStep) -> "LadderStep":
        """Show a step."""
        return cls(told=step, code=step.code, reached=Answer[step.reached.name])


@strawberry.type(
    description="The steps of force in their order, the last resort last.", directives=policy(FINANCIAL, COMPUTED)
)
class Ladder:
    """The ladder."""

    steps: list[LadderStep] = strawberry.field(description="All of them.")
    next: LadderStep | None = strawberry.field(description="The next one; null after the last.")
    reason: Reason = strawberry.field(description="Under which rules.")


@strawberry.type(
    description="What the law lets an agency do to collect a claim today, as far as is known.",
    directives=policy(FINANCIAL, COMPUTED),
)
class ClaimGuards:
    """The guards of one claim."""

    enforcement: EnforcementGuard = strawberry.field(description="Whether a next step of force may be taken.")
    limitation: LimitationGuard = strawberry.field(description="Whether limitation must be interrupted.")
    set_off: SetOffGuard = strawberry.field(description="Whether a refund may be set off.")
    ladder: Ladder | None = strawberry.field(description="The steps of force; null for a kind that is not known.")
    remission: list[Reason] = strawberry.field(description="What remission exists; never that it will be granted.")

    @classmethod
    def from_domain(cls, found: domain.ClaimAdvice) -> "ClaimGuards":
        """Show the guards."""
        ladder = found.ladder
        return cls(
            enforcement=EnforcementGuard(
                allowed=Answer[found.guard.allowed.name],
                grounds=[Reason.from_domain(ground) for ground in found.guard.grounds],
            ),
            limitation=LimitationGuard(
                must_interrupt_before=found.limitation.must_interrupt_before,
                needed=Answer[found.limitation.needed.name],
                reason=Reason.from_domain(found.limitation.reason),
            ),
            set_off=SetOffGuard(
                allowed=Answer[found.set_off.allowed.name],
                reasons=[Reason.from_domain(reason) for reason in found.set_off.reasons],
                undo=Reason.from_domain(found.set_off.undo) if found.set_off.undo else None,
            ),
            ladder=Ladder(
                steps=[LadderStep.from_domain(step) for step in ladder.steps],
                next=LadderStep.from_domain(ladder.next) if ladder.next else None,
                reason=Reason.from_domain(ladder.reason),
            )
            if ladder
            else None,
            remission=[Reason.from_domain(hint) for hint in found.remission],
        )


@strawberry.type(
    description="Something worth knowing early, told to the person only. Never a sanction, never a score.",
    directives=policy(FINANCIAL, COMPUTED, listed=10),
)
class Signal:
    """A signal."""

    key: strawberry.Private[ClaimKey | None]
    about: strawberry.Private[About]
    reason: Reason = strawberry.field(description="What it is.")
    referral: Referral | None = strawberry.field(description="Who can help; null where nobody special can.")

    @classmethod
    def from_domain(cls, signal: domain.Signal, about: About) -> "Signal":
        """Show a signal."""
        return cls(
            key=signal.about,
            about=about,
            reason=Reason.from_domain(signal.reason),
            referral=Referral[signal.referral.name] if signal.referral else None,
        )

    @resolved("The claim that it is about (`Claim.id`); null where it is about the person.")
    def claim_id(self) -> strawberry.ID | None:
        """Name the claim."""
        return self.about.claim_id(self.key) if self.key else None


def signals(claims: Sequence[ToldClaim], about: About, outcome: Outcome | None = None) -> list[Signal]:
    """Ask the action that decides who hears a signal."""
    found = about.context.services.actions.advise(
        claims, about.person_facts, requester=about.context.requester, subject=about.subject, outcome=outcome
    )
    return [Signal.from_domain(signal, about) for signal in found]
