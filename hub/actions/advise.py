"""What is worth telling a person about their debts as a whole. To the person only (decision 33)."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.parties import Requester, SubjectRef
from hub.actions import law
from hub.advise import signals
from hub.domain.advice import Signal
from hub.domain.arrangement import Outcome
from hub.domain.claim import Claim
from hub.domain.facts import Facts
from hub.ports import Clock
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Advise:
    """Looking for signals in what was released already; nothing is fetched and nothing is stored."""

    book: Book
    clock: Clock

    def __call__(
        self,
        claims: Sequence[Claim],
        person: Facts,
        *,
        requester: Requester,
        subject: SubjectRef,
        outcome: Outcome | None = None,
    ) -> tuple[Signal, ...]:
        """Give the signals of today; none to whoever is not the person. `claims` hold each debt once."""
        if not requester.is_subject(subject):
            return ()
        policy = law.of_today(self.book, self.clock)
        return signals.of(claims, person, outcome, policy, policy.on)
