"""A review as it stands: all that happened to it, one thing after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consent.parties import AgencyCode
from hub.review.events import Applied, Begun, Decided, Event, Matter, Opened, Said
from hub.review.states import Impossible, State, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Where a review stands."""

    state: State
    begun: Begun
    said: tuple[Said, ...] = ()
    decided: Decided | None = None

    @property
    def matter(self) -> Matter:
        """What is to be looked at."""
        return self.begun.matter

    @property
    def opened(self) -> Opened | None:
        """Why the agency looks of its own motion; None: somebody applied."""
        return self.begun if isinstance(self.begun, Opened) else None

    @property
    def asked(self) -> frozenset[AgencyCode]:
        """The agencies that were asked something."""
        return frozenset(each.to for each in self.said if each.to)

    def waits_for(self, agency: AgencyCode) -> bool:
        """Say whether an agency was asked something and has not spoken since."""
        theirs = [each for each in self.said if agency in (each.to, each.by.agency)]
        return self.state is State.RECEIVED and bool(theirs) and theirs[-1].to == agency


def begun(first: Begun) -> Review:
    """The review as it begins, when the person applies or an owner does not follow."""
    return Review(state=State.RECEIVED, begun=first)


def reviewed(events: Sequence[Event]) -> Review:
    """All that happened, in order. Raises ValueError where it could not have: then what is on record is damaged."""
    first, *more = events
    review = begun(first) if isinstance(first, Applied | Opened) else None
    for event in more:
        stands = happened(review, event) if review else None
        review = stands if isinstance(stands, Review) else None
    if review is None:
        message = "this cannot have happened to a review"
        raise ValueError(message)
    return review


def happened(review: Review, event: Event) -> Review | Impossible:
    """Where it stands after an event; or that it cannot happen here."""
    state = after(review.state, event.step)
    if isinstance(state, Impossible):
        return state
    if isinstance(event, Decided):
        return replace(review, state=state, decided=event)
    said = (*review.said, event) if isinstance(event, Said) else review.said
    return replace(review, state=state, said=said)
