"""A processing activity of the register, and the text that a person reads before they consent to it."""

from datetime import date
from enum import Enum

import strawberry

from consent import activities, purposes
from schema.context import Context
from schema.directives import HUB, PUBLIC, policy
from schema.types.grant import Category, Purpose


@strawberry.enum(description="On what an access rests (AVG art. 6(1)).")
class Basis(Enum):
    """The bases of `consent`."""

    CONSENT = strawberry.enum_value("consent", description="The person's consent, or mandate.")
    LEGAL_OBLIGATION = strawberry.enum_value("legal_obligation", description="A law obliges.")
    PUBLIC_TASK = strawberry.enum_value("public_task", description="A task of general interest, set by a law.")


@strawberry.enum(description="What must be there for an access under an activity.")
class Footing(Enum):
    """The footings of `consent`."""

    GRANT = strawberry.enum_value("grant", description="A grant that is in force.")
    MANDATE = strawberry.enum_value("mandate", description="A mandate to act for the person.")
    LAW = strawberry.enum_value("law", description="The article that the activity names.")
    ARRANGEMENT = strawberry.enum_value("arrangement", description="An accepted arrangement.")


@strawberry.type(
    description="The text that a person reads before saying yes.", directives=policy(PUBLIC, HUB, listed=2)
)
class Notice:
    """A notice."""

    id: str = strawberry.field(description="Its language and a digest of every letter. Goes into `giveConsent`.")
    language: str = strawberry.field(description="Its language.")
    text: str = strawberry.field(description="The text, in plain words.")


@strawberry.type(
    description="One version of a processing activity of the register (AVG art. 30).",
    directives=policy(PUBLIC, HUB, listed=20),
)
class ProcessingActivity:
    """An activity."""

    id: str = strawberry.field(description="Code and version.")
    uri: str = strawberry.field(description="Its name for other parties, in logs and decisions.")
    purpose: Purpose = strawberry.field(description="What for.")
    footing: Footing = strawberry.field(description="What must be there for an access.")
    basis: Basis = strawberry.field(description="On what an access rests.")
    article: str = strawberry.field(description="The article.")
    controller: str = strawberry.field(description="Who answers for it: a name.")
    controller_oin: str = strawberry.field(description="Who answers for it: an organization identification number.")
    contact: str = strawberry.field(description="Where to ask, and where to object.")
    recipients: list[str] = strawberry.field(
        description="Who receives: `self`, `representative`, `organization`, `worker`, or numbers of organizations."
    )
    sources: list[str] = strawberry.field(
        description="From whom: `*` is every agency, `own` the agency of whoever asks, otherwise codes of agencies."
    )
    categories: list[Category] = strawberry.field(description="What kinds of data.")
    notices: list[Notice] = strawberry.field(description="What it says to the person, in each language.")
    retention: str = strawberry.field(description="What is kept and for how long, in the language of the request.")
    valid_from: date = strawberry.field(description="The first day on which this version counts.")
    valid_to: date | None = strawberry.field(description="The last day; null: until further notice.")
    lapses_after_months: int = strawberry.field(description="After so many months without use a grant lapses.")

    @classmethod
    def from_domain(cls, activity: activities.Activity, context: Context) -> "ProcessingActivity":
        """Show an activity."""
        return cls(
            id=activity.id,
            uri=activity.uri,
            purpose=Purpose[activity.purpose.name],
            footing=Footing[activity.footing.name],
            basis=Basis[activity.basis.name],
            article=activity.article,
            controller=activity.controller.name,
            controller_oin=activity.controller.oin,
            contact=activity.controller.contact,
            recipients=sorted(activity.recipients),
            sources=sorted(activity.sources),
            categories=[Category[word.name] for word in purposes.Category if word in activity.categories],
            notices=[
                Notice(id=activity.notice(language), language=language, text=text)
                for language, text in activity.texts.items()
            ],
            retention=activity.retention[context.language],
            valid_from=activity.valid_from,
            valid_to=activity.valid_to,
            lapses_after_months=activity.lapses_after_months,
        )
