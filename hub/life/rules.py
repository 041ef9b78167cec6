"""What the rules of an arrangement say of its life: looked up in the book, absent where they say nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from hub.life.agreed import Agreed, Term
from hub.rules.edition import InForce
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the scheme that an arrangement follows, on one date."""

    agreed: Agreed
    policy: Policy

    def named(self, *names: str) -> tuple[str, ...]:
        """Those of some values that these rules have, by their full names."""
        ids = [f"{self.policy.scheme(self.agreed.scheme).rules}.{name}" for name in names]
        return tuple(name for name in ids if self.policy.find(name) and not self.policy.text_missing(name))

    def find(self, name: str) -> InForce | None:
        """A value, where these rules have it."""
        return next((self.policy.get(found) for found in self.named(name)), None)

    def cure_until(self, terms: tuple[Term, ...], on: date) -> tuple[date, str] | None:
        """Until when a missed term can still come in after a reminder of that day, and which value says so.

        The next due date (R1-19), or days (R2-13) or weeks (R3-47) after the reminder. A due date that leaves less time
        than the notice of a first term is too soon: then the one after it. After the last term, due dates go on as if
        there were more. None: these rules know no reminder.
        """
        if self.named("reminder_until"):
            earliest = with_notice(on, self.policy)
            later = dropwhile(lambda term: term.due_on < earliest, terms)
            upcoming = next((term.due_on for term in later), None)
            return (upcoming or next(self.agreed.days_from(earliest))), "reminder_until"
        for name, days in _PERIODS.items():
            if found := self.find(name):
                return on + timedelta(days=days * found.value), name
        return None


def with_notice(on: date, policy: Policy) -> date:
    """The first day on which a term may be due of which somebody hears on a day (readings 32)."""
    return on + timedelta(days=policy.get("harmonised.notice_days").value)


def lapses_on(on: date, policy: Policy) -> date:
    """The first day on which other terms of that day can no longer be agreed to: they live as long as a proposal."""
    return on + timedelta(days=policy.get("harmonised.proposal_days").value)


_PERIODS: Mapping[str, int] = {"cure_days": 1, "reminder_weeks": 7}
"""Values that give time after a reminder, and how many days one of it is."""
