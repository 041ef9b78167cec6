"""A way to join claims into one arrangement: who takes part, and whether the law of the day knows it."""

from enum import Enum

import strawberry

from hub.domain import scheme as domain
from hub.rules.edition import InForce
from schema.context import Services
from schema.directives import PUBLIC, RULE_BOOK, policy
from schema.types.agency import Agency


@strawberry.enum(description="Whether an agency may take part under the law of that date.")
class Standing(Enum):
    """Law, or not yet."""

    CURRENT_LAW = strawberry.enum_value("current_law", description="The law of that date lets it take part.")
    NEEDS_POLICY_CHANGE = strawberry.enum_value(
        "needs_policy_change", description="It takes no part today; the policy would have to change."
    )


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
        description="Whether some participant takes no part under today's law. Such a plan can be looked at only."
    )
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
            executes=Agency.from_domain(services.agency(scheme.executes)),
            participants=[Participant.from_domain(participant, services) for participant in scheme.participants],
        )
