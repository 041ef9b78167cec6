"""One step or one ground of a decision, with its article and the values that it used."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

import strawberry

from hub.arrange import explain
from hub.domain import reasons as domain
from hub.domain.money import Cents
from schema.context import Info
from schema.directives import COMPUTED, FINANCIAL, RULE_BOOK, policy
from schema.resolved import resolved
from schema.types.language import LanguageInput, chosen


@strawberry.enum(description="How sure we are of a value of the law.")
class Confidence(Enum):
    """From the most to the least certain."""

    VERIFIED = strawberry.enum_value("verified", description="Read in the text in force.")
    OLDER_EDITION = strawberry.enum_value("older edition", description="Read in an older edition of the text.")
    SECONDARY = strawberry.enum_value("secondary", description="Taken from a source that describes the text.")
    DERIVED = strawberry.enum_value("derived", description="Computed from verified values.")
    RECALLED = strawberry.enum_value("recalled", description="Known, without the text at hand.")
    OUR_CHOICE = strawberry.enum_value("our choice", description="No law says it; a choice of this hub, on record.")


@strawberry.type(description="One value inside an explanation.", directives=policy(FINANCIAL, COMPUTED, listed=5))
class ReasonValue:
    """A named value, as text and as what it is."""

    name: str = strawberry.field(description="Its name, as in the sentence.")
    text: str = strawberry.field(description="The value as the sentence writes it.")
    amount: Cents | None = strawberry.field(description="The value where it is an amount of money.")
    day: date | None = strawberry.field(description="The value where it is a day.")
    number: int | None = strawberry.field(description="The value where it is a count.")
    unit: str | None = strawberry.field(
        description="What it counts: `euro_cents`, `date`, or the name of a count (`months`, `days`); null for words."
    )

    @classmethod
    def from_domain(
        cls, name: str, value: domain.Value, language: explain.Language, names: Mapping[str, str]
    ) -> "ReasonValue":
        """Show a value; what it is stands beside how it is written."""
        return cls(
            name=name,
            text=explain.written(value, language, names),
            amount=value.cents if isinstance(value, domain.Money) else None,
            day=value.on if isinstance(value, domain.Day) else None,
            number=value if isinstance(value, int) else None,
            unit=_unit(name, value),
        )


@strawberry.type(
    description="One step of the computation, or one ground: what, under which article, with which values.",
    directives=policy(FINANCIAL, COMPUTED, listed=10),
)
class Reason:
    """A step or a ground."""

    told: strawberry.Private[domain.Reason]
    code: str = strawberry.field(description="Which step or ground, as `noun.fact`; stable for ever.")
    article: str | None = strawberry.field(description="Where the rule stands.", directives=policy(of=RULE_BOOK))
    version: date | None = strawberry.field(description="Since when that rule is in force as it was applied.")
    confidence: Confidence | None = strawberry.field(description="The least certain of the values that decided.")
    parameters: list[str] = strawberry.field(description="Ids of the rule book's values that decided; see the receipt.")

    @classmethod
    def from_domain(cls, reason: domain.Reason) -> "Reason":
        """Show a reason; its sentence is written when it is asked for."""
        return cls(
            told=reason,
            code=reason.code,
            article=reason.article,
            version=reason.version,
            confidence=Confidence[reason.confidence.name] if reason.confidence else None,
            parameters=list(reason.parameters),
        )

    @resolved("The same as a sentence for a person.")
    def text(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Write the sentence."""
        return explain.render(self.told, chosen(language, info.context), _names(info))

    @resolved("The values that the sentence names, in order of name.")
    def values(self, info: Info, language: LanguageInput = strawberry.UNSET) -> list[ReasonValue]:
        """Show the values."""
        wanted, names = chosen(language, info.context), _names(info)
        return [ReasonValue.from_domain(name, value, wanted, names) for name, value in sorted(self.told.values.items())]


def _unit(name: str, value: domain.Value) -> str | None:
    """What a value is measured in; a count is named after what it counts."""
    match value:
        case domain.Money():
            return "euro_cents"
        case domain.Day():
            return "date"
        case int():
            return name
        case _:
            return None


def _names(info: Info) -> Mapping[str, str]:
    """What agencies are called."""
    return {str(agency.code): agency.name for agency in info.context.services.agencies}
