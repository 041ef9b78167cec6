"""What a page is: how it is shown, and what is done with what is sent from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from adapters.portal.visit import Visit

Answer = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `is_open`: also for who is not logged in. `parts` are those of its address that stand for something."""

    show: Answer
    sent: Answer | None = None
    is_open: bool = False
    parts: tuple[str, ...] = ()
