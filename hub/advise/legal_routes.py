"""The legal route of every claim, with real end dates (`rules.md` §9). Routes are never merged (readings 13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.advise import said, terms
from hub.domain.advice import Against, LegalRemedy, PaymentEffect
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName, holds
from hub.domain.reasons import Confidence, Day, Reason
from hub.rules.edition import InForce
from hub.rules.kind import Kind
from hub.rules.policy import Policy

_STARTS = "rechtsingang.starts"
_WORDS = "rechtsingang.words"
_ARRANGEMENT = "rechtsingang.arrangement"
_DECISIONS = "rechtsingang.decisions"
_DAYS_A_WEEK = 7

_Sentence = tuple[str, Mapping[str, Day | int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One remedy as the book has it; `days` is None where the law sets no term, `extended` off outside an act."""

    remedy: str
    body: str
    against: Against
    days: int | None
    extended: bool
    article: str
    confidence: Confidence
    then: str | None
    effect: InForce
    parameters: tuple[str, ...]
    waives: bool = False


def of(
    claim: Claim, policy: Policy, on: date, *, refused_on: date | None = None, arranged_on: date | None = None
) -> tuple[LegalRemedy, ...]:
    """Give every remedy there is for a claim, the one against the debt first; none for a kind that is not known.

    `refused_on` and `arranged_on` are the dates of a refusal and of a decision on an arrangement, where there was one:
    without them the term of that remedy is told without a date. Raises RuleMissing for a date without rules.
    """
    if not policy.knows(claim.kind):
        return ()
    kind = policy.kind(claim.kind)
    return tuple(
        remedy
        for remedy in (
            _against_debt(claim, kind, policy, on),
            _against_writ(claim, kind, policy, on),
            _against_recovery(claim, kind, policy, on),
            _against_refusal(kind, policy, on, refused_on),
            _against_arrangement(claim, kind, policy, on, arranged_on),
        )
        if remedy
    )


def against_decision(rules: str, policy: Policy, decided_on: date) -> LegalRemedy:
    """Give what can be done against a decision on an application, by the rules of the scheme that it was taken under.

    Where those rules have no row of their own, the general one of the Awb counts.
    """
    rows = policy.get(_DECISIONS).value
    row = _row(policy.get(rows.get(rules, rows["other"])), policy, Against.REFUSAL)
    ends = _ends(row, decided_on, policy)
    return _remedy(row, policy, ends=ends, is_open=_in_time(ends, decided_on))


def _against_debt(claim: Claim, kind: Kind, policy: Policy, on: date) -> LegalRemedy:
    route = kind.legal_route
    row = _Row(
        remedy=route.name,
        body=route.body,
        against=Against.DEBT,
        days=route.weeks * _DAYS_A_WEEK,
        extended=True,
        article=route.article,
        confidence=route.confidence,
        then=route.then,
        effect=policy.get(f"rechtsingang.effect_{kind.regime}"),
        parameters=(kind.parameter, _STARTS, terms.TERMS, terms.HOLIDAYS),
        waives=kind.paying_waives_remedy,
    )
    served = _served(claim)
    waits_for_service = _starts_with_service(kind) and served is None
    start = max(served, claim.imposed_on) if served and _starts_with_service(kind) else claim.imposed_on
    ends = _ends(row, start, policy)
    is_open = _open_against_debt(claim, ends, on)
    sentence = _stated(claim, on)
    # Nobody stated when the term began, nor that the decision is or is not final: its end is not known (readings 11).
    if waits_for_service and ends and is_open is Answer.NO and sentence is None:
        is_open, sentence = Answer.UNKNOWN, ("legal_route.service_unknown", {"until": Day(on=ends)})
    return _remedy(row, policy, ends=ends, is_open=is_open, sentence=sentence)


def _starts_with_service(kind: Kind) -> bool:
    """Say whether the term starts when the decision is served: so it does for a penalty order (Sv, 257e)."""
    return kind.paying_waives_remedy


def _served(claim: Claim) -> date | None:
    """The day of service, where it was stated."""
    served = claim.fact(FactName.SERVED)
    return served.on if served.answer is Answer.YES else None


def _open_against_debt(claim: Claim, ends: date | None, on: date) -> Answer:
    """A decision that is final cannot be fought; a remedy that was used stays open until it is decided.

    A decision that is said not to be final may still be fought past the last day that we know of.
    """
    final = claim.fact(FactName.IRREVOCABLE)
    if holds(final, on=on):
        return Answer.NO
    if holds(claim.fact(FactName.OBJECTION), on=on):
        return Answer.YES
    in_time = _in_time(ends, on)
    return Answer.UNKNOWN if in_time is Answer.NO and final.answer is Answer.NO else in_time


def _stated(claim: Claim, on: date) -> _Sentence | None:
    """What the agency stated about the remedy goes before what the calendar says."""
    if holds(claim.fact(FactName.IRREVOCABLE), on=on):
        return "legal_route.final", {}
    used = holds(claim.fact(FactName.OBJECTION), on=on)
    return ("legal_route.in_use", {}) if used else None


