"""Why an agency's answer is less than a full answer: stable codes, each with the status that it means."""

from collections.abc import Collection
from enum import StrEnum
from types import MappingProxyType

from hub.domain.source import SourceStatus


class Reason(StrEnum):
    """The reason codes of sources, worst first: of several, the first one is told."""

    OTHER_PERSON = "source.other_person"
    VERSION_NOT_SUPPORTED = "source.version_not_supported"
    KNOWLEDGE_UNAVAILABLE = "asof.knowledge_unavailable"
    NOT_SIGNED = "source.not_signed"
    BAD_SIGNATURE = "source.bad_signature"
    CIRCUIT_OPEN = "source.circuit_open"
    TOKEN_REFUSED = "source.token_refused"  # noqa: S105  # a reason, no secret
    CONNECTION_FAILED = "source.connection_failed"
    TIMED_OUT = "source.timed_out"
    HTTP_ERROR = "source.http_error"
    TOO_LARGE = "source.too_large"
    BUSY = "source.busy"
    MALFORMED = "source.malformed"
    UNKNOWN_EVENT = "source.unknown_event"
    UNKNOWN_WORD = "source.unknown_word"
    EVENT_CONFLICT = "source.event_conflict"
    TOTALS_DIFFER = "source.totals_differ"

    @property
    def status(self) -> SourceStatus:
        """What the reason makes of the report."""
        return _STATUS[self]


class ErrandReason(StrEnum):
    """Why an agency that is well did not answer an errand; what ails the way to it is a Reason."""

    FORGOTTEN = "errand.forgotten"
    KEY_REUSED = "errand.key_reused"
    SIGNATURE_REFUSED = "errand.signature_refused"
    NOT_TAKEN = "errand.not_taken"
    OTHER_ANSWER = "errand.other_answer"


_STATUS = MappingProxyType(
    {
        Reason.OTHER_PERSON: SourceStatus.CONTRADICTORY,
        Reason.VERSION_NOT_SUPPORTED: SourceStatus.NOT_SUPPORTED,
        Reason.KNOWLEDGE_UNAVAILABLE: SourceStatus.NOT_SUPPORTED,
        Reason.NOT_SIGNED: SourceStatus.BAD_SIGNATURE,
        Reason.BAD_SIGNATURE: SourceStatus.BAD_SIGNATURE,
        Reason.CIRCUIT_OPEN: SourceStatus.UNREACHABLE,
        Reason.TOKEN_REFUSED: SourceStatus.UNREACHABLE,
        Reason.CONNECTION_FAILED: SourceStatus.UNREACHABLE,
        Reason.TIMED_OUT: SourceStatus.UNREACHABLE,
        Reason.HTTP_ERROR: SourceStatus.UNREACHABLE,
        Reason.TOO_LARGE: SourceStatus.UNREACHABLE,
        Reason.BUSY: SourceStatus.BUSY,
        Reason.MALFORMED: SourceStatus.NOT_UNDERSTOOD,
        Reason.UNKNOWN_EVENT: SourceStatus.NOT_UNDERSTOOD,
        Reason.UNKNOWN_WORD: SourceStatus.NOT_UNDERSTOOD,
        Reason.EVENT_CONFLICT: SourceStatus.CONTRADICTORY,
        Reason.TOTALS_DIFFER: SourceStatus.CONTRADICTORY,
    }
)


def worst(reasons: Collection[Reason]) -> Reason | None:
    """Choose what to tell when several things are wrong; None when nothing is."""
    if not reasons:
        return None
    return next((reason for reason in Reason if reason in reasons), None)
