"""What an agency's type codes mean to us: the kind of debt, and which part of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from adapters.agencies.fcid import values
from adapters.agencies.fcid.faults import Malformed, ProfileFault
from hub.domain.claim import Component, KindCode

UNKNOWN_KIND = KindCode("unknown")
"""Kind of a claim whose own type code we have no word for; such a claim bears an issue and is not planned with."""


class Part(StrEnum):
    """Part of a debt that a type code can name."""

    PRINCIPAL = "principal"
    INCREASE = "increase"
    COSTS = "costs"
    INTEREST = "interest"

    @property
    def component(self) -> Component:
        """Where the part is counted; a statutory increase belongs to the principal."""
        return _COMPONENTS[self]


_COMPONENTS: Final = {
    Part.PRINCIPAL: Component.PRINCIPAL,
    Part.INCREASE: Component.PRINCIPAL,
    Part.COSTS: Component.COSTS,
    Part.INTEREST: Component.INTEREST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One type code. Only a principal has a kind of its own."""

    part: Part
    says: str
    kind: KindCode | None = None


Words = Mapping[str, Word]


def from_toml(text: str, where: str) -> Words:
    """Read an agency's word list and check it; `where` is said in each fault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _unsound(where, "it is no TOML") from None
    return {code: _word(code, content, where) for code, content in table.items()}


def _word(code: str, content: object, where: str) -> Word:
    try:
        values.type_code(code, where)
    except Malformed:
        raise _unsound(where, f"{code} is no type code") from None
    if not isinstance(content, dict) or not {"component", "says"} <= set(content) <= {"component", "says", "kind"}:
        raise _unsound(where, f"{code} needs component and says, and may have kind")
    if content["component"] not in set(Part):
        raise _unsound(where, f"{code} has no component {', '.join(Part)}")
    part = Part(content["component"])
    if ("kind" in content) is not (part is Part.PRINCIPAL):
        raise _unsound(where, f"{code}: a principal has a kind, and nothing else has")
    kind = content.get("kind")
    return Word(part=part, says=str(content["says"]), kind=None if kind is None else KindCode(str(kind)))


def _unsound(where: str, what: str) -> ProfileFault:
    return ProfileFault("words.unsound", f"The word list {where} is not sound: {what}.", "Mend the word list.")
