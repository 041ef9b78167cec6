"""Put the variants side by side on what was released, and forget it: nothing of it is stored."""

from dataclasses import dataclass

from hub.compare import compare
from hub.domain.arrangement import Choice
from hub.domain.comparison import Comparison
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.ports import Clock
from hub.rules.policy import Policy
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """The comparison with the law of the day at hand. `confirmed` as in `Compute`."""

    book: Book
    clock: Clock
    confirmed: frozenset[str] | None = None

    def __call__(self, *, answers: Answers, choice: Choice, situation: Situation | None = None) -> Comparison:
        """Compare under today's law. Raises BadInput for a choice that a joint plan does not know."""
        today = self.clock.today()
        policy = Policy(on=today, known_on=today, book=self.book, confirmed=self.confirmed)
        return compare.compare(answers=answers, policy=policy, on=today, choice=choice, situation=situation)
