"""Leave to act for a person, as the person and whoever acts see it."""

from datetime import date, datetime
from enum import Enum

import strawberry

from consent import mandates, purposes
from consent.mandates import MandateState
from consent.parties import Agency as KnownAgency
from schema import global_id
from schema.context import Context
from schema.directives import IDENTIFYING, PERSONAL, RECORD, policy
from schema.types.agency import Agency
from schema.types.grant import Purpose
from schema.types.node import Node


@strawberry.enum(description="What somebody may do for another.")
class Act(Enum):
    """The acts of `consent`."""

    VIEW = strawberry.enum_value("view", description="See what is owed, and have a proposal worked out.")
    CONSENT = strawberry.enum_value("consent", description="Give, narrow and withdraw consent.")
    ACCEPT = strawberry.enum_value("accept", description="Accept, change and end an arrangement.")


@strawberry.enum(description="Why somebody acts for another.")
class MandateKind(Enum):
    """The kinds of `consent`."""

    HELP = strawberry.enum_value("help", description="The person asked for it.")
    ADMINISTRATION = strawberry.enum_value("administration", description="A court: beschermingsbewind (BW 1:431).")
    GUARDIANSHIP = strawberry.enum_value("guardianship", description="A court: curatele (BW 1:378).")


@strawberry.enum(description="What shows that a mandate is there.")
class Evidence(Enum):
    """The kinds of evidence of `consent`."""

    LOGIN = strawberry.enum_value("login", description="The person gave it here, logged in.")
    PROVIDER = strawberry.enum_value("provider", description="The identity provider vouched for it.")
    PAPER = strawberry.enum_value("paper", description="A signed paper that the representative keeps.")
    COURT_ORDER = strawberry.enum_value("court_order", description="A court's decision that the representative keeps.")


@strawberry.type(description="Leave for somebody to act for a person.", directives=policy(PERSONAL, RECORD, listed=10))
class Mandate(Node):
    """A mandate."""

    representative_oin: str | None = strawberry.field(
        description="Number of the organization that acts; null where it is a person with a log-in of their own."
    )
    representative_name: str | None = strawberry.field(description="Its name, where this hub knows it.")
    kind: MandateKind = strawberry.field(description="Why.")
    evidence: Evidence = strawberry.field(description="What shows it.")
    signed_on: date | None = strawberry.field(description="The date on a paper or a court's decision.")
    reference: str | None = strawberry.field(
        description="What the representative files that under.", directives=policy(IDENTIFYING)
    )
    acts: list[Act] = strawberry.field(description="What may be done.")
    purposes: list[Purpose] = strawberry.field(description="What data may be asked for.")
    agencies: list[Agency] = strawberry.field(description="Towards which agencies.")
    valid_from: datetime = strawberry.field(description="From when.")
    valid_until: datetime = strawberry.field(description="Until when, that moment excluded.")
    given_at: datetime = strawberry.field(description="When the hub learned of it.")
    ended_at: datetime | None = strawberry.field(description="When it was ended; null: it was not.")
    in_force: bool = strawberry.field(description="Whether it counts now.")
    can_end: bool = strawberry.field(
        description="Whether the person can end it here; what a court gave, a court takes."
    )

    @classmethod
    def from_domain(cls, state: MandateState, context: Context) -> "Mandate":
        """Show a mandate as it counts at this moment."""
        mandate, services = state.mandate, context.services
        in_force = state.in_force(services.clock.now())
        organization = mandate.representative if mandate.representative.isdigit() else None
        return cls(
            id=global_id.encode("Mandate", mandate.id),
            representative_oin=organization,
            representative_name=_name(organization, services.agencies),
            kind=MandateKind[mandate.kind.name],
            evidence=Evidence[mandate.evidence.name],
            signed_on=mandate.signed_on,
            reference=mandate.reference,
            acts=[Act[act.name] for act in mandates.Act if act in mandate.acts],
            purposes=[Purpose[word.name] for word in purposes.Purpose if word in mandate.purposes],
            agencies=[Agency.from_domain(one) for one in services.agencies if one.code in mandate.agencies],
            valid_from=mandate.valid_from,
            valid_until=mandate.valid_until,
            given_at=state.given_at,
            ended_at=state.ended_at,
            in_force=in_force,
            can_end=in_force and not mandate.kind.by_court,
        )


def _name(oin: str | None, agencies: tuple[KnownAgency, ...]) -> str | None:
    return next((agency.name for agency in agencies if agency.oin == oin), None)
