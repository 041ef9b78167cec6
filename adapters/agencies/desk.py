"""One agency's desk for arrangements, over HTTP. The same code for every agency: what differs is data."""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from adapters.agencies import dispute_writer, errand_reader, errand_writer
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.client_credentials import read_key
from adapters.agencies.errand_reader import DECIDED
from adapters.agencies.line import Deadline
from adapters.agencies.open_line import ObserveAgency, Surroundings, observed_at, open_line
from adapters.agencies.payload_signature import PayloadSigner
from adapters.agencies.reasons import ErrandReason, Reason
from adapters.agencies.signed_answer import PLAIN, SIGNED
from adapters.agencies.transport import Request
from adapters.settings import DEFAULT_CLIENT, HttpClient, SourceSettings
from adapters.spared import structlog
from consent.parties import Agency, AgencyCode, Oin, SubjectRef
from hub.audit import spans
from hub.audit.events import Trace
from hub.domain.errand import Answered, Errand, ErrandKind, Reply, is_key
from hub.errors import BadInput
from hub.review.disputes import Notice, Taken

PATH = "/v1/arrangements/"
DISPUTES = "/v1/disputes/"
SCOPE = "arrangements:write"
HEADERS = {"Accept": f"{SIGNED}, {PLAIN}"}
METHODS = MappingProxyType(
    {
        ErrandKind.REQUEST: "PUT",
        ErrandKind.SUSPEND: "PUT",
        ErrandKind.CHANGE: "PATCH",
        ErrandKind.AMEND: "PATCH",
        ErrandKind.PAUSE: "PATCH",
        ErrandKind.RESUME_COLLECTION: "DELETE",
        ErrandKind.CLOSE: "DELETE",
        ErrandKind.WITHDRAW: "DELETE",
    }
)
"""What is new there, what changes it, and what undoes it."""

TAKEN_TO = DECIDED | {400, 413, 415, 422}
"""Statuses that answer an errand: with a word of the agency, or with why it does not take it as it stands."""

TOLD_TO = (DECIDED | set(range(400, 500))) - {401, 406, 408, 425, 429}
"""Statuses that answer who tells of something: all that another try as it stands would not change."""

ASKED_TO = DECIDED | {404}
"""Statuses that answer the question how it stands; 404: it is not known here."""

LONGEST_AFTER = timedelta(days=1)
"""An agency may ask for patience, but not for more than this."""

_log = structlog.get_logger(__name__)


