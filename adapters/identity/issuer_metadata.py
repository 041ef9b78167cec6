"""What the configured issuers publish, metadata and keys: bounded, cached, never from a token."""

import asyncio
import json
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from hub.errors import Unavailable

DISCOVERY: Final = "/.well-known/openid-configuration"

FETCH_SECONDS: Final = 3
"""Longest wait for one document of an issuer."""

LARGEST_DOCUMENT: Final = 65_536
"""Largest document of an issuer that is read (bytes); real ones have a few thousand."""

MOST_KEYS: Final = 50
"""Keys of one issuer at most."""

SMALLEST_RSA_BITS: Final = 2048

SIGNING_CURVES: Final = frozenset({"Ed25519", "Ed448"})
"""The other curves of that kind of key agree on secrets; they sign nothing."""

FRESH_SECONDS: Final = 600
"""After this keys are fetched again, so that a withdrawn key stops counting."""

STALE_SECONDS: Final = 3600
"""So long known keys still count when the issuer does not answer."""

PAUSE_SECONDS: Final = 60
"""At most once in this time an issuer is asked again, however many unknown keys are named to us."""

PublicKey = ECKey | OKPKey | RSAKey


@dataclass(slots=True)
class _Known:
    """What is known of one issuer. `fetching` is one for all who wait, and goes on when they go away."""

    keys: Sequence[PublicKey] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    fetched_at_seconds: float | None = None
    tried_at_seconds: float | None = None
    fetching: asyncio.Task[None] | None = None


class IssuerKeys:
    """Finds the key that a token names, among those that its issuer publishes."""

    def __init__(
        self,
        issuers: Iterable[str],
        *,
        allow_loopback_http: bool = False,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._known = {issuer: _Known() for issuer in issuers}
        self._allow_loopback_http = allow_loopback_http
        self._monotonic_s = monotonic_s
        # No proxy and no password from the environment or a .netrc; and an issuer does not send us elsewhere.
        self._client = httpx2.AsyncClient(timeout=FETCH_SECONDS, trust_env=False, follow_redirects=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        under_way = [known.fetching for known in self._known.values() if known.fetching is not None]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._client.aclose()

    async def key(self, issuer: str, kid: str | None) -> PublicKey | None:
        """Give the key, or None where the issuer has none of that name; no name will do where there is one key.

        Raises Unavailable when nothing usable is known and the issuer does not answer; KeyError for an issuer that
        is not configured.
        """
        known = self._known[issuer]
        if not self._is_younger(known.fetched_at_seconds, FRESH_SECONDS) or _pick(known.keys, kid) is None:
            await self._refreshed(issuer, known)
        self._check_usable(known)
        return _pick(known.keys, kid)

    async def metadata(self, issuer: str) -> Mapping[str, Any]:
        """Give what the issuer publishes about itself, under its own name. Raises as `key` does."""
        known = self._known[issuer]
        if not self._is_younger(known.fetched_at_seconds, FRESH_SECONDS):
            await self._refreshed(issuer, known)
        self._check_usable(known)
        return known.metadata

    def _check_usable(self, known: _Known) -> None:
        if not self._is_younger(known.fetched_at_seconds, STALE_SECONDS):
            raise Unavailable("issuer.unavailable", "The issuer of the token did not answer.", "Try again later.")

    def _is_younger(self, moment_seconds: float | None, age_seconds: int) -> bool:
        return moment_seconds is not None and self._monotonic_s() - moment_seconds < age_seconds

    async def _refreshed(self, issuer: str, known: _Known) -> None:
        """Wait for the fetch that is under way, or begin one where it is time.

        Shielded: a client that goes away at the wrong moment would otherwise leave us without keys for the whole pause.
        """
        if known.fetching is None or known.fetching.done():
            if self._is_younger(known.tried_at_seconds, PAUSE_SECONDS):
                return
            known.fetching = asyncio.create_task(self._refresh(issuer, known))
        await asyncio.shield(known.fetching)

    async def _refresh(self, issuer: str, known: _Known) -> None:
        """Fetch the keys anew. Where that fails the known ones stay, until they are stale."""
        known.tried_at_seconds = self._monotonic_s()
        try:
            async with asyncio.timeout(2 * FETCH_SECONDS):
                metadata = await self._fetch(issuer.rstrip("/") + DISCOVERY)
                if metadata.get("issuer") != issuer:  # somebody else's metadata, or a mix-up (ASVS 10.5.3)
                    return
                keys = await self._fetch(str(metadata.get("jwks_uri")))
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError):
            return
        known.keys, known.metadata = _usable(keys), metadata
        known.fetched_at_seconds = self._monotonic_s()

    async def _fetch(self, url: str) -> dict[str, Any]:
        """Fetch one JSON object. Raises ValueError for what is not one, too large, or not to be fetched."""
        if not may_fetch(url, allow_loopback_http=self._allow_loopback_http):
            raise ValueError("an address that must not be fetched")
        # As it was sent: a document packed small could unpack to any size.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code != httpx2.codes.OK:
                raise ValueError("not the document")
            content = b""
            async for part in response.aiter_raw():
                content += part
                if len(content) > LARGEST_DOCUMENT:
                    raise ValueError("too large a document")
        document = _parsed(content)
        if not isinstance(document, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004 all that is wrong with a document is one fault
        return document


def may_fetch(url: str, *, allow_loopback_http: bool) -> bool:
    """Say whether an address that an issuer names may be used: encrypted, or on this machine where that is allowed."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and allow_loopback_http and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(content: bytes) -> object:
    try:
        document: object = json.loads(content)
    except RecursionError:
        raise ValueError("too deep a document") from None
    return document


def _usable(document: dict[str, Any]) -> Sequence[PublicKey]:
    """Give the keys that can check a signature; one that we do not understand leaves the others standing."""
    listed = document.get("keys")
    entries = listed[:MOST_KEYS] if isinstance(listed, list) else []
    return [key for entry in entries if (key := public_key(entry)) is not None]


def public_key(entry: object) -> PublicKey | None:
    """Read one key. None for a secret or a published private one, for other uses, and for weak ones."""
    if not isinstance(entry, dict) or "d" in entry or entry.get("use", "sig") != "sig":
        return None
    try:
        with warnings.catch_warnings():  # the library warns of weak ones; they are refused below
            warnings.simplefilter("ignore", SecurityWarning)
            key = JWKRegistry.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAKey):
        return key if key.public_key.key_size >= SMALLEST_RSA_BITS else None
    if isinstance(key, OKPKey):
        return key if key.curve_name in SIGNING_CURVES else None
    return key if isinstance(key, ECKey) else None


def _pick(keys: Sequence[PublicKey], kid: str | None) -> PublicKey | None:
    if kid is None:
        return keys[0] if len(keys) == 1 else None
    return next((key for key in keys if key.kid == kid), None)
