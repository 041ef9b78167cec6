"""What can be asked for again by its id."""

import strawberry


@strawberry.interface(description="Something that can be asked for again by its id, with `node`.")
class Node:
    """Has an id."""

    id: strawberry.ID = strawberry.field(description="Tells nothing about what it stands for.")
