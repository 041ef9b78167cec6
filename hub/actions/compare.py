"""Put the variants side by side on what was released, and forget it: nothing of it is stored."""

from dataclasses import dataclass

from hub.actions import law
from hub.compare import compare
from hub.domain.arrangement import Choice
from hub.domain.comparison import Comparison
from hub.domain.money import Cents
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.ports import Clock
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """The comparison with the law of the day at hand. `confirmed` as in `Compute`."""

    book: Book
    clock: Clock
    confirmed: frozenset[str] | None = None

    def __call__(
        self,
        *,
        answers: Answers,
        choice: Choice,
        situation: Situation | None = None,
        at_once: Cents | None = None,
    ) -> Comparison:
        """Compare under today's law; `at_once` is a sum that would be paid first.

        Raises BadInput for a choice that a joint plan does not know, or a sum that is none.
        """
        policy = law.of_today(self.book, self.clock, confirmed=self.confirmed)
        return compare.compare(
            answers=answers, policy=policy, on=policy.on, choice=choice, situation=situation, at_once=at_once
        )
