"""What of an agency's answer a requester may see: what was permitted, and no sign of what was left out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from consent.parties import AgencyCode, Requester, Role
from consent.purposes import Category
from consent.verdict import Permitted, Refused, Verdict
from hub.domain.source import SourceReport, SourceStatus

_OF_CLAIMS = (SourceStatus.ANSWERED, SourceStatus.CONTRADICTORY, SourceStatus.NOT_UNDERSTOOD)
"""Statuses that depend on what stands in the answer, and so on claims that a partner may not know of."""


def told(report: SourceReport) -> bool:
    """Say whether an agency told anything; that there is nothing to pay is something."""
    return report.status in _OF_CLAIMS


def withheld(verdict: Refused, as_of: date) -> SourceReport:
    """Give the report of an agency that was not asked."""
    return SourceReport(
        agency=verdict.agency,
        status=SourceStatus.WITHHELD,
        as_of=as_of,
        reason=verdict.ground.value,
        article=verdict.article,
    )


def visible(
    report: SourceReport, requester: Requester, permitted: Mapping[AgencyCode, Permitted], asked: int
) -> SourceReport:
    """A person sees all of an answer; anybody else only claims whose owner is permitted too (readings 6).

    What names its bytes is for whoever sees all of it: from it others could guess what they may not see.
    Where some owner is not permitted the report says that it may be partial, whether anything was left out or not:
    otherwise the difference would tell.
    """
    report = _within(report, permitted[report.agency].categories)
    is_the_person = requester.role is Role.CITIZEN and not requester.represents
    if is_the_person or len(permitted) == asked:
        return report
    report = replace(report, received=None)
    claims = tuple(claim for claim in report.claims if claim.owner in permitted)
    if not told(report):
        return replace(report, claims=claims)
    reason = "consent.other_owners_withheld"
    return replace(report, claims=claims, status=SourceStatus.WITHHELD, reason=reason)


def _within(report: SourceReport, categories: frozenset[Category]) -> SourceReport:
    """Leave what the categories cover."""
    if Category.CIRCUMSTANCES not in categories:
        report = replace(report, person={}, received=None)
    if Category.CLAIMS not in categories and told(report):
        reason = "consent.category_withheld"
        report = replace(report, claims=(), status=SourceStatus.WITHHELD, reason=reason, received=None)
    return report


def permitted_of(verdicts: tuple[Verdict, ...]) -> Mapping[AgencyCode, Permitted]:
    """The agencies that may be asked."""
    return {verdict.agency: verdict for verdict in verdicts if isinstance(verdict, Permitted)}
