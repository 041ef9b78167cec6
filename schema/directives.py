"""What the contract says of its own fields: how sensitive, from where, on which basis, at what cost, since when.

What stands on a type counts for its values, what stands on the schema for everything in it, and what stands on a field
goes before both; a field that leads to another type is what that type says. Who may see what is decided in `consent`,
never by these words: tests keep the two in step.
"""

from enum import Enum

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[
        Location.SCHEMA,
        Location.SCALAR,
        Location.OBJECT,
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INTERFACE,
        Location.UNION,
        Location.ENUM,
        Location.ENUM_VALUE,
        Location.INPUT_OBJECT,
        Location.INPUT_FIELD_DEFINITION,
    ],
    description="The version of the contract since which this is there, and everything in it that says no other.",
)
class AddedIn:
    """A version."""

    version: str = strawberry.directive_field(name="version")


@strawberry.enum(
    description="How sensitive a value is, from the least to the most.", directives=[AddedIn(version="0.2.0")]
)
class SensitivityLevel(Enum):
    """From what everybody may know to what tells who somebody is."""

    PUBLIC = strawberry.enum_value("public", description="The same for everybody; it tells nothing of a person.")
    PERSONAL = strawberry.enum_value("personal", description="About a person.")
    FINANCIAL = strawberry.enum_value("financial", description="About what a person owes, has, earns or can miss.")
    IDENTIFYING = strawberry.enum_value(
        "identifying", description="Ties what is told to a person or a case outside this hub."
    )


@strawberry.enum(description="Where a value comes from.", directives=[AddedIn(version="0.2.0")])
class Origin(Enum):
    """Everything that speaks in an answer."""

    AGENCY = strawberry.enum_value("agency", description="An agency states it; it is passed on as it was stated.")
    RULE_BOOK = strawberry.enum_value("rule_book", description="The law and the schemes, as the rule book has them.")
    COMPUTED = strawberry.enum_value("computed", description="Worked out here, by rules that the answer names.")
    RECORD = strawberry.enum_value("record", description="The hub's record of consents, mandates, proposals, accesses.")
    PERSON = strawberry.enum_value("person", description="Told by the person, or by who asks on their behalf.")
    HUB = strawberry.enum_value(
        "hub", description="The hub itself: its registry, its register, the frame of an answer."
    )


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.INPUT_OBJECT, Location.FIELD_DEFINITION],
    description="How sensitive this is; on a type: each value in it whose field does not say otherwise.",
)
class Sensitivity:
    """A level."""

    level: SensitivityLevel = strawberry.directive_field(name="level")


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.FIELD_DEFINITION],
    description="Where this comes from; on a type: each value in it whose field does not say otherwise.",
)
class Source:
    """An origin."""

    of: Origin = strawberry.directive_field(name="of")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description=(
        "The law on which this releases or changes personal data, beside the decision per agency that "
        "`requiresConsent` stands for."
    ),
)
class LegalBasis:
    """An article, and what it has to do with it."""

    article: str = strawberry.directive_field(name="article")
    note: str | None = strawberry.directive_field(name="note", default=strawberry.UNSET)


@strawberry.schema_directive(
    locations=[
        Location.OBJECT,
        Location.INTERFACE,
        Location.UNION,
        Location.FIELD_DEFINITION,
    ],
    description=(
        "What one value weighs in the cost of a document: 1 where nothing is said, 0 for a value without fields. A "
        "list weighs as much as its items: `first` of them where the field takes it, otherwise `assumedSize`. On a "
        "type: wherever it is given and the field does not say otherwise."
    ),
)
class Cost:
    """A weight, and how long a list of it is taken to be."""

    weight: int = strawberry.directive_field(name="weight")
    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)


PUBLIC, PERSONAL, FINANCIAL, IDENTIFYING = SensitivityLevel
AGENCY, RULE_BOOK, COMPUTED, RECORD, PERSON, HUB = Origin


def policy(
    level: SensitivityLevel | None = None,
    of: Origin | None = None,
    *,
    weight: int | None = None,
    listed: int | None = None,
    added: str | None = None,
) -> tuple[object, ...]:
    """Say at once what is to be said of a type or a field; `listed` is how many stand in a list of it."""
    said: list[object] = []
    if level:
        said.append(Sensitivity(level=level))
    if of:
        said.append(Source(of=of))
    if weight is not None or listed is not None:
        said.append(
            Cost(weight=1 if weight is None else weight, assumed_size=strawberry.UNSET if listed is None else listed)
        )
    if added:
        said.append(AddedIn(version=added))
    return tuple(said)
