"""What the texts of one document mean, each read once: the same few moments and numbers stand in it many times."""

from collections.abc import Callable
from typing import Any

from adapters.agencies.fcid import values
from adapters.agencies.fcid.event_reader import EventReader
from adapters.agencies.fcid.faults import ROOT
from adapters.agencies.fcid.profile import Profile


class Meanings(dict[str | None, Any]):
    """The texts of one sort. Raises Malformed for a text that `read` refuses; at which place is not known."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[object, str], object]) -> None:
        super().__init__({None: None})  # what is absent means nothing
        self._read = read

    def __missing__(self, text: str) -> object:
        """Read a text that was not seen before."""
        found = self[text] = self._read(text, ROOT)
        return found


class Texts:
    """All texts of one document; never of more than one: what is told about a person does not outlive the answer."""

    __slots__ = ("codes", "days", "kinds", "moments", "organizations", "persons")

    def __init__(self, profile: Profile) -> None:
        self.persons = Meanings(values.bsn)
        self.moments = Meanings(values.moment)
        self.days = Meanings(values.day)
        self.organizations = Meanings(values.oin)
        self.codes = Meanings(values.type_code)
        self.kinds = Meanings(EventReader(profile).kind)
