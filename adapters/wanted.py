"""Parts of a hub that a process reads only where its configuration wants them: the pages, and the work.

Each brings libraries of its own. A hub that only answers GraphQL needs a quarter less memory without them.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from adapters.demo_tools import DemoTools
from adapters.parts import Parts
from adapters.settings import Settings
from hub.rules.reader import Book

if TYPE_CHECKING:
    from adapters.portal_parts import Pages


def work(settings: Settings, made: Parts, book: Book) -> AbstractAsyncContextManager[None]:
    """Give what does the work that is due, until the block ends; nothing where other processes do it."""
    if not settings.workflow.enabled:
        return nullcontext()
    from adapters import work_parts

    return work_parts.work(settings, made, book)


def pages(
    settings: Settings, made: Parts, graphql: ASGIApp, own_data: Sequence[BaseRoute], tools: DemoTools | None
) -> "Pages | None":
    """Give the portal that a hub serves itself. None where it serves none."""
    if settings.portal is None or settings.portal.hub_url is not None:
        return None
    from adapters import portal_parts

    return portal_parts.within(settings, made.engine, graphql, own_data, tools)


def pages_alone(settings: Settings) -> ASGIApp:
    """Make the portal that runs by itself. Raises BadInput where the configuration does not say where the hub is."""
    from adapters import portal_parts

    return portal_parts.alone(settings)
