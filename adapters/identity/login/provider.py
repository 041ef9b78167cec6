"""What the provider's metadata says, as far as a log-in needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from adapters.identity.issuer_metadata import PublicKey, may_fetch
from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.proof_key import ALGORITHM

LONGEST_ADDRESS: Final = 2_000
"""Longest address of an endpoint that is used (characters)."""


class Published(Protocol):
    """What a configured issuer publishes: `adapters.identity.issuer_metadata.IssuerKeys`."""

    async def metadata(self, issuer: str) -> Mapping[str, Any]: ...

    async def key(self, issuer: str, kid: str | None) -> PublicKey | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where its endpoints are, and what it can do."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    push_endpoint: str | None
    end_session_endpoint: str | None
    sends_issuer: bool
    binds_tokens: bool


async def find_provider(published: Published, issuer: str, *, allow_loopback_http: bool) -> Provider:
    """Read the metadata of the configured issuer.

    Raises Unavailable where it does not answer; LoginRefused where it names an endpoint that must not be used, or
    demands pushed requests (RFC 9126) and says nowhere where.
    """
    metadata = await published.metadata(issuer)

    def endpoint(name: str) -> str | None:
        address = metadata.get(name)
        if address is None:
            return None
        if not _is_address(address) or not may_fetch(address, allow_loopback_http=allow_loopback_http):
            raise LoginRefused(LoginFault.METADATA)
        return str(address)

    authorization, token = endpoint("authorization_endpoint"), endpoint("token_endpoint")
    push = endpoint("pushed_authorization_request_endpoint")
    if authorization is None or token is None:
        raise LoginRefused(LoginFault.METADATA)
    if push is None and metadata.get("require_pushed_authorization_requests") is True:
        raise LoginRefused(LoginFault.METADATA)
    return Provider(
        issuer=issuer,
        authorization_endpoint=authorization,
        token_endpoint=token,
        push_endpoint=push,
        end_session_endpoint=endpoint("end_session_endpoint"),
        sends_issuer=metadata.get("authorization_response_iss_parameter_supported") is True,
        binds_tokens=_lists(metadata.get("dpop_signing_alg_values_supported"), ALGORITHM),
    )


def _is_address(address: object) -> bool:
    return isinstance(address, str) and len(address) <= LONGEST_ADDRESS and address.isascii() and address.isprintable()


def _lists(values: object, value: str) -> bool:
    return isinstance(values, list) and value in values
