"""The facts of one question, gathered once and handed from step to step."""

from dataclasses import dataclass
from datetime import date

from hub.arrange.merge import Merged
from hub.domain.arrangement import Choice, Considered, TreatedClaim, Treatment
from hub.domain.claim import Amounts, Claim, add_up
from hub.domain.money import Cents
from hub.domain.scheme import Scheme, SchemeCode
from hub.domain.source import Answers
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a step may look at: answers, merged claims with their treatment, scheme, law, date and choice."""

    answers: Answers
    merged: Merged
    treated: tuple[TreatedClaim, ...]
    asked: SchemeCode
    scheme: Scheme
    policy: Policy
    on: date
    choice: Choice

    @property
    def included(self) -> tuple[Claim, ...]:
        """The claims that are in the plan."""
        return tuple(item.claim for item in self.treated if item.treatment is Treatment.INCLUDED)

    @property
    def open(self) -> Amounts:
        """What the plan has to pay, by component: every open demanded amount of the claims in it (readings 7)."""
        return add_up(claim.open for claim in self.included)

    @property
    def total(self) -> Cents:
        """The same in one amount."""
        return self.open.total

    @property
    def considered(self) -> Considered:
        """What goes into every outcome."""
        return Considered(
            on=self.on,
            asked=self.asked,
            scheme=self.scheme.code,
            executes=self.scheme.executes,
            participants=self.scheme.participants,
            is_law=self.scheme.is_law,
            claims=self.treated,
            history=self.merged.history,
            missing=self.answers.not_answered(self.scheme.needs, on=self.on),
        )
