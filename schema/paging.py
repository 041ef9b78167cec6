"""Connections: lists that can grow are read page by page."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import strawberry

from hub.errors import BadInput
from schema.directives import HUB, PERSONAL, policy
from schema.limits import PAGE

Item = TypeVar("Item")
Shown = TypeVar("Shown")

First = Annotated[int, strawberry.argument(description=f"How many at most: 0 to {PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="Cursor of the last item of the page before.")]


@strawberry.type(description="Where a page stands in the whole list.", directives=policy(PERSONAL, HUB))
class PageInfo:
    """Where a page stands."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is something before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null on an empty page.")


@strawberry.type(description="One item of a page.", directives=policy(PERSONAL, HUB))
class Edge(Generic[Shown]):
    """An item and its place."""

    cursor: str = strawberry.field(description="Marks the place of this item; tells nothing else.")
    node: Shown = strawberry.field(description="The item.")


@strawberry.type(
    description=f"One page of a list that can grow; a page holds at most {PAGE} items.",
    directives=policy(PERSONAL, HUB),
)
class Connection(Generic[Shown]):
    """A page."""

    edges: list[Edge[Shown]] = strawberry.field(description="The items of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many items there are on all pages together.")


@strawberry.type(name="Edge", description="One item of a page.", directives=policy(PERSONAL, HUB, added="0.2.0"))
class LaterEdge(Edge[Shown], Generic[Shown]):
    """The same, of a list that the contract did not have from the start."""


@strawberry.type(
    name="Connection",
    description=f"One page of a list that can grow; a page holds at most {PAGE} items.",
    directives=policy(PERSONAL, HUB, added="0.2.0"),
)
class LaterConnection(Generic[Shown]):
    """A page of such a list."""

    edges: list[LaterEdge[Shown]] = strawberry.field(description="The items of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many items there are on all pages together.")


def cut(
    items: Sequence[Item], *, first: int, after: str | None, cursor: Callable[[Item], str]
) -> tuple[list[tuple[str, Item]], PageInfo]:
    """Cut one page out, each item with its cursor. Raises BadInput for a page that cannot be."""
    if not 0 <= first <= PAGE:
        raise BadInput("page.size", f"A page holds 0 to {PAGE} items.", f"Ask for at most {PAGE}.")
    cursors = [cursor(item) for item in items]
    start = _place_after(cursors, after)
    page = list(zip(cursors, items, strict=True))[start : start + first]
    info = PageInfo(
        has_next_page=start + len(page) < len(items),
        has_previous_page=start > 0,
        start_cursor=page[0][0] if page else None,
        end_cursor=page[-1][0] if page else None,
    )
    return page, info


def _place_after(cursors: Sequence[str], after: str | None) -> int:
    if not after:
        return 0
    if after not in cursors:
        raise BadInput("page.unknown_cursor", "There is no such place in the list.", "Begin again without a cursor.")
    return cursors.index(after) + 1
