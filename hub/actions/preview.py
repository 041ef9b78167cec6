"""What would one arrangement look like? Computed on what was released, and forgotten: nothing of it is stored."""

from dataclasses import dataclass
from functools import cached_property

from hub.actions import law
from hub.arrange import compute, interest
from hub.audit import receipt as receipts
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Choice, Outcome, Proposal
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.ports import Clock
from hub.rules.policy import Policy
from hub.rules.reader import Book


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A decision with the answers it rests on.

    Its receipt, and the forecast of interest in it, are made when somebody asks for them: it takes as long as deciding.
    """

    answers: Answers
    outcome: Outcome
    scheme: SchemeCode
    choice: Choice
    situation: Situation | None
    policy: Policy
    version: str

    @cached_property
    def receipt(self) -> Receipt:
        """Everything that is needed to compute it again."""
        forecast = interest.forecast(self.outcome, self.policy) if isinstance(self.outcome, Proposal) else ()
        inputs = receipts.inputs(
            answers=self.answers,
            scheme=self.scheme,
            choice=self.choice,
            situation=self.situation,
            policy=self.policy,
        )
        return receipts.receipt(self.outcome, forecast, inputs=inputs, policy=self.policy, version=self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """The decision with the law of the day at hand.

    `confirmed` are the values below `verified` that their agencies confirmed to the operator; where one decided that is
    not among them, nobody can accept the proposal (decision 35). None: nobody asks for that.
    """

    book: Book
    clock: Clock
    version: str
    confirmed: frozenset[str] | None = None

    def __call__(
        self, *, answers: Answers, scheme: SchemeCode, choice: Choice, situation: Situation | None = None
    ) -> Computed:
        """Decide on today's law, as the book stands today. Raises BadInput for a scheme that does not exist."""
        policy = law.of_today(self.book, self.clock, confirmed=self.confirmed)
        return decide(
            answers=answers, scheme=scheme, choice=choice, situation=situation, policy=policy, version=self.version
        )


def decide(
    *,
    answers: Answers,
    scheme: SchemeCode,
    choice: Choice,
    situation: Situation | None,
    policy: Policy,
    version: str,
) -> Computed:
    """Decide under a policy that nothing else used. Pure; replay takes this very way.

    Raises BadInput for a scheme that does not exist, RuleMissing for a date without rules.
    """
    outcome = compute.arrange(
        answers=answers, scheme=scheme, policy=policy, on=policy.on, choice=choice, situation=situation
    )
    return Computed(
        answers=answers,
        outcome=outcome,
        scheme=scheme,
        choice=choice,
        situation=situation,
        policy=policy,
        version=version,
    )
