"""Who is looking at a page, as whoever stands around the portal tells it."""

from collections.abc import Mapping
from typing import Final, Protocol

from starlette.requests import Request

CREDENTIALS: Final = "hub.credentials"
"""Under this name the scope holds who is logged in; None, or nothing: nobody."""


class Visitor(Protocol):
    """Somebody who logged in."""

    @property
    def represents(self) -> bool:
        """Whether they act for somebody else."""
        ...

    @property
    def whom(self) -> str | None:
        """What the person is called for whom they act; None where nobody said it."""
        ...

    @property
    def form_token(self) -> str:
        """What our own forms carry, and no other site knows."""
        ...

    @property
    def notes(self) -> Mapping[str, str]:
        """What was kept in this session. It is gone with the session."""
        ...

    async def keep(self, name: str, value: str | None) -> None:
        """Keep something in this session, or forget it."""
        ...

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        """Give the headers of one call to the hub in their name."""
        ...


def visitor(request: Request) -> Visitor | None:
    """Find who is logged in."""
    found: Visitor | None = request.scope.get(CREDENTIALS)
    return found
