"""Refusals and mistakes as typed problems: a code that is stable for ever, a sentence in two languages, and where."""

from typing import Annotated, Final

import strawberry

from hub.actions.acting import ConsentProblem as ConsentFault
from hub.actions.once import OnceProblem
from hub.errors import BadInput
from hub.life.problem import LifeProblem
from hub.review.problem import DisputeProblem as DisputeFault
from hub.review.problem import ReviewProblem as ReviewFault
from schema.context import Info
from schema.directives import HUB, PUBLIC, policy
from schema.messages import MESSAGES
from schema.resolved import resolved
from schema.types.language import LanguageInput, chosen

_PLACES: Final = {
    "bsn.invalid": ("person", "bsn"),
    "bsn.not_a_test_number": ("person", "bsn"),
    "person.unknown": ("person",),
    "person.asked_too_often": ("person",),
    "scheme.unknown": ("scheme",),
    "payment_day.out_of_range": ("paymentDay",),
    "choice.months_or_amount": ("choice",),
    "choice.not_positive": ("choice",),
    "choice.no_such_day": ("choice", "paymentDay"),
    "choice.route_unknown": ("choice", "route"),
    "choice.follows_from_route": ("choice", "route"),
    "lump_sum.not_positive": ("lumpSum",),
    "means.negative": ("situation",),
    "means.no_partner": ("situation",),
    "opt_in.unknown_claim": ("choice", "optIns"),
    "opt_in.not_waiting": ("choice", "optIns"),
    "opt_in.not_confirmed": ("choice", "optIns"),
    "asof.in_future": ("asOf",),
    "known_at.in_future": ("knownAt",),
    "recipient.malformed": ("recipient",),
    "representative.malformed": ("representative",),
    "case.missing": ("case",),
    "consent.already_given": ("agencies",),
    "consent_request.closed": ("request",),
    "grant.unknown": ("grants",),
    "change.unknown_claim": ("amends", "joining"),
    LifeProblem.UNKNOWN.value: ("amends", "arrangement"),
    LifeProblem.NOT_RUNNING.value: ("amends", "arrangement"),
    "arrangement.changed_meanwhile": ("arrangement",),
    "restatement.negative": ("open",),
    "review.changed_meanwhile": ("review",),
    "page.size": ("first",),
    "page.unknown_cursor": ("after",),
}
"""Where in the arguments a mistake stands, by its code."""


_LIFE_PLACES: Final = {
    LifeProblem.NOT_LAW: ("proposal",),
    LifeProblem.NOT_ACCEPTABLE: ("proposal",),
    LifeProblem.PROPOSAL_UNKNOWN: ("proposal",),
    LifeProblem.PROPOSAL_EXPIRED: ("proposal",),
    LifeProblem.OPEN_ALREADY: ("proposal",),
    LifeProblem.ACCOUNT_INVALID: ("payment", "account", "iban"),
    LifeProblem.ACCOUNT_MISSING: ("payment", "account"),
    LifeProblem.MANDATE_MISSING: ("payment", "mandate"),
    LifeProblem.MANDATE_NOT_NEEDED: ("payment", "mandate"),
    LifeProblem.MANDATE_IN_FUTURE: ("payment", "mandate", "signedOn"),
    LifeProblem.PAYMENT_NOT_POSITIVE: ("amount",),
    LifeProblem.PAYMENT_WITHOUT_REFERENCE: ("reference",),
    LifeProblem.PAYMENT_REFERENCE_REUSED: ("reference",),
    LifeProblem.PAYMENT_IN_FUTURE: ("receivedOn",),
    LifeProblem.PAYMENT_BEFORE_START: ("receivedOn",),
    LifeProblem.PAYMENT_UNKNOWN: ("reference",),
    LifeProblem.PAYMENT_REVERSED_BEFORE: ("reference",),
    LifeProblem.CHANGE_NOTHING: ("proposal",),
    LifeProblem.CHANGE_OTHER_SCHEME: ("proposal",),
    LifeProblem.CHANGE_LEAVES_OUT: ("proposal",),
    LifeProblem.CHANGE_BEYOND_LIMITATION: ("proposal",),
    LifeProblem.END_WITHOUT_REASON: ("reason",),
    LifeProblem.END_NO_SUCH_GROUND: ("ground",),
    LifeProblem.END_TOO_EARLY: ("ground",),
}
"""Where in the input of a command about an arrangement a problem stands; what is not here stands at the arrangement."""


