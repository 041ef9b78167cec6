"""Our access token at one agency: client credentials with a signed assertion (NL GOV OAuth 1.2, RFC 7523)."""

import asyncio
import json
import re
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import (
    AsyncOAuth2Client,
    OAuth2ClientAuth,
)
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import TRACE_HEADER
from adapters.agencies.reasons import Reason
from adapters.settings import SourceSettings
from hub.errors import BadInput

ALGORITHM = "ES256"
CURVE = "P-256"
ASSERTION_S = 60
LARGEST_ANSWER = 64 * 1024
LONGEST_TOKEN = 8_192
CONNECT_S = 1.0
LONGEST_KEPT_S = 6 * 3600
"""NL GOV OAuth 1.2: a token for client credentials lives six hours at most."""

UNSAID_S = 60
"""How long a token is kept whose end is not told."""

SPARE_S = 10
"""A token is renewed this long before its end, so that it does not end on its way to the agency."""

_BEARER = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750, 2.1


class Credentials(Protocol):
    """Something that opens an agency's door."""

    async def token(self, *, within_s: float, traceparent: str | None = None) -> str:
        """Give a token that is good now; one that must be fetched is fetched in this trace. Raises CallFailed."""
        ...

    def forget(self, token: str) -> None:
        """Stop using a token that the agency refused."""
        ...

    async def close(self) -> None:
        """Give back what is held open."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """A token and until when, on the monotonic clock, it is used."""

    value: str = field(repr=False)
    until_s: float


class ClientCredentials:
    """Fetches one token at a time, for all who wait for it, and keeps it until shortly before its end."""

    def __init__(
        self,
        settings: SourceSettings,
        *,
        tls: ssl.SSLContext,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        scope: str | None = None,
    ) -> None:
        self._settings = settings
        self._scope = {} if scope is None else {"scope": scope}
        self._tls = tls
        self._monotonic_s = monotonic_s
        self._assertion = _Assertion(settings.assertion_audience, now)
        self._key = read_key(settings.key_file)
        self._kept: _Token | None = None
        self._fetching: asyncio.Task[_Token | CallFailed] | None = None

    async def token(self, *, within_s: float, traceparent: str | None = None) -> str:
        """Give a token that is good now, an old or a new one."""
        if self._kept is not None and self._monotonic_s() < self._kept.until_s:
            return self._kept.value
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(traceparent))
        try:
            # Shielded: others wait for the same token when this caller has gone.
            async with asyncio.timeout(within_s):
                outcome = await asyncio.shield(self._fetching)
        except TimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT) from error
        if isinstance(outcome, CallFailed):
            raise CallFailed(outcome.reason, may_pass=outcome.may_pass, ails=outcome.ails)
        return outcome.value

    def forget(self, token: str) -> None:
        """Stop using a token, unless a newer one is there already."""
        if self._kept is not None and self._kept.value == token:
            self._kept = None

    async def close(self) -> None:
        """Stop fetching."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _fetch(self, traceparent: str | None) -> _Token | CallFailed:
        """Fetch and keep a token. Gives its failure back as a value: perhaps nobody waits for it any more."""
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                answer = await self._ask(traceparent)
            self._kept = self._read(answer)
        except (TimeoutError, httpx2.TimeoutException):
            return CallFailed(Reason.TIMED_OUT)
        except httpx2.HTTPStatusError as error:
            return _failure_of(error.response.status_code)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            return CallFailed(Reason.CONNECTION_FAILED, may_pass=True)
        except CallFailed as failed:
            return failed
        except (AuthlibBaseError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            # Refused in so many words, or an answer that is no token.
            return CallFailed(Reason.TOKEN_REFUSED, ails=False)
        return self._kept

    async def _ask(self, traceparent: str | None) -> Mapping[str, object]:
        client = AsyncOAuth2Client(
            client_id=self._settings.client_id,
            client_secret=self._key,
            token_endpoint_auth_method=self._assertion,
            transport=_Bounded(httpx2.AsyncHTTPTransport(verify=self._tls, trust_env=False, retries=0)),
            timeout=httpx2.Timeout(self._settings.timeout_s, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
        )
        async with client:
            token: Mapping[str, object] = await client.fetch_token(
                self._settings.token_url,
                grant_type="client_credentials",
                **self._scope,
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": "identity",
                    **({} if traceparent is None else {TRACE_HEADER: traceparent}),
                },
            )
        return token

    def _read(self, answer: Mapping[str, object]) -> _Token:
        value, lives_s, kind = answer["access_token"], answer.get("expires_in", UNSAID_S), answer.get("token_type")
        if not isinstance(value, str) or len(value) > LONGEST_TOKEN or not _BEARER.fullmatch(value):
            raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
        if not isinstance(kind, str) or kind.lower() != "bearer":
            raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
        if not isinstance(lives_s, int) or isinstance(lives_s, bool) or lives_s <= 0:
            raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
        lives_s = min(lives_s, LONGEST_KEPT_S)
        # One that lives shorter than our margin is still good for now.
        return _Token(value=value, until_s=self._monotonic_s() + max(lives_s - SPARE_S, lives_s / 2))


class _Assertion(PrivateKeyJWT):  # type: ignore[misc]  # as above
    """Says who we are. New for each request: authlib alone would sign for an hour and keep a given `jti`."""

    def __init__(self, audience: str, now: Callable[[], datetime]) -> None:
        super().__init__(audience, alg=ALGORITHM)
        self._now = now

    def sign(self, auth: OAuth2ClientAuth, token_endpoint: str) -> str:
        """Sign an assertion for one use within a minute."""
        key: ECKey = auth.client_secret
        header = {"alg": ALGORITHM, "typ": "JWT"} | ({"kid": key.kid} if key.kid else {})
        signed: str = private_key_jwt_sign(
            key,
            client_id=auth.client_id,
            token_endpoint=token_endpoint,
            alg=ALGORITHM,
            claims={"jti": secrets.token_urlsafe(32)},
            header=header,
            issued_at=int(self._now().timestamp()),
            expires_in=ASSERTION_S,
        )
        return signed


class _Bounded(httpx2.AsyncBaseTransport):
    """Cuts off answers that are too large; refuses compressed ones, which could grow."""

    def __init__(self, inner: httpx2.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass on, counting what comes back."""
        response = await self._inner.handle_async_request(request)
        stream = response.stream
        compressed = response.headers.get("Content-Encoding", "identity") != "identity"
        if compressed or not isinstance(stream, httpx2.AsyncByteStream):
            await response.aclose()
            raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Counted(stream),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for piece in self._inner:
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise CallFailed(Reason.TOO_LARGE)
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def _failure_of(status: int) -> CallFailed:
    """Tell what a status without a word of OAuth means."""
    match status:
        case HTTPStatus.BAD_REQUEST | HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return CallFailed(Reason.TOKEN_REFUSED, ails=False)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return CallFailed(Reason.BUSY, may_pass=True)
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return CallFailed(Reason.HTTP_ERROR, may_pass=True, status=status)
        case _:
            return CallFailed(Reason.HTTP_ERROR, status=status)


def read_key(path: Path) -> ECKey:
    """Read the private key that signs our assertions: a JWK, EC P-256. Raises BadInput without path or content."""
    try:
        key = ECKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise _unfit() from None
    if not key.is_private or key.curve_name != CURVE:
        raise _unfit()
    return key


def _unfit() -> BadInput:
    return BadInput("config.key_file", "The key_file of a source cannot be used.", "Name a private JWK, EC P-256.")
