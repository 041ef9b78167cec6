"""What we ask of the provider behind the browser's back: to take a request, to give tokens, to renew them."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from adapters.identity.login.bounded_transport import BoundedTransport
from adapters.identity.login.client_key import ClientAssertion, ClientKey
from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.proof_key import ProofKey
from adapters.identity.login.provider import Provider
from adapters.settings import LoginSettings
from hub.ports import Clock

CALL_SECONDS: Final = 5
"""Longest wait for one answer of the provider, a second try with its nonce included."""

LONGEST_NONCE: Final = 500
"""Longest nonce of the provider that is repeated in a proof (characters)."""

LONGEST_REQUEST_URI: Final = 1_000

_HEADERS: Final = {"Accept": "application/json"}


class ProviderCalls:
    """Calls under our own name: each carries a fresh assertion, and a fresh proof where tokens are to be bound."""

    def __init__(self, settings: LoginSettings, key: ClientKey, clock: Clock) -> None:
        self._settings = settings
        self._key = key
        self._clock = clock
        self._tls = ssl.create_default_context()
        self._nonce: str | None = None

    async def push(self, provider: Provider, endpoint: str, parameters: Mapping[str, str]) -> str:
        """Hand over an authorization request (RFC 9126); give the name under which the browser may mention it."""
        with _translated():
            async with asyncio.timeout(CALL_SECONDS), self._client(provider.issuer, self._transport()) as client:
                auth = client.client_auth(client.token_endpoint_auth_method)
                answer = await client.request("POST", endpoint, data=dict(parameters), headers=_HEADERS, auth=auth)
            if answer.status_code not in {HTTPStatus.CREATED, HTTPStatus.OK}:
                answer.raise_for_status()
                raise LoginRefused(LoginFault.PROVIDER_REFUSED)
            content = answer.json()
        name = content.get("request_uri") if isinstance(content, dict) else None
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_REQUEST_URI:
            raise LoginRefused(LoginFault.PROVIDER_REFUSED)
        return name

    async def redeem(
        self, provider: Provider, *, code: str, verifier: str, redirect_uri: str, proof_key: ProofKey | None
    ) -> Mapping[str, Any]:
        """Give the tokens for a code."""
        grant = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        return await self._tokens(provider, proof_key, {**grant, "redirect_uri": redirect_uri})

    async def refresh(self, provider: Provider, *, refresh_token: str, proof_key: ProofKey | None) -> Mapping[str, Any]:
        """Give new tokens for a refresh token."""
        return await self._tokens(provider, proof_key, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _tokens(
        self, provider: Provider, proof_key: ProofKey | None, grant: Mapping[str, str]
    ) -> Mapping[str, Any]:
        named = {"resource": self._settings.resource} if self._settings.resource else {}
        with _translated():
            async with asyncio.timeout(CALL_SECONDS):
                try:
                    return await self._ask(provider, proof_key, {**grant, **named})
                except OAuthError as refused:
                    if refused.error != "use_dpop_nonce" or proof_key is None or self._nonce is None:
                        raise
                    return await self._ask(provider, proof_key, {**grant, **named})

    async def _ask(self, provider: Provider, proof_key: ProofKey | None, grant: Mapping[str, str]) -> Mapping[str, Any]:
        headers = dict(_HEADERS)
        if proof_key is not None:
            at, url = self._clock.now(), provider.token_endpoint
            headers["DPoP"] = proof_key.proof("POST", url, at=at, nonce=self._nonce)
        transport = self._transport()
        async with self._client(provider.issuer, transport) as client:
            try:
                tokens: Mapping[str, Any] = await client.fetch_token(provider.token_endpoint, headers=headers, **grant)
            finally:
                self._remember(transport.nonce)
        return tokens

    def _client(self, issuer: str, transport: BoundedTransport) -> AsyncOAuth2Client:
        """Give authlib's client with our manners: bounded, no redirects, nothing from the environment."""
        return AsyncOAuth2Client(
            client_id=self._settings.client_id,
            client_secret=self._key.key,
            token_endpoint_auth_method=ClientAssertion(issuer, self._key, self._clock.now),
            transport=transport,
            timeout=CALL_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    def _transport(self) -> BoundedTransport:
        return BoundedTransport(self._tls)

    def _remember(self, nonce: str | None) -> None:
        """Keep the newest nonce: the provider will want it in the next proof."""
        if nonce is not None and 0 < len(nonce) <= LONGEST_NONCE:
            self._nonce = nonce


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what goes wrong on the way into a refusal: the provider said no, did not answer, or answered no sense."""
    try:
        yield
    except httpx2.HTTPStatusError as fault:
        is_theirs = fault.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        raise LoginRefused(LoginFault.PROVIDER_UNAVAILABLE if is_theirs else LoginFault.PROVIDER_REFUSED) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):  # a TimeoutError is an OSError
        raise LoginRefused(LoginFault.PROVIDER_UNAVAILABLE) from None
    except AuthlibBaseError:
        raise LoginRefused(LoginFault.PROVIDER_REFUSED) from None
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise LoginRefused(LoginFault.TOKEN_ANSWER) from None
