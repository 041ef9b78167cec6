"""An organization that collects debts."""

import strawberry

from consent import parties
from schema import global_id
from schema.directives import HUB, PUBLIC, policy
from schema.types.node import Node


@strawberry.type(
    description="An organization that collects debts. Data, not a closed list: more can join.",
    directives=policy(PUBLIC, HUB, listed=5),
)
class Agency(Node):
    """An agency."""

    code: str = strawberry.field(description="Its short name in this hub.")
    name: str = strawberry.field(description="Its name.")
    oin: str | None = strawberry.field(
        description="Its organization identification number; null where the hub knows the code only."
    )

    @classmethod
    def from_domain(cls, agency: parties.Agency) -> "Agency":
        """Show an agency of the registry."""
        return cls(
            id=global_id.encode("Agency", agency.code), code=agency.code, name=agency.name, oin=agency.oin or None
        )
