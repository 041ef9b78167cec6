"""A way to join claims into one arrangement: who takes part, and whether the law of the day knows it."""

from datetime import date
from enum import Enum
from typing import Final

import strawberry

from hub.domain import scheme as domain
from hub.rules.edition import InForce
from schema.context import Info, Services
from schema.directives import PUBLIC, RULE_BOOK, AddedIn, policy
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.language import LanguageInput, chosen

ADDED: Final = "0.2.0"
"""Since when the contract knows reforms."""


@strawberry.enum(description="Whether an agency may take part under the law of that date.")
class Standing(Enum):
    """Law, or not yet."""

    CURRENT_LAW = strawberry.enum_value("current_law", description="The law of that date lets it take part.")
    NEEDS_POLICY_CHANGE = strawberry.enum_value(
        "needs_policy_change", description="It takes no part today; the policy would have to change."
    )
    UNDER_REFORM = strawberry.enum_value(
        "under_reform",
        description="No law lets it take part; the reform under which this hub computes would.",
        directives=[AddedIn(version=ADDED)],
    )


@strawberry.type(
    description="A law that is not there, under which a demo computes as if it were.",
    directives=policy(PUBLIC, RULE_BOOK, added=ADDED),
)
class Reform:
    """A reform."""

    told: strawberry.Private[domain.Reform]
    name: str = strawberry.field(description="Its name, the same wherever it is named.")
    since: date = strawberry.field(description="From which day on it would hold.")

    @classmethod
    def from_domain(cls, reform: domain.Reform | None) -> "Reform | None":
        """Show the reform that something rests on, where there is one."""
        return cls(told=reform, name=reform.name, since=reform.since) if reform else None

    @resolved("What it says, as a sentence for a person.")
    def text(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Give the sentence."""
        return self.told.says[chosen(language, info.context)]


REFORM: Final = "The reform under which alone it can be; null for what is law, and for what can only be looked at."
"""What the contract says wherever a reform is named."""


@strawberry.type(description="An agency in a scheme.", directives=policy(PUBLIC, RULE_BOOK, listed=5))
class Participant:
    """A participant."""

    agency: Agency = strawberry.field(description="Which agency.")
    standing: Standing = strawberry.field(description="Whether it may take part.")
    article: str = strawberry.field(description="The rule that says so.")
    change: str | None = strawberry.field(description="Which change of policy would be needed.")

    @classmethod
    def from_domain(cls, participant: domain.Participant, services: Services) -> "Participant":
        """Show a participant."""
        return cls(
            agency=Agency.from_domain(services.agency(participant.agency)),
            standing=Standing[participant.standing.name],
            article=participant.article,
            change=participant.change,
        )


@strawberry.type(
    description="A way to join claims into one arrangement, as the law of today has it.",
    directives=policy(PUBLIC, RULE_BOOK, listed=10),
)
class Scheme:
    """A scheme."""

    code: str = strawberry.field(description="Its name; goes into `preview` and `proposeArrangement`.")
    says: str = strawberry.field(description="What it is.")
    article: str = strawberry.field(description="The rule that it rests on.")
    is_what_if: bool = strawberry.field(
        description=(
            "Whether some participant takes no part under today's law. Such a plan can be looked at only, unless a "
            "reform is named."
        )
    )
    reform: Reform | None = strawberry.field(description=REFORM, directives=[AddedIn(version=ADDED)])
    executes: Agency = strawberry.field(description="The agency that carries an arrangement out.")
    participants: list[Participant] = strawberry.field(description="Who takes part, in a fixed order.")

    @classmethod
    def from_domain(cls, scheme: domain.Scheme, found: InForce, services: Services) -> "Scheme":
        """Show a scheme in force."""
        return cls(
            code=scheme.code,
            says=found.says,
            article=found.article,
            is_what_if=not scheme.is_law,
            reform=Reform.from_domain(scheme.only_under),
            executes=Agency.from_domain(services.agency(scheme.executes)),
            participants=[Participant.from_domain(participant, services) for participant in scheme.participants],
        )
