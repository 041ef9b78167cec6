"""What can be asked for again by its id."""

import strawberry

from schema.directives import HUB, PERSONAL, policy


@strawberry.interface(
    description="Something that can be asked for again by its id, with `node`.", directives=policy(PERSONAL, HUB)
)
class Node:
    """Has an id."""

    id: strawberry.ID = strawberry.field(description="Tells nothing about what it stands for.")
