"""All that is on record about a person when access is decided: what they allowed, who acts for them, what runs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from consent.arrangements import CarriedOut
from consent.grants import ConsentEvent, Given, GrantId, Use, Used
from consent.mandates import MandateEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The record, oldest first. Whatever in it is about somebody else is ignored."""

    consents: tuple[ConsentEvent, ...] = ()
    mandates: tuple[MandateEvent, ...] = ()
    arrangements: tuple[CarriedOut, ...] = ()

    def moment(self, now: datetime) -> datetime:
        """Give the moment at which to decide: now, but never before what is on record.

        Workers' clocks differ. One that is behind would otherwise not see yet what another one wrote a moment ago, and
        release what was just withdrawn.
        """
        written = [event.at for event in (*self.consents, *self.mandates)]
        begun = [each.begins_at for each in self.arrangements]
        ended = [each.ends_at for each in self.arrangements if each.ends_at is not None]
        return max([now, *written, *begun, *ended])

    def after(self, used: Iterable[Used]) -> "Standing":
        """Give the record as it is once these grants were used."""
        return replace(self, consents=(*self.consents, *used))

    def without_uses(self, grants: Collection[GrantId]) -> "Standing":
        """Give the record as if those of these grants that are for once had not been used.

        For whoever used them, and has not finished with what they were used for: nobody else could use them since.
        """
        once = {
            event.grant.id
            for event in self.consents
            if isinstance(event, Given) and event.grant.use is Use.ONCE and event.grant.id in grants
        }
        left = tuple(event for event in self.consents if not (isinstance(event, Used) and event.grant_id in once))
        return replace(self, consents=left)

    @property
    def size(self) -> int:
        """How many facts: a record only grows, so the number tells one state of it from another.

        That an arrangement began is one, and that it ended is another.
        """
        ended = sum(each.ends_at is not None for each in self.arrangements)
        return len(self.consents) + len(self.mandates) + len(self.arrangements) + ended
