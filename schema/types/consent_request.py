"""A request for consent, as the person sees it and as whoever asked does."""

from datetime import datetime
from enum import Enum

import strawberry

from consent import purposes, requests
from consent.parties import SELF
from schema import global_id
from schema.context import Context
from schema.directives import PERSONAL, RECORD, policy
from schema.types.agency import Agency
from schema.types.grant import Category, Purpose, Use
from schema.types.node import Node


def key_of(text: str) -> str | None:
    """The request inside an id, whoever it was made for; None for what is no such id."""
    key = global_id.key_of(text, "ConsentRequest")
    return key.partition(".")[2] if key else None


@strawberry.enum(description="How a request stands.")
class ConsentRequestState(Enum):
    """The states of `consent`."""

    AWAITING = strawberry.enum_value("awaiting", description="No answer; to whoever asked, a no looks like this too.")
    GIVEN = strawberry.enum_value("given", description="The person gave what was asked, or part of it.")
    REFUSED = strawberry.enum_value("refused", description="The person said no. Only the person sees this.")
    EXPIRED = strawberry.enum_value("expired", description="Its time is over; to whoever asked, a no ends like this.")


@strawberry.enum(description="What a person can say to a request.")
class ConsentRequestAnswer(Enum):
    """The answers of `consent`."""

    GIVE = strawberry.enum_value("give", description="Yes, to all of it or to a part.")
    REFUSE = strawberry.enum_value("refuse", description="No. It has no effect on anything, and nobody is told.")


@strawberry.type(
    description="An organization asks for a person's consent.", directives=policy(PERSONAL, RECORD, listed=10)
)
class ConsentRequest(Node):
    """A request."""

    recipient: str = strawberry.field(description="Who asks: an organization identification number.")
    recipient_name: str | None = strawberry.field(description="Its name, where this hub knows it.")
    agencies: list[Agency] = strawberry.field(description="Whose claims it wants to see.")
    purposes: list[Purpose] = strawberry.field(description="What for.")
    categories: list[Category] = strawberry.field(description="What kinds of data.")
    use: Use = strawberry.field(description="How often.")
    asked_at: datetime = strawberry.field(description="When it was asked.")
    expires_at: datetime = strawberry.field(description="Until when it can be answered, that moment excluded.")
    state: ConsentRequestState = strawberry.field(description="How it stands.")

    @classmethod
    def from_domain(cls, request: requests.ConsentRequest, context: Context) -> "ConsentRequest":
        """Show a request to whoever asks now."""
        services, requester = context.services, context.requester
        reader = SELF if requester.is_subject(request.subject) else requester.recipient
        pairwise = services.directory.pairwise(request.subject, requester.client)
        names = {str(agency.oin): agency.name for agency in services.agencies}
        return cls(
            id=global_id.encode("ConsentRequest", f"{pairwise}.{request.id}"),
            recipient=request.recipient,
            recipient_name=names.get(request.recipient),
            agencies=[Agency.from_domain(services.agency(code)) for code in request.agencies],
            purposes=[Purpose[purpose.name] for purpose in request.purposes],
            categories=[Category[word.name] for word in purposes.Category if word in request.categories],
            use=Use[request.use.name],
            asked_at=request.asked_at,
            expires_at=request.expires_at,
            state=ConsentRequestState[request.state_for(reader, services.clock.now()).name],
        )
