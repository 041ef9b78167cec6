"""What changed between two contracts, how bad that is for their readers, and what was announced long enough before."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_specified_scalar_type,
)
from graphql.utilities import BreakingChange, DangerousChange, find_schema_changes

RELEASED: Final = Path(__file__).resolve().parent / "released.graphql"
"""The contract as it was last released."""

REGISTER: Final = RELEASED.with_name("changes.toml")
"""Its version, and what was taken out since."""

DEPRECATION: Final = re.compile(r"Use .+\. Removed after (\d{4}-\d{2}-\d{2})\.")
"""What every deprecation says: what to use instead, and the day until which it stays at least."""

_REMOVED: Final = re.compile(r"(?:Field|Argument|Enum value) ([\w.]+(?:\(\w+:?\))?) was removed\.|(\w+) was removed\.")


class Severity(StrEnum):
    """What a change does to whoever wrote a document against the old contract."""

    SAFE = "safe"
    DANGEROUS = "dangerous"
    BREAKING = "breaking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The released version, and what was taken out since, each with the decision record that says why."""

    released: str
    removed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `excuse` says by which record, and since when, a breaking one is in order."""

    severity: Severity
    code: str
    says: str
    excuse: str | None = None

    @property
    def is_fault(self) -> bool:
        """Whether it breaks what nobody was told would break."""
        return self.severity is Severity.BREAKING and self.excuse is None


def register(text: str) -> Register:
    """Read what was released and what was taken out since."""
    told = tomllib.loads(text)
    return Register(released=told["released"], removed={each["what"]: each["adr"] for each in told["removed"]})


def between(old: GraphQLSchema, new: GraphQLSchema, removed: Mapping[str, str], on: date) -> tuple[Change, ...]:
    """Compare two contracts on a day, the worst changes first. `removed` names the record behind each removal."""
    excuses = dict(_excuses(old, removed, on))
    order = list(reversed(Severity))
    found = (_change(each, excuses) for each in find_schema_changes(old, new))
    return tuple(sorted(found, key=lambda change: (order.index(change.severity), change.says)))


def gone_after(reason: str | None) -> date | None:
    """The day until which a deprecated part stays at least; None for what does not say so in our grammar."""
    found = DEPRECATION.fullmatch(reason or "")
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _change(found: Any, excuses: Mapping[str, str]) -> Change:  # noqa: ANN401 - one of graphql-core's three kinds
    match found:
        case BreakingChange():
            gone = _REMOVED.fullmatch(found.description)
            what = (gone[1] or gone[2]).replace(":)", ")") if gone else ""
            excuse = excuses.get(what)
            return Change(severity=Severity.BREAKING, code=found.type.name, says=found.description, excuse=excuse)
        case DangerousChange():
            return Change(severity=Severity.DANGEROUS, code=found.type.name, says=found.description)
        case _:
            return Change(severity=Severity.SAFE, code=found.type.name, says=found.description)


def _excuses(old: GraphQLSchema, removed: Mapping[str, str], on: date) -> Iterator[tuple[str, str]]:
    """What may be gone: named with a record, deprecated in the old contract, and past its day.

    A type may go with the last place that led to it.
    """
    excused = {}
    known = dict(places(old))
    for what, adr in removed.items():
        day = gone_after(getattr(known.get(what), "deprecation_reason", None))
        if day is not None and day < on:
            excused[what] = f"ADR {adr}, deprecated until {day}"
    yield from excused.items()
    for name in old.type_map:
        leading = [what for what, place in known.items() if _leads_to(place, name)]
        if leading and excused.keys() >= set(leading):
            yield name, excused[leading[0]]


def _leads_to(place: Any, name: str) -> bool:  # noqa: ANN401 - a field, an argument or a value of an enum
    type_ = getattr(place, "type", None)
    return type_ is not None and get_named_type(type_).name == name


def places(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Everything that a contract holds of its own, by its place."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__") or is_specified_scalar_type(type_):
            continue
        yield type_.name, type_
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for name, field in type_.fields.items():
                    yield f"{type_.name}.{name}", field
                    yield from ((f"{type_.name}.{name}({arg})", value) for arg, value in field.args.items())
            case GraphQLInputObjectType():
                yield from ((f"{type_.name}.{name}", value) for name, value in type_.fields.items())
            case GraphQLEnumType():
                yield from ((f"{type_.name}.{name}", value) for name, value in type_.values.items())
            case _:
                pass
