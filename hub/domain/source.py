"""What came back from an agency, and what did not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from consent.parties import AgencyCode
from hub.domain.claim import Claim
from hub.domain.facts import Fact, FactName, Facts, combine


class SourceStatus(StrEnum):
    """How an agency answered. "Owes nothing" is ANSWERED with an empty list; silence is never zero debt."""

    ANSWERED = "answered"
    WITHHELD = "withheld"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    CONTRADICTORY = "contradictory"
    NOT_UNDERSTOOD = "not_understood"
    BAD_SIGNATURE = "bad_signature"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The very bytes of an answer, named and not repeated.

    `digest` is the SHA-256 of the document (64 hexadecimal digits). `signature` is the agency's, as a JWS whose payload
    is left out (RFC 7515, appendix F); None: the agency did not sign. Put the document in between and anybody can check
    it with the agency's published key. Amounts can be guessed from a digest: this is for whoever sees the whole answer.
    """

    digest: str
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """One agency's answer, or the honest absence of one.

    `signed` says whether what was read bore the agency's good signature; None where nothing was read. `received` names
    its bytes. `reason` is a stable code for every status but ANSWERED. `article` names the law where a law withholds.
    `claims` may be filled under CONTRADICTORY and NOT_UNDERSTOOD too: what was understood is shown, marked per claim.
    """

    agency: AgencyCode
    status: SourceStatus
    as_of: date
    asked_at: datetime | None = None
    reason: str | None = None
    article: str | None = None
    claims: tuple[Claim, ...] = ()
    person: Facts = field(default_factory=dict)
    signed: bool | None = None
    received: Received | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All agencies' reports for one person, one per agency, in registry order.

    `span_id` names the step in which they were asked (`hub.audit.spans`), and `marks` what the log is to say of the
    bytes that were read (`hub.audit.commitment`), until the answers are released.
    """

    reports: tuple[SourceReport, ...]
    span_id: str | None = field(default=None, compare=False, repr=False)
    marks: Mapping[AgencyCode, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that any agency told about; the same debt may stand here twice."""
        return tuple(claim for report in self.reports for claim in report.claims)

    def person(self, name: FactName) -> Fact:
        """What the agencies together say about the person."""
        found = self._said.get(name)
        if found is None:
            found = self._said[name] = combine([report.person for report in self.reports], name)
        return found

    @cached_property
    def _said(self) -> dict[FactName, Fact]:
        """What was asked about the person already: every step of every plan asks the same."""
        return {}

    @cached_property
    def answered(self) -> frozenset[AgencyCode]:
        """The agencies that gave a full answer."""
        return frozenset(report.agency for report in self.reports if report.status is SourceStatus.ANSWERED)

    def not_answered(self, agencies: Iterable[AgencyCode], *, on: date) -> tuple[SourceReport, ...]:
        """The reports of these agencies that are anything but a full answer; one that nobody asked is missing too."""
        agencies = tuple(agencies)
        if self.answered.issuperset(agencies):
            return ()
        told = {report.agency: report for report in self.reports}
        wanted = [told.get(agency) or _not_asked(agency, on) for agency in agencies]
        return tuple(report for report in wanted if report.status is not SourceStatus.ANSWERED)


def _not_asked(agency: AgencyCode, on: date) -> SourceReport:
    return SourceReport(agency=agency, status=SourceStatus.NOT_SUPPORTED, as_of=on, reason="source.not_configured")