@strawberry.interface(
    description="Why something was not done: a refusal, or a mistake in what was sent.", directives=policy(PUBLIC, HUB)
)
class Problem:
    """What every problem has."""

    code: str = strawberry.field(description="What is wrong, as `noun.fact`; stable for ever.")
    path: list[str] = strawberry.field(description="Where in the arguments; empty where no single place is to blame.")
    happened: strawberry.Private[str] = ""

    @resolved("The same for a person to read.")
    def message(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Say it in the wanted language; a code without a sentence is said in the fault's own words."""
        known = MESSAGES.get(self.code)
        return known[chosen(language, info.context)] if known else self.happened


@strawberry.type(
    description="The hub may not do this for you. Somebody else's and what does not exist give the same refusal.",
    directives=policy(PUBLIC, HUB, listed=5),
)
class AccessRefused(Problem):
    """No access."""


@strawberry.type(
    description="What was sent cannot be used. Change it and try again.", directives=policy(PUBLIC, HUB, listed=5)
)
class InputProblem(Problem):
    """A mistake in the input."""

    @classmethod
    def from_fault(cls, fault: BadInput, *, under: tuple[str, ...] = ()) -> "InputProblem":
        """Show a fault that the sender can mend; `under` is the argument that holds the input."""
        place = _PLACES.get(fault.code)
        path = [*under, *place] if place else list(under)
        return cls(code=fault.code, path=path, happened=f"{fault.happened} {fault.todo}")


@strawberry.type(
    description="Something is wrong with the idempotency key. Nothing was done.",
    directives=policy(PUBLIC, HUB, listed=5),
)
class IdempotencyProblem(Problem):
    """A key that is missing, cannot be one, was used for something else, or is at work."""

    @classmethod
    def from_domain(cls, problem: OnceProblem) -> "IdempotencyProblem":
        """Show it at the key."""
        return cls(code=problem.value, path=["input", "idempotencyKey"])

    @classmethod
    def missing(cls) -> "IdempotencyProblem":
        """Ask for a key."""
        return cls.from_domain(OnceProblem.MISSING)

    @classmethod
    def from_fault(cls, fault: BadInput) -> "IdempotencyProblem":
        """Show a key that the store refused."""
        return cls(code=fault.code, path=["input", "idempotencyKey"], happened=f"{fault.happened} {fault.todo}")


@strawberry.type(
    description="The consent cannot be given or withdrawn like this. Nothing was changed.",
    directives=policy(PUBLIC, HUB, listed=5),
)
class ConsentProblem(Problem):
    """A wish that cannot be."""

    @classmethod
    def from_domain(cls, problem: ConsentFault) -> "ConsentProblem":
        """Show it where it stands in the input."""
        return cls(code=problem.code, path=["input", *problem.path.split(".")])


@strawberry.type(description="There is no receipt to show any more.", directives=policy(PUBLIC, HUB))
class ReceiptProblem(Problem):
    """A receipt that is gone."""


@strawberry.type(
    description="This cannot be done to the arrangement, or the proposal, as it stands. Nothing was changed.",
    directives=policy(PUBLIC, HUB, listed=5, added="0.2.0"),
)
class ArrangementProblem(Problem):
    """Something that stands in the way."""

    @classmethod
    def from_domain(cls, problem: LifeProblem) -> "ArrangementProblem":
        """Show it where it stands in the input."""
        return cls(code=problem.value, path=["input", *_LIFE_PLACES.get(problem, ("arrangement",))])


@strawberry.type(
    description="This cannot be done about a review, or what it is about. Nothing was changed.",
    directives=policy(PUBLIC, HUB, listed=5, added="0.2.0"),
)
class ReviewProblem(Problem):
    """Something that stands in the way."""

    @classmethod
    def from_domain(cls, problem: ReviewFault, text: str) -> "ReviewProblem":
        """Show it where it stands in the input; `text` is the field that holds what somebody wrote."""
        place = text if problem in _REVIEW_TEXTS else _REVIEW_PLACES.get(problem, "review")
        return cls(code=problem.value, path=["input", place])


_REVIEW_TEXTS: Final = frozenset({ReviewFault.NO_WORDS, ReviewFault.TELLS_TOO_MUCH})
"""What is wrong with what somebody wrote."""


_REVIEW_PLACES: Final = {
    ReviewFault.NO_REASON: "reason",
    ReviewFault.NO_ARTICLE: "article",
    ReviewFault.DOES_NOT_FIT: "decision",
    ReviewFault.END_FIRST: "decision",
    ReviewFault.PROPOSAL_UNKNOWN: "about",
    ReviewFault.PROPOSAL_EXPIRED: "about",
    ReviewFault.PROPOSAL_POSSIBLE: "about",
    ReviewFault.ARRANGEMENT_UNKNOWN: "about",
    ReviewFault.NOT_LAW: "about",
    ReviewFault.NO_AGENCY: "about",
    ReviewFault.TOO_MANY: "about",
    ReviewFault.NEEDS_LEGAL_BASIS: "to",
    ReviewFault.CANNOT_KEEP_BACK: "keptBackUnder",
}
"""Where in the input of a command about a review a problem stands."""


@strawberry.type(
    description="This cannot be done about a dispute. Nothing was changed.",
    directives=policy(PUBLIC, HUB, listed=5, added="0.2.0"),
)
class DisputeProblem(Problem):
    """Something that stands in the way."""

    @classmethod
    def from_domain(cls, problem: DisputeFault, text: str) -> "DisputeProblem":
        """Show it where it stands in the input; `text` is the field that holds what somebody wrote."""
        place = text if problem is DisputeFault.UNFIT_WORDS else _DISPUTE_PLACES.get(problem, "claim")
        return cls(code=problem.value, path=["input", place])


_DISPUTE_PLACES: Final = {
    DisputeFault.UNKNOWN: "reference",
    DisputeFault.ANSWERED_ALREADY: "reference",
    DisputeFault.WITHDRAWN: "reference",
    DisputeFault.NEEDS_PERSON: "answer",
}
"""Where in the input of a command about a dispute a problem stands."""


def of_command(fault: BadInput) -> IdempotencyProblem | InputProblem:
    """Show what is wrong with the input of a mutation: its key, or anything else."""
    if fault.code.startswith("idempotency."):
        return IdempotencyProblem.from_fault(fault)
    return InputProblem.from_fault(fault, under=("input",))


ProposeArrangementProblem = Annotated[
    IdempotencyProblem | InputProblem | AccessRefused | ArrangementProblem,
    strawberry.union("ProposeArrangementProblem", description="Why no proposal was made."),
]

_Command = IdempotencyProblem | ConsentProblem | InputProblem | AccessRefused
"""What can be wrong with a command about consent or mandates."""

GiveConsentProblem = Annotated[
    _Command, strawberry.union("GiveConsentProblem", description="Why no consent was given.")
]

NarrowConsentProblem = Annotated[
    _Command, strawberry.union("NarrowConsentProblem", description="Why no consent was narrowed.")
]

WithdrawConsentProblem = Annotated[
    _Command, strawberry.union("WithdrawConsentProblem", description="Why no consent was withdrawn.")
]

RequestConsentProblem = Annotated[
    _Command, strawberry.union("RequestConsentProblem", description="Why nothing was asked.")
]

AnswerConsentRequestProblem = Annotated[
    _Command, strawberry.union("AnswerConsentRequestProblem", description="Why the answer was not written down.")
]

MandateProblem = Annotated[
    _Command, strawberry.union("MandateProblem", description="Why nothing was changed about who acts for the person.")
]

ErasePersonProblem = Annotated[_Command, strawberry.union("ErasePersonProblem", description="Why nothing was erased.")]


def of_consent(came: OnceProblem | ConsentFault) -> IdempotencyProblem | ConsentProblem:
    """Show why a command about consent or mandates changed nothing."""
    if isinstance(came, OnceProblem):
        return IdempotencyProblem.from_domain(came)
    return ConsentProblem.from_domain(came)
