"""What others are told of what happened to an arrangement: of which kind it was, and who may hear of it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from consent.parties import AgencyCode
from hub.life.actor import Actor, ActorKind
from hub.life.events import (
    AgreedTo,
    Amended,
    ChangeDeclined,
    Completed,
    Ended,
    Event,
    Granted,
    Paused,
    PauseDeclined,
    PersonAsked,
    Question,
    Reminded,
    Restated,
    Resumed,
    Withdrawn,
)
from hub.life.life import Life


class NewsKind(StrEnum):
    """What is told, under its name outside: stable for ever; another meaning is another version."""

    BEGUN = "nl.betalingsregelingen.regeling-ingegaan.v1"
    CHANGED = "nl.betalingsregelingen.regeling-gewijzigd.v1"
    OVER = "nl.betalingsregelingen.regeling-beeindigd.v1"
    MISSED = "nl.betalingsregelingen.termijn-gemist.v1"
    PERSON_ASKED = "nl.betalingsregelingen.maatwerk-gesignaleerd.v1"

    @property
    def word(self) -> str:
        """Its one word: what a configuration and a schema's address call it."""
        return self.value.split(".")[-2]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell, and the agencies that may hear of it; none of what it was in particular."""

    kind: NewsKind
    hearers: frozenset[AgencyCode]


def news(life: Life, event: Event) -> tuple[News, ...]:
    """What is told of an event; `life` is how the arrangement stood before.

    Each agency hears that it began before all else, and that it is over as the last: what never ran, and what comes
    after the end, is told nobody. Owners hear what concerns all of them; what stands above the agencies, such as a term
    that was missed, only the one that carries it out. It hears too that a wish is over without a word of its own.
    """
    return tuple(each for each in _told(life, event) if each.hearers)


def _told(life: Life, event: Event) -> Iterator[News]:
    executes = frozenset({life.agreed.executes})
    everyone = life.agreed.owners | executes
    match event:
        case Granted() | AgreedTo():
            yield News(kind=NewsKind.BEGUN, hearers=everyone)
        case Amended():
            yield from _amended(everyone, event.agreed.owners | {event.agreed.executes})
        case Paused() | Resumed():
            yield News(kind=NewsKind.CHANGED, hearers=everyone)
        case Restated() | PauseDeclined(by=Actor(kind=ActorKind.RULE)) | ChangeDeclined(by=Actor(kind=ActorKind.RULE)):
            yield News(kind=NewsKind.CHANGED, hearers=executes)
        case Reminded() | PersonAsked(question=Question.MISSED):
            yield News(kind=NewsKind.MISSED, hearers=executes)
        case PersonAsked() if life.runs:
            yield News(kind=NewsKind.PERSON_ASKED, hearers=executes)
        case Ended() | Completed() | Withdrawn() if life.runs:
            yield News(kind=NewsKind.OVER, hearers=everyone)


def _amended(before: frozenset[AgencyCode], after: Iterable[AgencyCode]) -> Iterator[News]:
    """For an agency that comes in it begins, and for one that has no part in it any more it is over."""
    now = frozenset(after)
    yield News(kind=NewsKind.BEGUN, hearers=now - before)
    yield News(kind=NewsKind.CHANGED, hearers=now & before)
    yield News(kind=NewsKind.OVER, hearers=before - now)
