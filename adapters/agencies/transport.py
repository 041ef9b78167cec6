"""Bytes to an agency and back: bounded in time and size, no redirects, no cookies, one pool of connections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

LARGEST_ANSWER = 2_000_000
CONNECT_S = 1.0
"""A host that is there answers a connection in milliseconds; what is left of the budget may serve a second try."""

KEEP_CONNECTION_S = 15.0
"""How long a connection waits for its next question."""

WRITES = frozenset({"PUT", "PATCH", "DELETE"})
"""What may change something there. All that is sent with POST reads."""

PLAIN_ANSWER: frozenset[int] = frozenset({HTTPStatus.OK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send, in which trace (`traceparent`, W3C), and with which statuses an answer counts.

    Bodies hold numbers of persons and headers hold tokens: neither is ever shown.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    largest_answer: int = LARGEST_ANSWER
    takes: frozenset[int] = PLAIN_ANSWER
    traceparent: str | None = None

    @property
    def writes(self) -> bool:
        """Say whether it may change something, so that it is sent once and over a connection of its own.

        A used connection may just have been closed at the other side: then nobody knows whether the question was read.
        """
        return self.method in WRITES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, with a status that counts."""

    content_type: str
    body: bytes = field(repr=False)
    status: int = HTTPStatus.OK

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()


class Transport(Protocol):
    """Something that carries bytes to one agency."""

    async def call(self, request: Request, *, within_s: float) -> Reply:
        """Send and wait for the whole answer. Raises CallFailed for everything else, at the budget's end at last."""
        ...

    async def close(self) -> None:
        """Give back what is held open, and end what is on its way. Whoever calls later has failed at once."""
        ...
