"""Who is looking at a page, as whoever stands around the portal tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from starlette.requests import Request

CREDENTIALS: Final = "hub.credentials"
"""Under this name the scope holds who is logged in; None, or nothing: nobody."""

HELPED: Final = "helped"
"""Under this name a session keeps whom an organization helps, by its own reference: an assisted session."""

FILE: Final = "file"
"""Under this name it keeps what the organization files their paper under: no name is needed."""


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
        """Keep something in this session, or forget it; what else was there when the request came stays."""
        ...

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        """Keep these things in this session, and forget all others."""
        ...

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        """Give the headers of one call to the hub in their name."""
        ...


def visitor(request: Request) -> Visitor | None:
    """Find who is logged in."""
    found: Visitor | None = request.scope.get(CREDENTIALS)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """A worker of an organization in an assisted session: on the pages they stand where the person stands."""

    worker: Visitor = field(repr=False)

    @property
    def represents(self) -> bool:
        return True

    @property
    def whom(self) -> str | None:
        """Nobody said a name, and none is needed."""
        return None

    @property
    def form_token(self) -> str:
        return self.worker.form_token

    @property
    def notes(self) -> Mapping[str, str]:
        return self.worker.notes

    async def keep(self, name: str, value: str | None) -> None:
        await self.worker.keep(name, value)

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        await self.worker.keep_only(notes)

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        return self.worker.headers(method, url, nonce=nonce)


def helped(who: Visitor | None) -> str | None:
    """Give whom somebody helps in this session."""
    return None if who is None else who.notes.get(HELPED)


def in_session(who: Visitor | None) -> Visitor | None:
    """Let a worker stand where whom they help stands."""
    return who if who is None or helped(who) is None else Helping(worker=who)
