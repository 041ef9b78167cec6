"""On what a root field releases personal data, and what it costs: the decision per agency, or an article of law."""

from typing import Final

import strawberry
from strawberry.schema_directive import Location

from consent import purposes
from schema.directives import Cost, LegalBasis
from schema.types.grant import Purpose

ASKING: Final = 50
"""What asking the agencies weighs; everything else is measured against it."""

COMPUTING: Final = 20
"""What one computation, or one reading of the log, weighs."""

WRITING: Final = 10
"""What a change on record weighs."""

READING: Final = 5
"""What a look at a person's record weighs."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description=(
        "Released agency by agency, and only what the decision permits for one of these purposes: to the person, on a "
        "grant or a mandate of theirs, or on a law that the register of processing activities names."
    ),
)
class RequiresConsent:
    """Purposes."""

    purposes: list[Purpose] = strawberry.directive_field(name="purposes")


def on_consent(*found: purposes.Purpose, weight: int) -> tuple[object, ...]:
    """Release what the decision permits for one of these purposes."""
    return (RequiresConsent(purposes=[Purpose[each.name] for each in found]), Cost(weight=weight))


def on_law(article: str, note: str, *, weight: int) -> tuple[object, ...]:
    """Release, or change, what is on record, on this article."""
    return (LegalBasis(article=article, note=note), Cost(weight=weight))
