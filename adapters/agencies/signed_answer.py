"""Answers under signature: one compact JWS over the whole document (RFC 7515; standards §1.2)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.fcid import strict_json
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import LARGEST_ANSWER, Reply, Request, Transport

SIGNED, PLAIN = "application/jose", "application/json"
ALGORITHMS = ("ES256", "PS256")
LARGEST_KEY_SET = 64 * 1024
KEPT_S = 3_600.0
ASKED_AGAIN_AFTER_S = 60.0
"""An unknown `kid` makes us look for new keys, but not more often than this: anybody can make up a `kid`."""


class _Registry(jws.JWSRegistry):
    """The library's bounds are for tokens; ours are for documents and headers with certificates."""

    max_header_length = 32 * 1024
    max_payload_length = LARGEST_ANSWER


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The document inside an answer; `signature` is the agency's over it, without it (RFC 7515, appendix F)."""

    document: bytes
    signature: str | None = None


@dataclass(slots=True, kw_only=True)
class SignedAnswers:
    """Opens the answers of one agency. Without `jwks_url` it takes plain answers, and no others."""

    jwks_url: str | None
    transport: Transport
    monotonic_s: Callable[[], float]
    _keys: KeySet | None = None
    _fetched_at_s: float = 0.0
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, reply: Reply, *, within_s: float, traceparent: str | None = None) -> Opened:
        """Give the document inside; keys that must be fetched are fetched in this trace.

        Raises CallFailed: badly signed, not signed where it should be, or no document.
        """
        if reply.media_type == SIGNED:
            return await self._verified(reply.body, within_s, traceparent)
        if self.jwks_url is not None:
            raise CallFailed(Reason.NOT_SIGNED, ails=False)
        if reply.media_type != PLAIN:
            raise CallFailed(Reason.MALFORMED, ails=False)
        return Opened(document=reply.body)

    async def _verified(self, body: bytes, within_s: float, traceparent: str | None) -> Opened:
        whole = body.strip()
        try:
            answer = jws.extract_compact(whole, registry=_REGISTRY)
            kid = answer.headers().get("kid")
            keys = await self._keys_for(kid if isinstance(kid, str) else None, within_s, traceparent)
            if not jws.validate_compact(answer, keys, registry=_REGISTRY):
                raise _bad()
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise _bad() from None
        head, _, seal = whole.split(b".")
        return Opened(document=answer.payload, signature=f"{head.decode()}..{seal.decode()}")

    async def _keys_for(self, kid: str | None, within_s: float, traceparent: str | None) -> KeySet:
        """Give the agency's keys, fetched anew when they are old or when none is called that."""
        if self.jwks_url is None or kid is None:
            raise _bad()
        # Nearly always they are there: then nobody waits, and no clock is set.
        if self._keys is not None and not self._are_due(self._keys, kid):
            return self._keys
        try:
            async with asyncio.timeout(within_s), self._fetching:
                if self._keys is None or self._are_due(self._keys, kid):
                    self._keys = await self._fetch(self.jwks_url, within_s, traceparent)
                    self._fetched_at_s = self.monotonic_s()
                return self._keys
        except TimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT) from error

    def _are_due(self, keys: KeySet, kid: str) -> bool:
        age_s = self.monotonic_s() - self._fetched_at_s
        unknown = all(key.kid != kid for key in keys.keys)
        return age_s >= KEPT_S or (unknown and age_s >= ASKED_AGAIN_AFTER_S)

    async def _fetch(self, url: str, within_s: float, traceparent: str | None) -> KeySet:
        request = Request(
            method="GET",
            url=url,
            headers={"Accept": PLAIN},
            largest_answer=LARGEST_KEY_SET,
            traceparent=traceparent,
        )
        reply = await self.transport.call(request, within_s=within_s)
        try:
            keys = strict_json.parse(reply.body)
        except Malformed:
            raise _bad() from None
        if not isinstance(keys, dict):
            raise _bad()
        # What is in it is for the library to judge; whatever it throws is no good key set.
        return KeySet.import_key_set({"keys": keys["keys"]})


def _bad() -> CallFailed:
    return CallFailed(Reason.BAD_SIGNATURE, ails=False)
