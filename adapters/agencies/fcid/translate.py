"""From a document to the hub's claims. Nothing is dropped: what is not understood or contradicts itself is marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from adapters.agencies.fcid import facts, ledger, totals
from adapters.agencies.fcid.document import Case, Document, Event, Obligation, UnknownEvent
from adapters.agencies.fcid.ledger import Ledger, View
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.values import AMSTERDAM
from adapters.agencies.fcid.words import UNKNOWN_KIND, Part, Words
from adapters.agencies.reasons import Reason
from consent.parties import AgencyCode, Oin
from hub.domain.claim import Claim, ClaimKey, Issue, IssueCode
from hub.domain.facts import Answer, FactName, Facts, known


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is needed to understand one agency: who answers, its version and words, and who owns which number."""

    agency: AgencyCode
    profile: Profile
    words: Words
    owners: Mapping[Oin, AgencyCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an answer says; `reasons` why it is less than a full answer."""

    claims: tuple[Claim, ...] = ()
    person: Facts = field(default_factory=dict)
    reasons: frozenset[Reason] = frozenset()


_UNREAD = (Reason.MALFORMED, Reason.UNKNOWN_EVENT)
MOST_ISSUES = 50
"""One claim needs no longer list to be looked at by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """Something wrong with one case: what the report says, and what the claim says."""

    reason: Reason
    issue: Issue


def translate(document: Document, lexicon: Lexicon, view: View) -> Understood:
    """Give the claims as of a day. Raises KnowledgeUnavailable where what was known then cannot be told."""
    known_on = view.known_at.astimezone(AMSTERDAM).date() if view.known_at else None
    found = [_case(case, lexicon, view, known_on) for case in document.cases]
    reasons = {reason for _, case_reasons in found for reason in case_reasons}
    if document.faults:
        reasons.add(Reason.MALFORMED)
    claims = _one_each(claim for claim, _ in found if claim is not None)
    if any(_TWICE in claim.issues for claim in claims):
        reasons.add(Reason.EVENT_CONFLICT)
    person = facts.read(document.stated, lexicon.profile, known_on=known_on)
    return Understood(claims=claims, person=person, reasons=frozenset(reasons))


def _case(case: Case, lexicon: Lexicon, view: View, known_on: date | None) -> tuple[Claim | None, frozenset[Reason]]:
    """Understand one case: its claim if there is one to show, and why it is less than understood."""
    events, clashes = ledger.once(case.events)
    by_then = ledger.in_order([event for event in events if view.shows(event)])
    findings = [*_reading_findings(case, by_then, clashes)]
    # What could not be read is missing from every sum: that they differ says nothing more.
    if not case.faults:
        findings += _totals_findings(case, events)
    primary = _primary(by_then, lexicon.words)
    if primary is None:
        return None, _without_primary(case, events, by_then, findings, lexicon.words)
    account = ledger.fold(by_then, lexicon.words)
    stated = facts.read(case.stated, lexicon.profile, known_on=known_on)
    if not _may_be_shown(account, stated, findings):
        return None, frozenset()
    owner, owner_findings = _owner(primary, account, lexicon)
    findings += [*owner_findings, *_word_findings(primary, by_then, lexicon.words)]
    if not case.faults:
        findings += _account_findings(account)
    return _claim(case, primary, account, stated, owner, lexicon, findings), _reasons(findings)


def _claim(
    case: Case,
    primary: Obligation,
    account: Ledger,
    stated: Facts,
    owner: AgencyCode,
    lexicon: Lexicon,
    findings: Sequence[_Finding],
) -> Claim:
    word = lexicon.words.get(primary.type_code)
    issues = tuple(dict.fromkeys([finding.issue for finding in findings]))
    return Claim(
        key=ClaimKey(owner=owner, reference=case.reference),
        collector=lexicon.agency,
        kind=word.kind if word and word.kind else UNKNOWN_KIND,
        imposed_on=(primary.imposed_at or primary.at).astimezone(AMSTERDAM).date(),
        principal=primary.amount,
        open=account.open,
        due_on=account.due_on,
        facts=stated,
        issues=issues[:MOST_ISSUES],
        taken_over_at=account.taken_over_at,
        handed_over_at=account.handed_over_at,
    )


def _primary(events: Sequence[Event], words: Words) -> Obligation | None:
    """Find what the case is about: the obligation that says so (standards §1.2).

    Where none says yes or no, the first principal, or the only obligation there is. One that says no never is: costs
    must not pass for the debt when the debt itself could not be read.
    """
    obligations = [event for event in events if isinstance(event, Obligation)]
    flagged = [event for event in obligations if event.primary]
    unsaid = [event for event in obligations if event.primary is None]
    principals = [event for event in unsaid if _is_principal(event, words)]
    only = unsaid if len(obligations) == 1 else []
    return next(iter(flagged or principals or only), None)


def _is_principal(obligation: Obligation, words: Words) -> bool:
    word = words.get(obligation.type_code)
    return word is not None and word.part is Part.PRINCIPAL


def _without_primary(
    case: Case, events: Sequence[Event], by_then: Sequence[Event], findings: Sequence[_Finding], words: Words
) -> frozenset[Reason]:
    # Imposed later than the day that is asked about, or an empty shell: nothing to tell. Anything else hides a debt.
    nothing_yet = not by_then and not case.faults
    if nothing_yet and (not findings or _primary(events, words) is not None):
        return frozenset()
    return _reasons(findings) | {Reason.MALFORMED}


def _may_be_shown(account: Ledger, stated: Facts, findings: Sequence[_Finding]) -> bool:
    """Say whether the person has been told of the debt, by a demand or by service (standards §1.6).

    What could not be read may have been the demand: such a case is shown, marked.
    """
    if account.notified or known(stated, FactName.SERVED).answer is Answer.YES:
        return True
    return any(finding.reason in _UNREAD for finding in findings)


def _owner(primary: Obligation, account: Ledger, lexicon: Lexicon) -> tuple[AgencyCode, list[_Finding]]:
    """Tell who imposed the debt. Unsaid, it is who answers, unless the case came from elsewhere."""
    imposed_by = primary.imposed_by
    if imposed_by is None and account.taken_over_at is None:
        return lexicon.agency, []
    owner = lexicon.owners.get(imposed_by) if imposed_by else None
    if owner is None:
        return lexicon.agency, [_not_understood(Reason.UNKNOWN_WORD, imposed_by or "owner")]
    return owner, []


def _reading_findings(case: Case, by_then: Sequence[Event], clashes: Sequence[str]) -> Iterator[_Finding]:
    for fault in case.faults:
        yield _not_understood(Reason.MALFORMED, str(fault))
    for event in by_then:
        if isinstance(event, UnknownEvent):
            yield _not_understood(Reason.UNKNOWN_EVENT, event.name)
        if event.case not in (None, case.reference):
            yield _contradictory(Reason.EVENT_CONFLICT, "event_of_other_case")
    if clashes:
        yield _contradictory(Reason.EVENT_CONFLICT, "event_reference")
    if len([event for event in by_then if isinstance(event, Obligation) and event.primary is True]) > 1:
        yield _contradictory(Reason.EVENT_CONFLICT, "primary_obligation")


def _totals_findings(case: Case, events: Sequence[Event]) -> Iterator[_Finding]:
    for found in totals.differences(case, events):
        issue = Issue(code=IssueCode.CONTRADICTORY, detail=found.total, stated=found.stated, computed=found.computed)
        yield _Finding(reason=Reason.TOTALS_DIFFER, issue=issue)


def _word_findings(primary: Obligation, by_then: Sequence[Event], words: Words) -> Iterator[_Finding]:
    for event in by_then:
        if isinstance(event, Obligation) and event.type_code not in words:
            yield _not_understood(Reason.UNKNOWN_WORD, event.type_code)
    if (word := words.get(primary.type_code)) is not None and word.kind is None:
        yield _not_understood(Reason.UNKNOWN_WORD, primary.type_code)


def _account_findings(account: Ledger) -> Iterator[_Finding]:
    if account.puzzles:
        yield _contradictory(Reason.EVENT_CONFLICT, "withdrawn_demand")
    if account.demands_too_much:
        issue = Issue(
            code=IssueCode.CONTRADICTORY, detail="demanded", stated=account.demanded, computed=account.owed.total
        )
        yield _Finding(reason=Reason.TOTALS_DIFFER, issue=issue)


def _not_understood(reason: Reason, detail: str) -> _Finding:
    return _Finding(reason=reason, issue=Issue(code=IssueCode.NOT_UNDERSTOOD, detail=detail))


def _contradictory(reason: Reason, detail: str) -> _Finding:
    return _Finding(reason=reason, issue=Issue(code=IssueCode.CONTRADICTORY, detail=detail))


def _reasons(findings: Iterable[_Finding]) -> frozenset[Reason]:
    return frozenset([finding.reason for finding in findings])


_TWICE = Issue(code=IssueCode.CONTRADICTORY, detail="case_reference")


def _one_each(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Keep each debt once; one that was told twice, and not the same way, is marked."""
    kept: dict[ClaimKey, Claim] = {}
    for claim in claims:
        first = kept.setdefault(claim.key, claim)
        if first is not claim and replace(first, issues=()) != replace(claim, issues=()):
            kept[claim.key] = replace(first, issues=tuple(dict.fromkeys((*first.issues, _TWICE))))
    return tuple(kept.values())
