"""An object of a document, taken apart by concept: each value once, typed, and what is left over is known."""

from collections.abc import Callable
from typing import TypeVar

from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.faults import Malformed, item, member
from adapters.agencies.fcid.profile import Profile

Value = TypeVar("Value")
Read = Callable[[object, str], Value]


class Fields:
    """One object. `path` says where it stands; strict means that nothing may be left over."""

    __slots__ = ("_left", "_places", "path", "profile", "strict")

    def __init__(self, value: object, path: str, profile: Profile, *, strict: bool) -> None:
        if not isinstance(value, dict):
            raise Malformed("fcid.wrong_type", path)
        self.path = path
        self.profile = profile
        self._places = profile.places
        self.strict = strict
        self._left: dict[str, object] = value.copy()

    def has(self, concept: Concept) -> bool:
        """Say whether a value stands here, null aside."""
        return self.profile.has(concept) and self._left.get(self.profile.key(concept)) is not None

    def need(self, concept: Concept, read: Read[Value]) -> Value:
        """Take a value that must stand here."""
        key, step = self.profile.place(concept)
        value = self._left.pop(key, None)
        if value is None:
            raise Malformed("fcid.missing", self.path + step)
        return read(value, self.path + step)

    def may(self, concept: Concept, read: Read[Value]) -> Value | None:
        """Take a value that may be absent; null is absent too."""
        place = self._places.get(concept)
        if place is None:
            return None
        value = self._left.pop(place[0], None)
        return None if value is None else read(value, self.path + place[1])

    def need_items(self, concept: Concept, *, most: int) -> list[tuple[object, str]]:
        """Take a list that must stand here: an empty list says that there is nothing, no list says nothing."""
        if not self.has(concept):
            raise Malformed("fcid.missing", member(self.path, self.profile.key(concept)))
        return self.items(concept, most=most)

    def items(self, concept: Concept, *, most: int) -> list[tuple[object, str]]:
        """Take a list that may be absent, each item with its place; longer than `most` is refused."""
        if not self.has(concept):
            return []
        key = self.profile.key(concept)
        path, found = member(self.path, key), self._left.pop(key)
        if not isinstance(found, list):
            raise Malformed("fcid.wrong_type", path)
        if len(found) > most:
            raise Malformed("fcid.too_many", path)
        return [(value, item(path, place)) for place, value in enumerate(found)]

    def all(self) -> dict[str, object]:
        """Copy what has not been taken yet."""
        return dict(self._left)

    def extra(self) -> dict[str, object]:
        """Take all that nobody asked for; in strict reading there must be nothing."""
        if self.strict and self._left:
            raise Malformed("fcid.unknown_key", member(self.path, next(iter(self._left))))
        extra, self._left = self._left, {}
        return extra
