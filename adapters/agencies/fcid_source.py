"""One agency that speaks FCID, ready to be asked. The same code for every agency: what differs is data."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import orjson

from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.breaker import State
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.fcid import profile as fcid_profile
from adapters.agencies.fcid.document import Document
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.fcid.ledger import KnowledgeUnavailable, View
from adapters.agencies.fcid.quick_reader import QuickReader
from adapters.agencies.fcid.reader import OtherVersion
from adapters.agencies.fcid.translate import Lexicon, Understood, translate
from adapters.agencies.line import Deadline
from adapters.agencies.open_line import ObserveAgency, Surroundings, observed_at, open_line
from adapters.agencies.reasons import Reason, worst
from adapters.agencies.signed_answer import PLAIN, SIGNED, Opened
from adapters.agencies.transport import Request
from adapters.settings import DEFAULT_CLIENT, HttpClient, SourceSettings
from adapters.spared import structlog
from consent.parties import Agency, AgencyCode, Oin, SubjectRef
from hub.audit import spans
from hub.audit.events import Trace
from hub.domain.source import Received, SourceReport, SourceStatus

PATH = "/v1/financial-claims"
HEADERS = {"Accept": f"{SIGNED}, {PLAIN}", "Content-Type": PLAIN}
STANDS = {State.CLOSED: "ok", State.OPEN: "resting", State.HALF_OPEN: "trying"}
"""The state of a line as an operator reads it: a breaker that is closed is a line that works."""

_log = structlog.get_logger(__name__)


class FcidSource:
    """A ClaimSource over HTTP. Never raises for what an agency does: that is the report's status."""

    def __init__(
        self,
        *,
        profile: AgencyProfile,
        settings: SourceSettings,
        bsn_of: Callable[[SubjectRef], Awaitable[str]],
        owners: Mapping[Oin, AgencyCode],
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float] = time.monotonic,
        client: HttpClient = DEFAULT_CLIENT,
        observe: ObserveAgency | None = None,
    ) -> None:
        """Make the source; connects to nothing yet. Raises BadInput or ProfileFault for settings that cannot be."""
        self._profile = profile
        self._settings = settings
        self._url = settings.url.rstrip("/") + PATH
        self._bsn_of = bsn_of
        self._now = now
        self._monotonic_s = monotonic_s
        self._lexicon = Lexicon(
            agency=profile.agency.code,
            profile=profile.fcid if settings.profile is None else fcid_profile.load(settings.profile),
            words=profile.words,
            owners={**owners, profile.agency.oin: profile.agency.code},
        )
        self._reader = QuickReader(self._lexicon.profile)
        around = Surroundings(
            now=now, monotonic_s=monotonic_s, client=client, observe=observed_at(profile.agency, observe)
        )
        self._line, self._answers = open_line(settings, around, part=f"sources.{profile.agency.code}")

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        return self._profile.agency

    @property
    def state(self) -> str:
        """How the line to it stands, in the words of an operator (docs/operating.md)."""
        return STANDS[self._line.breaker.state]

    async def ask(
        self, subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        """Fetch the person's claims as they stood at the end of a day. See `hub.ports.ClaimSource`."""
        asked_at = self._now()
        deadline = Deadline.of(within, at_most_s=self._settings.timeout_s, monotonic_s=self._monotonic_s)
        view = View(as_of=as_of, known_at=known_at)
        opened, http_status = None, None
        try:
            bsn = await self._bsn_of(subject)
            opened = await self._open(bsn, view, deadline, trace)
            understood = self._understand(opened.document, bsn, view)
        except CallFailed as failed:
            understood, http_status = Understood(reasons=frozenset({failed.reason})), failed.status
        reason = worst(understood.reasons)
        self._note(reason, http_status)
        return _with_proof(self._report(understood, reason, as_of=as_of, asked_at=asked_at), opened)

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()

    async def _open(self, bsn: str, view: View, deadline: Deadline, trace: Trace) -> Opened:
        if view.known_at is not None and not self._profile.states_registration:
            raise CallFailed(Reason.KNOWLEDGE_UNAVAILABLE, ails=False)
        reply = await self._line.ask(self._question(bsn, view.as_of), deadline, trace)
        return await self._answers.open(reply, within_s=deadline.left_s, traceparent=spans.traceparent(trace))

    def _understand(self, answer: bytes, bsn: str, view: View) -> Understood:
        try:
            return self._translate(self._reader.read(answer), bsn, view)
        except Malformed:
            return _nothing(Reason.MALFORMED)
        except OtherVersion:
            return _nothing(Reason.VERSION_NOT_SUPPORTED)
        except KnowledgeUnavailable:
            return _nothing(Reason.KNOWLEDGE_UNAVAILABLE)

    def _translate(self, document: Document, bsn: str, view: View) -> Understood:
        if not document.is_about(bsn):
            # Whose data these are is not for the person we asked about to see.
            return _nothing(Reason.OTHER_PERSON)
        return translate(document, self._lexicon, view)

    def _question(self, bsn: str, as_of: date) -> Request:
        question = {"bsn": bsn, "asOf": as_of.isoformat(), "fcidVersion": self._lexicon.profile.version}
        return Request(
            method="POST",
            url=self._url,
            headers=HEADERS,
            body=orjson.dumps(question),
        )

    def _note(self, reason: Reason | None, http_status: int | None) -> None:
        if reason is None:
            _log.debug("source.answered", agency=self.agency.code)
            return
        status = {} if http_status is None else {"http_status": http_status}
        _log.warning("source.not_answered", agency=self.agency.code, reason=reason.value, **status)

    def _report(
        self, understood: Understood, reason: Reason | None, *, as_of: date, asked_at: datetime
    ) -> SourceReport:
        return SourceReport(
            agency=self.agency.code,
            status=SourceStatus.ANSWERED if reason is None else reason.status,
            as_of=as_of,
            asked_at=asked_at,
            reason=None if reason is None else reason.value,
            claims=understood.claims,
            person=understood.person,
        )


def _with_proof(report: SourceReport, opened: Opened | None) -> SourceReport:
    """Add what names the bytes that were read; where nothing was, there is nothing to name."""
    if opened is None:
        return report
    received = Received(digest=sha256(opened.document).hexdigest(), signature=opened.signature)
    return replace(report, signed=opened.signature is not None, received=received)


def _nothing(reason: Reason) -> Understood:
    return Understood(reasons=frozenset({reason}))
