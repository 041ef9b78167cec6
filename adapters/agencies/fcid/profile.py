"""One version of FCID as a table of spellings: which key stands for which concept, and how sure we are."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from adapters.agencies.fcid.concepts import MAY_LACK, Concept
from adapters.agencies.fcid.faults import ProfileFault, member

FOLDER = Path(__file__).parent / "profiles"
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?")


class Certainty(StrEnum):
    """How we know a spelling (standards §1): published, from prose, from other work, assumed."""

    PUBLISHED = "A"
    PROSE = "B"
    SECOND_HAND = "C"
    ASSUMED = "D"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How one concept is written, how sure that is, and from and until which version."""

    key: str
    certainty: Certainty
    since: str
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A version of FCID, readable and writable."""

    name: str
    version: str
    spellings: Mapping[Concept, Spelling]
    places: Mapping[Concept, tuple[str, str]] = field(init=False, repr=False, compare=False)
    """Per concept its key, and how a path goes on to it: looked up for each value of a document."""

    _concepts: Mapping[tuple[str, str], Concept] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spelled = {concept: spelling.key for concept, spelling in self.spellings.items()}
        # The first of equal words counts, as the file has it.
        meant = {(concept.value.partition(".")[0], key): concept for concept, key in reversed(spelled.items())}
        object.__setattr__(self, "places", {concept: (key, member("", key)) for concept, key in spelled.items()})
        object.__setattr__(self, "_concepts", meant)

    def has(self, concept: Concept) -> bool:
        """Say whether this version knows the concept."""
        return concept in self.places

    def key(self, concept: Concept) -> str:
        """Spell a concept; a version without it is a ProfileFault."""
        return self.place(concept)[0]

    def place(self, concept: Concept) -> tuple[str, str]:
        """Spell a concept, and give the step to it in a path; a version without it is a ProfileFault."""
        place = self.places.get(concept)
        if place is None:
            raise ProfileFault("fcid.not_in_version", f"FCID {self.version} has no word for {concept.value}.")
        return place

    def concept(self, table: str, key: str) -> Concept | None:
        """Find what a word means among the words of one table, for instance a name of an event."""
        return self._concepts.get((table, key))

    def reads(self, version: str) -> bool:
        """Say whether a document of this version can be read: within a major version, keys are only added."""
        ours, theirs = _VERSION.fullmatch(self.version), _VERSION.fullmatch(version)
        return ours is not None and theirs is not None and ours[1] == theirs[1]


@cache
def load(name: str) -> Profile:
    """Read a profile of ours by name."""
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if name not in known:
        raise ProfileFault("profile.unknown", "There is no such FCID profile.", f"Choose one of {', '.join(known)}.")
    return from_toml((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def from_toml(text: str) -> Profile:
    """Read a key table and check it: nothing missing, nothing misspelled, nothing of another version."""
    table = tomllib.loads(text)
    name, version = table.pop("name", None), table.pop("version", None)
    if not isinstance(name, str) or not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise _unsound("it needs a name and a version")
    spellings = dict(
        _spelling(f"{group}.{entry}", content, version)
        for group, entries in table.items()
        for entry, content in _entries(group, entries).items()
    )
    missing = [concept.value for concept in Concept if concept not in spellings and concept not in MAY_LACK]
    if missing:
        raise _unsound(f"{', '.join(missing)} missing")
    return Profile(name=name, version=version, spellings=spellings)


def _entries(group: str, entries: object) -> Mapping[str, object]:
    if not isinstance(entries, dict):
        raise _unsound(f"{group} is no table")
    return entries


def _spelling(address: str, content: object, version: str) -> tuple[Concept, Spelling]:
    if address not in set(Concept):
        raise _unsound(f"{address} is no concept")
    if not isinstance(content, dict) or not {"key", "certainty", "since"} <= set(content) <= set(_FIELDS):
        raise _unsound(f"{address} needs key, certainty and since, and may have until")
    if not all(isinstance(value, str) and value for value in content.values()):
        raise _unsound(f"{address} has an empty value")
    spelling = Spelling(**{**content, "certainty": _certainty(address, content["certainty"])})
    if not _order(spelling.since) <= _order(version) <= _order(spelling.until or version):
        raise _unsound(f"{address} does not stand in {version}")
    return Concept(address), spelling


_FIELDS = ("key", "certainty", "since", "until")


def _certainty(address: str, letter: str) -> Certainty:
    if letter not in set(Certainty):
        raise _unsound(f"{address} has no certainty A, B, C or D")
    return Certainty(letter)


def _order(version: str) -> tuple[int, ...]:
    if not _VERSION.fullmatch(version):
        raise _unsound("a version is digits and points")
    return tuple(int(part) for part in version.split("."))


def _unsound(what: str) -> ProfileFault:
    return ProfileFault("profile.unsound", f"An FCID profile is not sound: {what}.", "Mend the profile.")
