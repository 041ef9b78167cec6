"""A source of a sandbox: for one request it can be told how it answers, and is not asked then.

What is told holds for the request that says so and for nothing else: not for another one at the same time, and not for
work that is done later. So whoever builds on the hub sees every honest status when they want to, without waiting.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters.agencies.fcid_source import FcidSource
from adapters.agencies.reasons import Reason
from consent.parties import SubjectRef
from hub.audit.events import Trace
from hub.domain.source import SourceReport, SourceStatus

OUTCOMES: Final[Mapping[str, Reason | None]] = MappingProxyType(
    {
        "owes-nothing": None,
        "unreachable": Reason.CONNECTION_FAILED,
        "busy": Reason.BUSY,
        "contradictory": Reason.TOTALS_DIFFER,
        "not-understood": Reason.MALFORMED,
        "bad-signature": Reason.BAD_SIGNATURE,
        "not-supported": Reason.VERSION_NOT_SUPPORTED,
    }
)
"""What can be told → the reason that stands in the report; None: a full answer without a claim."""

_FORCED: Final[ContextVar[Mapping[str, str] | None]] = ContextVar("forced", default=None)


@contextmanager
def forced(told: Mapping[str, str]) -> Iterator[None]:
    """Have agencies answer so, by code, in whatever is done within the block."""
    token = _FORCED.set(told)
    try:
        yield
    finally:
        _FORCED.reset(token)


class ForcedSource(FcidSource):
    """Asks its agency, unless the request at hand says how it answers."""

    async def ask(
        self, subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        """Give what was told; otherwise ask as ever."""
        told = (_FORCED.get() or {}).get(self.agency.code)
        if told is None:
            return await super().ask(subject, as_of=as_of, known_at=known_at, within=within, trace=trace)
        reason = OUTCOMES[told]
        return SourceReport(
            agency=self.agency.code,
            status=SourceStatus.ANSWERED if reason is None else reason.status,
            as_of=as_of,
            asked_at=self._now(),
            reason=None if reason is None else reason.value,
        )