def _against_writ(claim: Claim, kind: Kind, policy: Policy, on: date) -> LegalRemedy | None:
    found = policy.find(f"rechtsingang.writ_{kind.regime}")
    writ = claim.fact(FactName.WRIT)
    if found is None or not holds(writ, on=on):
        return None
    row = _row(found, policy, Against.WRIT)
    ends = _ends(row, writ.on, policy)
    no_term = Answer.YES if row.days is None else Answer.UNKNOWN
    return _remedy(row, policy, ends=ends, is_open=_in_time(ends, on) if ends else no_term)


def _against_recovery(claim: Claim, kind: Kind, policy: Policy, on: date) -> LegalRemedy | None:
    """Recovery from wages or a bank account without a writ: only where no writ is being executed."""
    found = policy.find(f"rechtsingang.recovery_{kind.regime}")
    started = claim.fact(FactName.ENFORCED)
    writ = said.since((claim.facts,), FactName.WRIT, on=on)
    if found is None or not holds(started, on=on) or writ is not Answer.NO:
        return None
    row = _row(found, policy, Against.RECOVERY_WITHOUT_WRIT)
    ends = _ends(row, started.on, policy)
    return _remedy(row, policy, ends=ends, is_open=_in_time(ends, on))


def _against_refusal(kind: Kind, policy: Policy, on: date, refused_on: date | None) -> LegalRemedy | None:
    found = policy.find(f"rechtsingang.refusal_{kind.regime}")
    if found is None:
        return None
    row = _row(found, policy, Against.REFUSAL)
    ends = _ends(row, refused_on, policy)
    return _remedy(row, policy, ends=ends, is_open=_in_time(ends, on))


def _against_arrangement(
    claim: Claim, kind: Kind, policy: Policy, on: date, arranged_on: date | None
) -> LegalRemedy | None:
    """For claims of the collector of fines, and for those that another owner handed to it."""
    found = policy.get(_ARRANGEMENT)
    if kind.regime not in found.value["regimes"] and claim.collector == claim.owner:
        return None
    row = _row(found, policy, Against.ARRANGEMENT)
    ends = _ends(row, arranged_on, policy)
    return _remedy(row, policy, ends=ends, is_open=_in_time(ends, on))


def _row(found: InForce, policy: Policy, against: Against) -> _Row:
    """Read a row; its term stands in days, or as a pointer to the value of the book that has it in weeks."""
    value: dict[str, Any] = found.value
    days = policy.get(value["weeks"]).value * _DAYS_A_WEEK if "weeks" in value else value.get("days")
    return _Row(
        remedy=value["remedy"],
        body=value["body"],
        against=against,
        days=days,
        extended=value["extended"] == "yes",
        article=found.article,
        confidence=found.confidence,
        then=value.get("then"),
        effect=found,
        parameters=(found.id, _STARTS, terms.TERMS, terms.HOLIDAYS),
    )


def _ends(row: _Row, start: date | None, policy: Policy) -> date | None:
    if row.days is None or start is None:
        return None
    return terms.last_day(start, days=row.days, policy=policy, extended=row.extended)


def _in_time(ends: date | None, on: date) -> Answer:
    if ends is None:
        return Answer.UNKNOWN
    return Answer.YES if on <= ends else Answer.NO


def _remedy(
    row: _Row, policy: Policy, *, ends: date | None, is_open: Answer, sentence: _Sentence | None = None
) -> LegalRemedy:
    grades = [row.confidence, row.effect.confidence]
    if ends:
        grades += [policy.get(name).confidence for name in row.parameters[1:]]
    weakest = max(grades, key=list(Confidence).index)
    return LegalRemedy(
        remedy=row.remedy,
        body=row.body,
        against=row.against,
        ends_on=ends,
        is_open=is_open,
        article=row.article,
        confidence=weakest,
        effect_on_payment=PaymentEffect(row.effect.value["effect"]),
        paying_waives_it=row.waives,
        then=row.then,
        says=_says(row, policy, weakest, sentence or _sentence(row, ends, is_open)),
        effect=policy.reason("legal_route.effect", row.effect.id, nl=row.effect.value["nl"], en=row.effect.value["en"]),
    )


def _says(row: _Row, policy: Policy, weakest: Confidence, sentence: _Sentence) -> Reason:
    english = policy.get(_WORDS).value
    values = {"remedy": row.remedy, "body": row.body}
    translated = {name: english.get(word, word) for name, word in values.items()}
    both = {"nl": f"{row.remedy}, {row.body}", "en": f"{translated['remedy']}, {translated['body']}"}
    code, more = sentence
    return Reason(
        code=code, article=row.article, confidence=weakest, parameters=row.parameters, values={**both, **more}
    )


def _sentence(row: _Row, ends: date | None, is_open: Answer) -> _Sentence:
    if row.days is None:
        return "legal_route.no_term", {}
    if ends is None:
        return "legal_route.opens_with_decision", {"days": row.days}
    until = {"until": Day(on=ends)}
    if is_open is Answer.UNKNOWN:
        return "legal_route.may_be_open", until
    return ("legal_route.open_until" if is_open is Answer.YES else "legal_route.closed_since"), until
