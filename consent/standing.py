"""All that is on record about a person when access is decided: what they allowed, who acts for them, what runs."""

from dataclasses import dataclass
from datetime import datetime

from consent.arrangements import CarriedOut
from consent.grants import ConsentEvent
from consent.mandates import MandateEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The record, oldest first. Whatever in it is about somebody else is ignored."""

    consents: tuple[ConsentEvent, ...] = ()
    mandates: tuple[MandateEvent, ...] = ()
    arrangements: tuple[CarriedOut, ...] = ()

    @property
    def size(self) -> int:
        """How many facts: a record only grows, so the number tells one state of it from another."""
        return len(self.consents) + len(self.mandates) + len(self.arrangements)

    def not_before(self, at: datetime) -> datetime:
        """Give the moment to decide at: this one, or the latest on record where a clock elsewhere runs ahead.

        Otherwise what was taken back there would still be there for the taking here.
        """
        return max([at, *(event.at for event in (*self.consents, *self.mandates))])
