"""What a request brings to show who sent it, and the one token in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapters.identity.refusal import Refused, TokenFault


class Presented(Protocol):
    """The part of a request that is looked at. Address line and body are none of it: a token there does not count."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def peer(self) -> str | None:
        """Address at the other end of the connection; never what a header says about it."""
        ...

    def all(self, header: str) -> Sequence[str]:
        """Every value of a header, in lower case, as often as it came."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A token as it came, under the scheme that was named."""

    is_dpop: bool
    token: str = field(repr=False)


def shown(request: Presented) -> Shown:
    """Take the token out of exactly one Authorization header."""
    values = request.all("authorization")
    if not values:
        raise Refused(TokenFault.MISSING)
    if len(values) > 1:
        raise Refused(TokenFault.SEVERAL)
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() not in {"bearer", "dpop"}:
        raise Refused(TokenFault.MALFORMED)
    return Shown(is_dpop=scheme.lower() == "dpop", token=token)
