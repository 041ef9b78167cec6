"""Objects that nobody meant: of every type of a schema, with values that are absent, raise, or are of another type.

The same seed gives the same objects, so that two executors can be handed equal ones.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any, Final

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    is_abstract_type,
)

SCALARS: Final[Mapping[str, tuple[Any, ...]]] = {
    "String": ("", "text", "é"),
    "ID": ("id", "1", 7),
    "Int": (0, -1, 2**31 - 1),
    "Float": (0.5, 2),
    "Boolean": (True, False),
    "EuroCents": (0, 12_345, 2**53 - 1),
    "Date": (date(2026, 11, 23),),
    "DateTime": (datetime(2026, 11, 23, 9, tzinfo=UTC),),
    "CaseNumber": ("Z-1",),
}


class Awaited:
    """Something to wait for that gives a value at once."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __await__(self) -> Generator[None, None, object]:
        yield from ()
        return self.value


class Absent:
    """No such attribute."""


class OddError(Exception):
    """An exception that a careless serializer would write out."""


def _of_a_subclass(value: Any) -> Any:
    """The same object, of a class of its own below its class."""
    if hasattr(value, "label_") and type(value).__name__ != "Below":
        value.__class__ = type("Below", (type(value),), {})
    return value


def _cast(value: Any) -> Any:
    """The same object, said to be of some other type."""
    return strawberry.cast(dict, value) if hasattr(value, "label_") else value


FAULTS: Final[tuple[Callable[[Any], Any], ...]] = (
    lambda _: None,
    lambda _: Absent(),
    lambda _: object(),
    lambda _: ValueError("a value that is an exception"),
    lambda _: OddError("another"),
    lambda _: 1,
    lambda _: 0,
    lambda _: "",
    lambda _: False,
    lambda _: [],
    lambda _: date(2026, 11, 23),
    # One more than each whole number may be: GraphQL's own, and our cents.
    lambda _: 2**31,
    lambda _: -(2**31) - 1,
    lambda _: 2**53,
    lambda _: -(2**53),
    lambda _: 2**40,
    lambda _: -(2**63),
    lambda _: "text",
    lambda _: True,
    lambda _: 1.5,
    lambda _: float("nan"),
    lambda _: Undefined,
    lambda _: {"a": 1},
    lambda _: frozenset({1}),
    lambda value: (each for each in (value, value)),
    Awaited,
    _of_a_subclass,
    _cast,
)


@dataclass
class Fakes:
    """Makes objects; `often` in a hundred values are at fault. `calls` is every call of a resolver.

    Below `deepest` there is nothing more.
    """

    schema: GraphQLSchema
    seed: int
    often: int = 5
    deepest: int = 4
    calls: list[str] = field(default_factory=list)

    def value(self, type_: GraphQLOutputType, label: str, depth: int = 0) -> Any:
        """Make a value, or what a resolver gives; the same label gives an equal one."""
        dice = Random(f"{self.seed}/{label}")  # noqa: S311 - a test that must come out the same each time
        good = self._good(type_, label, depth, dice)
        if dice.randrange(100) >= self.often:
            return good
        return dice.choice(FAULTS)(good)

    def given(self, type_: GraphQLOutputType, label: str) -> Any:
        """What a resolver gives or raises; it is written down that it was called."""
        self.calls.append(label)
        found = self.value(type_, label)
        if isinstance(found, Absent):
            raise LookupError(f"nothing at {label}")  # noqa: TRY004 - it stands for any fault of a resolver
        return found

    def _good(self, type_: GraphQLOutputType, label: str, depth: int, dice: Random) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._present(type_.of_type, label, depth, dice)
        return None if depth > self.deepest or dice.random() < 0.2 else self._present(type_, label, depth, dice)

    def _present(self, type_: Any, label: str, depth: int, dice: Random) -> Any:
        if isinstance(type_, GraphQLList):
            many = 0 if depth > self.deepest else dice.randrange(4)
            items = [self.value(type_.of_type, f"{label}.{number}", depth + 1) for number in range(many)]
            items = [None if isinstance(item, Absent) else item for item in items]
            return tuple(items) if dice.random() < 0.2 else items
        if isinstance(type_, GraphQLEnumType):
            return dice.choice(list(type_.wrapped_cls))  # type: ignore[attr-defined]  # Strawberry's own enum type
        if is_abstract_type(type_):
            return self._object(dice.choice(self.schema.get_possible_types(type_)), label, depth)
        if isinstance(type_, GraphQLObjectType):
            return self._object(type_, label, depth)
        return dice.choice(SCALARS[type_.name])

    def _object(self, type_: GraphQLObjectType, label: str, depth: int) -> Any:
        if depth > self.deepest + 1:
            return None
        definition = type_.extensions["strawberry-definition"]
        class_ = definition.concrete_of.origin if definition.concrete_of else definition.origin
        made = object.__new__(class_)
        made.fakes, made.label_ = self, label
        for name, field_ in type_.fields.items():
            attribute = self._attribute(field_)
            if attribute:
                value = self.value(field_.type, f"{label}.{name}", depth + 1)
                if not isinstance(value, Absent):
                    setattr(made, attribute, value)
        return made

    def _attribute(self, field_: GraphQLField) -> str | None:
        definition = field_.extensions["strawberry-definition"]
        return None if definition.base_resolver else str(definition.python_name)
