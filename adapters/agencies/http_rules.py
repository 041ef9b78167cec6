"""What holds for every HTTP client to the agencies: what travels with a question, and which answers count."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import Request

DEADLINE_HEADER = "X-Request-Deadline-Ms"
TRACE_HEADER = "traceparent"
ALWAYS = {"Accept-Encoding": "identity"}
"""Headers of every question. A compressed answer could grow beyond every bound."""

Header = Callable[[str, str], str]
"""Gives the first value of a header, asked for in lower case, or the second argument."""

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRules:
    """The rules, and the clock for dates that an agency names."""

    now: Callable[[], datetime]

    def check(self, status: int, header: Header, *, largest: int, takes: frozenset[int]) -> None:
        """Refuse all but an answer with a status that counts, plain and of known length. Raises CallFailed."""
        if status in takes:
            _check_body(header, largest)
            return
        match status:
            case HTTPStatus.TOO_MANY_REQUESTS:
                raise CallFailed(Reason.BUSY, may_pass=True, after_s=self._retry_after_s(header))
            case HTTPStatus.SERVICE_UNAVAILABLE:
                after_s = self._retry_after_s(header)
                raise CallFailed(Reason.HTTP_ERROR, may_pass=True, after_s=after_s, status=status)
            case HTTPStatus.UNAUTHORIZED:
                # The token was taken back or its key renewed: a fresh one may do, at once.
                raise CallFailed(Reason.TOKEN_REFUSED, may_pass=True, after_s=0.0, ails=False)
            case HTTPStatus.FORBIDDEN:
                raise CallFailed(Reason.TOKEN_REFUSED, ails=False)
            case HTTPStatus.NOT_ACCEPTABLE:
                raise CallFailed(Reason.VERSION_NOT_SUPPORTED, ails=False)
            case _:
                raise CallFailed(Reason.HTTP_ERROR, ails=status >= HTTPStatus.INTERNAL_SERVER_ERROR, status=status)

    def _retry_after_s(self, header: Header) -> float | None:
        """Read how long to wait: seconds, or a date (RFC 9110, 10.2.3)."""
        said = header("retry-after", "").strip()
        if _SECONDS.fullmatch(said):
            return int(said)
        try:
            return max(0.0, (parsedate_to_datetime(said) - self.now()).total_seconds())
        except (ValueError, TypeError, OverflowError):  # not a date, one without a zone, or one beyond all time
            return None


def trace(request: Request) -> str | None:
    """Give the trace to send along; what is none stays here."""
    told = request.traceparent
    return told if told is not None and _TRACEPARENT.fullmatch(told) else None


def deadline_ms(within_s: float) -> int:
    """Tell the agency how long somebody waits for its answer."""
    return int(within_s * 1000)


def _check_body(header: Header, largest: int) -> None:
    """Refuse a body that is compressed, announced too large, or that only the end of the connection would end.

    Such a body cannot be told from one that was cut off (RFC 9112, 6.3).
    """
    if header("content-encoding", "identity").strip().lower() != "identity":
        raise CallFailed(Reason.MALFORMED, ails=False)
    length = header("content-length", "")
    if not length and header("transfer-encoding", "").strip().lower() != "chunked":
        raise CallFailed(Reason.MALFORMED, ails=False)
    if length and int(length) > largest:
        raise CallFailed(Reason.TOO_LARGE)
