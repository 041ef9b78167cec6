"""The person concerned, as one client knows them."""

import strawberry

from schema.context import About
from schema.directives import HUB, IDENTIFYING, policy


@strawberry.type(
    description="The person concerned, as this client knows them. No number, no name.",
    directives=policy(IDENTIFYING, HUB),
)
class Person:
    """A person behind a pseudonym."""

    ref: strawberry.ID = strawberry.field(
        description="This client's own reference for the person; no other client can use it. Goes into `PersonInput`."
    )

    @classmethod
    def from_domain(cls, about: About) -> "Person":
        """Show the pseudonym."""
        return cls(ref=strawberry.ID(about.ref))