class HttpDesk:
    """An ArrangementDesk over HTTP. Never raises for what an agency does: that is the answer."""

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
        """Make the desk; connects to nothing yet. Raises BadInput for settings that cannot be."""
        self._profile = profile
        self._settings = settings
        self._url = settings.url.rstrip("/") + PATH
        self._disputes = settings.url.rstrip("/") + DISPUTES
        self._bsn_of = bsn_of
        self._oins = {code: oin for oin, code in owners.items()} | {profile.agency.code: profile.agency.oin}
        self._monotonic_s = monotonic_s
        part = f"sources.{profile.agency.code}"
        key = read_key(settings.key_file, f"{part}.key_file")
        self._signer = PayloadSigner(key=key, header=settings.signature_header, now=now)
        around = Surroundings(
            now=now, monotonic_s=monotonic_s, client=client, observe=observed_at(profile.agency, observe)
        )
        self._line, self._answers = open_line(settings, around, part=part, scope=SCOPE)

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        return self._profile.agency

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Answered:
        """Bring an errand about a person, once. See `hub.ports.ArrangementDesk`."""
        if errand.agency != self.agency.code:
            raise BadInput("errand.other_desk", "An errand came to another agency's desk.", "Bring it to its own.")
        body = errand_writer.write(errand, await self._bsn_of(subject), self._oins)
        request = self._signed(METHODS[errand.kind], self._url + errand.key, body, TAKEN_TO)
        return await self._answer(request, errand.key, within, trace)

    async def ask_again(self, key: str, *, within: timedelta, trace: Trace) -> Answered:
        """Ask how an errand stands. See `hub.ports.ArrangementDesk`."""
        if not is_key(key):
            raise BadInput("errand.bad_key", "This is no key of an errand.", "Give the key that it was brought under.")
        request = Request(method="GET", url=self._url + key, headers=HEADERS, takes=ASKED_TO)
        return await self._answer(request, key, within, trace)

    async def tell(self, notice: Notice, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Taken:
        """Tell of a dispute, once. See `hub.review.disputes.DisputeDesk`."""
        if notice.agency != self.agency.code:
            raise BadInput("dispute.other_desk", "A dispute came to another agency's desk.", "Bring it to its own.")
        body = dispute_writer.write(notice, await self._bsn_of(subject), self.agency.oin)
        request = self._signed("PUT", self._disputes + notice.key, body, TOLD_TO)
        answered = await self._answer(request, notice.key, within, trace)
        if answered.reply is Reply.RECEIVED:
            return Taken(taken=True)
        if answered.reason == ErrandReason.FORGOTTEN:
            # Nothing was there before that could be forgotten: an agency without that address takes no disputes.
            return Taken(taken=False, reason=ErrandReason.NOT_TAKEN.value, may_retry=False)
        return _not_taken(answered)

    async def tell_withdrawn(self, key: str, *, within: timedelta, trace: Trace) -> Taken:
        """Tell that a dispute was taken back. See `hub.review.disputes.DisputeDesk`."""
        body = dispute_writer.write_withdrawn(key, self.agency.oin)
        request = self._signed("DELETE", self._disputes + key, body, TOLD_TO)
        answered = await self._answer(request, key, within, trace)
        # Where nothing is known under the key, nothing is left to take back.
        if answered.reply is Reply.RECEIVED or answered.reason == ErrandReason.FORGOTTEN:
            return Taken(taken=True)
        return _not_taken(answered)

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()

    def _signed(self, method: str, url: str, body: bytes, takes: frozenset[int]) -> Request:
        headers = {**HEADERS, "Content-Type": PLAIN, **self._signer.headers(body)}
        return Request(method=method, url=url, headers=headers, body=body, takes=takes)

    async def _answer(self, request: Request, key: str, within: timedelta, trace: Trace) -> Answered:
        deadline = Deadline.of(within, at_most_s=self._settings.timeout_s, monotonic_s=self._monotonic_s)
        status: dict[str, int] = {}
        try:
            answered = await self._exchange(request, key, deadline, trace)
        except CallFailed as failed:
            answered = _unreachable(failed)
            status = {} if failed.status is None else {"http_status": failed.status}
        if answered.reply is Reply.UNREACHABLE:
            _log.warning("desk.not_answered", agency=self.agency.code, errand=key, reason=answered.reason, **status)
        else:
            _log.info("desk.answered", agency=self.agency.code, errand=key, reply=answered.reply.value)
        return answered

    async def _exchange(self, request: Request, key: str, deadline: Deadline, trace: Trace) -> Answered:
        reply = await self._line.ask(request, deadline, trace)
        if reply.status not in DECIDED:
            reason = errand_reader.not_taken(reply)
            return Answered(reply=Reply.UNREACHABLE, reason=reason.value, may_retry=reason is ErrandReason.FORGOTTEN)
        opened = await self._answers.open(reply, within_s=deadline.left_s, traceparent=spans.traceparent(trace))
        return errand_reader.read(opened.document, key=key, status=reply.status)


def _not_taken(answered: Answered) -> Taken:
    """An agency that says anything else was not told in words that it knows; what it says is no answer either."""
    is_silent = answered.reply is Reply.UNREACHABLE
    reason = answered.reason if is_silent else ErrandReason.OTHER_ANSWER.value
    return Taken(taken=False, reason=reason, after=answered.after, may_retry=answered.may_retry)


def _unreachable(failed: CallFailed) -> Answered:
    return Answered(
        reply=Reply.UNREACHABLE,
        reason=failed.reason.value,
        may_retry=failed.reason is not Reason.VERSION_NOT_SUPPORTED,
        after=None if failed.after_s is None else min(timedelta(seconds=failed.after_s), LONGEST_AFTER),
    )
