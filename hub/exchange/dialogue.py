"""What was said with one creditor so far, and by when something has to come. Days are working days, passed in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hub.domain.calendar import open_day
from hub.exchange.messages import Message
from hub.exchange.states import AWAITS_ANSWER, NotNow, Stand, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many working days a creditor has to answer, and how long a message waits to be collected."""

    answer_days: int
    kept_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """Where it stands with one creditor. `asked`: the message that waits for an answer, where one does."""

    stand: Stand = Stand.NEW
    said: tuple[Message, ...] = ()
    asked: Message | None = None

    def answer_by(self, terms: Terms, *, closed: Collection[date]) -> date | None:
        """Give the last day, included, on which an answer is in time; None: nothing waits for one."""
        return None if self.asked is None else working_day(self.asked.envelope.sent_on, terms.answer_days, closed)

    def is_late(self, on: date, terms: Terms, *, closed: Collection[date]) -> bool:
        """Say whether an answer should have come before this day."""
        last = self.answer_by(terms, closed=closed)
        return last is not None and on > last


def hear(dialogue: Dialogue, message: Message) -> Dialogue | NotNow:
    """Let a message come; the same one twice changes nothing."""
    if message in dialogue.said:
        return dialogue
    stand = after(dialogue.stand, message)
    if isinstance(stand, NotNow):
        return stand
    said = (*dialogue.said, message)
    if stand is dialogue.stand:
        return replace(dialogue, said=said)
    return Dialogue(stand=stand, said=said, asked=message if stand in AWAITS_ANSWER else None)


def removed_from(message: Message, terms: Terms, *, closed: Collection[date]) -> date:
    """Give the first day on which a message that nobody collected is no longer there."""
    return working_day(message.envelope.sent_on, terms.kept_days, closed) + timedelta(days=1)


def working_day(start: date, days: int, closed: Collection[date]) -> date:
    """Give the day that is so many working days after another: no weekend, and none of the closed days."""
    for _ in range(days):
        start = open_day(start + timedelta(days=1), closed)
    return start
