"""A person says that something an agency states about a claim is wrong, and the agency answers. No legal objection."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from hub.domain.claim import Amounts, Claim, ClaimKey
from hub.domain.money import NOTHING
from hub.domain.reasons import Reason
from hub.domain.source import Answers
from hub.review.events import Speaker
from hub.review.problem import DisputeProblem
from hub.review.words import Carries, is_fit


class Wrong(StrEnum):
    """What is wrong, in the person's eyes. A closed list."""

    NOT_MINE = "not_mine"
    PAID = "paid"
    AMOUNT = "amount"
    TWICE = "twice"
    TOO_OLD = "too_old"
    SOMETHING_ELSE = "something_else"


class Answered(StrEnum):
    """What the agency says. The first two give the person what they say."""

    UPHELD = "upheld"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What a person disputes. `claim` without its amounts: what is needed to tell its remedies, and no more."""

    on: date
    by: Speaker
    claim: Claim
    wrong: Wrong
    words: str = ""

    @property
    def key(self) -> ClaimKey:
        """Which claim."""
        return self.claim.key


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswer:
    """What the agency answers, and why. A worker says no; a system can only say yes (decision 27)."""

    on: date
    by: Speaker
    answered: Answered
    says: str


NO_OBJECTION: Final = Reason(code="dispute.no_objection")
"""A dispute takes no remedy's place (readings 13), and stops nothing by itself (decision 36)."""


def bare(claim: Claim) -> Claim:
    """A claim without a cent."""
    return replace(claim, principal=NOTHING, open=Amounts(), issues=())


def without(answers: Answers, key: ClaimKey) -> Answers:
    """What the agencies told, as if this claim were not there, whoever told of it."""
    return Answers(
        reports=tuple(
            replace(report, claims=tuple(claim for claim in report.claims if claim.key != key))
            for report in answers.reports
        )
    )


def unfit_words(words: str, carries_number: Carries) -> DisputeProblem | None:
    """Say that a text cannot be taken; none at all is as good."""
    return DisputeProblem.UNFIT_WORDS if words.strip() and not is_fit(words, carries_number) else None


def answer(
    before: DisputeAnswer | None, answered: Answered, *, by: Speaker, on: date, says: str, carries_number: Carries
) -> DisputeAnswer | DisputeProblem:
    """Answer, once."""
    if before is not None:
        return DisputeProblem.ANSWERED_ALREADY
    if answered is Answered.REJECTED and by.worker is None:
        return DisputeProblem.NEEDS_PERSON
    if not is_fit(says, carries_number):
        return DisputeProblem.UNFIT_WORDS
    return DisputeAnswer(on=on, by=by, answered=answered, says=says)
