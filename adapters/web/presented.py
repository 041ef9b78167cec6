"""What a request brings to show who sent it: method, path, headers, and who is at the other end of the connection."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from starlette.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """Neither query nor body is in it: what is meant to be secret must not be read from where it would be logged."""

    method: str
    path: str
    peer: str | None
    headers: Sequence[tuple[str, str]] = field(repr=False)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Take it out of a request."""
        return cls(
            method=request.method,
            path=request.scope["path"],
            peer=request.client.host if request.client is not None else None,
            headers=tuple(request.headers.items()),
        )

    def all(self, header: str) -> Sequence[str]:
        """Every value of a header, as often as it came."""
        return [value for name, value in self.headers if name.lower() == header]
