"""Events brought to subscribers over HTTP: one POST, signed, bounded in time; nothing of the answer but its status."""

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from adapters.exports.cloud_event import MEDIA_TYPE, Writer
from adapters.exports.observed import Tried
from adapters.exports.public_addresses import NotPublicError, PublicResolver, is_address, is_public
from adapters.spared import structlog
from hub.audit import spans
from hub.audit.events import Trace
from hub.life.outgoing import GONE, TAKEN, OutgoingEvent, Taken

AT_ONCE: Final = 4
"""Connections to one subscriber: what it is spared while many events wait."""

LONGEST_AFTER: Final = timedelta(days=1)
"""A subscriber may ask for patience, but not for more than this."""

LARGEST: Final = 64 * 1024
"""Bytes of one event, as the profile has it."""

_SECONDS: Final = re.compile(r"\d{1,9}", re.ASCII)

_log = structlog.get_logger(__name__)


class Reason(StrEnum):
    """Why an event was not taken. Stable for ever."""

    TIMED_OUT = "subscriber.timed_out"
    CONNECTION_FAILED = "subscriber.connection_failed"
    ADDRESS_NOT_PUBLIC = "subscriber.address_not_public"
    REDIRECTS = "subscriber.redirects"
    BUSY = "subscriber.busy"
    REFUSED = "subscriber.refused"
    FAILED = "subscriber.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a subscriber listens, whom we trust there, and how long we wait."""

    url: str
    tls: ssl.SSLContext = field(repr=False)
    timeout_s: float
    may_be_private: bool = False


Observe = Callable[[str, Trace, str, int], AbstractContextManager[Tried]]
"""Begins to measure a try: which agency, in which trace, the method, and its number."""


class Webhooks:
    """A Messenger over HTTP. Never raises for what a subscriber does: that is the answer."""

    def __init__(
        self,
        places: Mapping[str, Place],
        *,
        writer: Writer,
        signed: Callable[[bytes], Mapping[str, str]],
        now: Callable[[], datetime],
        resolver: Callable[[], PublicResolver] = PublicResolver,
        observe: Observe | None = None,
    ) -> None:
        """`signed` gives the headers of our signature over a body; `observe` hears of every try, if anybody does."""
        self._places = places
        self._writer = writer
        self._signed = signed
        self._now = now
        self._resolver = resolver
        self._observe = observe
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def send(self, event: OutgoingEvent, *, trace: Trace) -> Taken:
        """Send an event to its subscriber once. See `hub.life.outgoing.Messenger`."""
        body = self._writer.write(event, trace=trace)
        assert len(body) <= LARGEST  # noqa: S101 an event is made of ids
        if self._observe is None:
            taken = await self._answer(event, body, trace)
        else:
            with self._observe(event.agency, trace, "POST", event.delivery.tries) as tried:
                taken = await self._answer(event, body, trace)
                tried.failed = taken.reason
        if taken.is_taken:
            _log.debug("event.taken", agency=event.agency)
        else:
            _log.warning("event.not_taken", agency=event.agency, reason=taken.reason)
        return taken

    async def close(self) -> None:
        """Give back connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _answer(self, event: OutgoingEvent, body: bytes, trace: Trace) -> Taken:
        place = self._places[event.subscriber]
        host = urlsplit(place.url).hostname or ""
        if is_address(host) and not place.may_be_private and not is_public(host):
            return _not_taken(Reason.ADDRESS_NOT_PUBLIC)
        headers = {
            "Content-Type": f"{MEDIA_TYPE}; charset=utf-8",
            "traceparent": spans.traceparent(trace, tries=event.delivery.tries),
            **self._signed(body),
        }
        try:
            async with (
                asyncio.timeout(place.timeout_s),
                self._session(event.subscriber).post(
                    place.url, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                return self._understood(response)
        except TimeoutError:
            return _not_taken(Reason.TIMED_OUT)
        except aiohttp.ClientConnectorError as error:
            is_private = isinstance(error.os_error, NotPublicError)
            return _not_taken(Reason.ADDRESS_NOT_PUBLIC if is_private else Reason.CONNECTION_FAILED)
        except (aiohttp.ClientError, OSError, ValueError):
            return _not_taken(Reason.CONNECTION_FAILED)

    def _understood(self, response: aiohttp.ClientResponse) -> Taken:
        """What a status means. The body is not read: nothing in it could change anything."""
        match response.status:
            case status if status // 100 == HTTPStatus.OK // 100:
                return TAKEN
            case status if status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
                return _not_taken(Reason.REDIRECTS)
            case HTTPStatus.GONE:
                return Taken(is_taken=False, is_gone=True, reason=GONE)
            case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
                return Taken(is_taken=False, reason=Reason.BUSY.value, after=self._after(response))
            case status if status // 100 == HTTPStatus.BAD_REQUEST // 100:
                return _not_taken(Reason.REFUSED)
            case _:
                return Taken(is_taken=False, reason=Reason.FAILED.value, after=self._after(response))

    def _after(self, response: aiohttp.ClientResponse) -> timedelta | None:
        """Read how long to wait: seconds, or a date (RFC 9110, 10.2.3)."""
        said = response.headers.get("Retry-After", "").strip()
        if _SECONDS.fullmatch(said):
            return min(timedelta(seconds=int(said)), LONGEST_AFTER)
        try:
            return min(max(parsedate_to_datetime(said) - self._now(), timedelta()), LONGEST_AFTER)
        except (ValueError, TypeError, OverflowError):  # not a date, one without a zone, or one beyond all time
            return None

    def _session(self, subscriber: str) -> aiohttp.ClientSession:
        # Made here because a session belongs to a running loop.
        if subscriber not in self._sessions:
            place = self._places[subscriber]
            self._sessions[subscriber] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=AT_ONCE,
                    ssl=place.tls,
                    force_close=True,
                    use_dns_cache=False,
                    resolver=None if place.may_be_private else self._resolver(),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
            )
        return self._sessions[subscriber]


def _not_taken(reason: Reason) -> Taken:
    return Taken(is_taken=False, reason=reason.value)
