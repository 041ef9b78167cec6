"""Small things with sensible defaults; a test says only what matters to it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from consent import register
from consent.grants import Given, Grant, GrantId
from consent.parties import SELF, Agency, AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from consent.purposes import Purpose
from hub.arrange import compute
from hub.audit.events import Trace
from hub.domain.arrangement import Choice
from hub.domain.claim import Amounts, Claim, ClaimKey, KindCode
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Assets, Expenses, Situation
from hub.domain.source import Answers, SourceReport, SourceStatus
from hub.rules.policy import Policy
from hub.rules.reader import read_book

ON = date(2026, 11, 23)
A_TRACE = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id="00f067aa0ba902b7", span_id="b" * 16)
"""Somebody's trace, inside a step of ours."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUBJECT = SubjectRef("subject-1")
ROOT = Path(__file__).resolve().parent.parent
BOOK = read_book(ROOT / "hub" / "rules" / "book")
REGISTER = register.read([(ROOT / "consent" / "register.toml").read_text(encoding="utf-8")])
AGENCIES = ("belastingdienst", "toeslagen", "cjib", "duo", "cak")

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

CALM = {
    FactName.OBJECTION: NO,
    FactName.IRREVOCABLE: YES,
    FactName.WRIT: NO,
    FactName.IN_ARRANGEMENT: NO,
    FactName.DETENTION: NO,
    FactName.BREACHED: NO,
    FactName.UNDER_16: NO,
    FactName.BAILIFF: NO,
}
"""What an agency states about a claim that nothing is the matter with."""

AT_EASE = {FactName.INSOLVENCY: NO, FactName.RECOVERY_OPERATION: NO, FactName.GUARDIANSHIP: NO}
"""What agencies state about a person whom nothing is the matter with."""

OWN_KIND = {
    "belastingdienst": "income_tax",
    "toeslagen": "benefit_reclaim",
    "cjib": "traffic_fine",
    "duo": "travel_product_fine",
    "cak": "uninsured_fine",
}


def a_policy(on: date = ON) -> Policy:
    return Policy(on=on, known_on=date(2026, 12, 31), book=BOOK)


def facts(stated: Mapping[FactName, Answer | Fact]) -> dict[FactName, Fact]:
    return {name: said if isinstance(said, Fact) else Fact(answer=said) for name, said in stated.items()}


def a_claim(
    cents: int = 10000,
    *,
    owner: str = "cjib",
    collector: str = "cjib",
    reference: str = "A-1",
    kind: str | None = None,
    imposed_on: date = date(2026, 3, 1),
    costs: int = 0,
    interest: int = 0,
    until: date | None = date(2031, 1, 1),
    said: Mapping[FactName, Answer | Fact] | None = None,
    **more: object,
) -> Claim:
    """A claim of so many cents of principal, with costs and interest beside it; nothing is the matter with it."""
    limitation: dict[FactName, Answer | Fact] = {FactName.LIMITATION: Fact(answer=YES, on=until)}
    return Claim(
        key=ClaimKey(owner=AgencyCode(owner), reference=reference),
        collector=AgencyCode(collector),
        kind=KindCode(kind or OWN_KIND[owner]),
        imposed_on=imposed_on,
        principal=Cents(cents),
        open=Amounts(costs=Cents(costs), interest=Cents(interest), principal=Cents(cents)),
        facts=facts({**CALM, **limitation, **(said or {})}),
        **more,  # type: ignore[arg-type]  # a test hands on what it wants to vary
    )


def a_report(
    agency: str,
    *claims: Claim,
    status: SourceStatus = SourceStatus.ANSWERED,
    reason: str | None = None,
    person: Mapping[FactName, Answer | Fact] | None = None,
) -> SourceReport:
    answered = status is SourceStatus.ANSWERED
    return SourceReport(
        agency=AgencyCode(agency),
        status=status,
        as_of=ON,
        reason=reason,
        claims=claims,
        person=facts({**(AT_EASE if answered else {}), **(person or {})}),
    )


def answers(*reports: SourceReport) -> Answers:
    """Every agency answers; those that are not named owe nothing."""
    named = {report.agency: report for report in reports}
    return Answers(reports=tuple(named.get(AgencyCode(code)) or a_report(code) for code in AGENCIES))


def told(*claims: Claim) -> Answers:
    """All claims, each told by its collector."""
    return answers(*(a_report(code, *(claim for claim in claims if claim.collector == code)) for code in AGENCIES))


def a_situation(
    income: Any = 200000,
    *,
    household: Household = Household.SINGLE,
    taxable: Any = 1800000,
    taken: Any = 0,
    **more: Any,
) -> Situation:
    """A household of which everything was told: monthly income, taxable income of the year, what is taken already."""
    told = {
        "other_monthly_income": Cents(0),
        "partner_monthly_income": Cents(0) if household.is_couple else None,
        "registered_address": True,
        **{name: more.pop(name) for name in list(more) if name in Means.__dataclass_fields__},
    }
    nothing: dict[str, Any] = dict.fromkeys(Expenses.__dataclass_fields__, Cents(0))
    return Situation(
        means=Means(household=household, taxable_income_year=taxable, monthly_income=income, **told),
        already_taken=taken,
        **{"expenses": Expenses(**nothing), "assets": Assets(), **more},
    )


def decided(
    given: Answers,
    *,
    scheme: str = "rijk-2025",
    on: date = ON,
    payment_day: int | None = None,
    choice: Choice | None = None,
    situation: Situation | None = None,
) -> Any:
    """Decide; a test looks inside whatever came out."""
    return compute.arrange(
        answers=given,
        scheme=SchemeCode(scheme),
        policy=a_policy(on),
        on=on,
        choice=choice or Choice(payment_day=payment_day),
        situation=situation,
    )


def an_agency(code: str = "cjib", *, secrecy: str | None = None) -> Agency:
    return Agency(code=AgencyCode(code), name=code.upper(), oin=Oin("0" * 20), secrecy=secrecy)


def a_citizen(subject: SubjectRef = SUBJECT) -> Requester:
    return Requester(client=ClientId("portal"), role=Role.CITIZEN, issuer="https://issuer.invalid", subject=subject)


def a_partner(code: str = "cjib", *, purposes: tuple[str, ...] = ("overview", "proposal")) -> Requester:
    return Requester(
        client=ClientId(f"agency-{code}"),
        role=Role.AGENCY,
        issuer="https://issuer.invalid",
        agency=AgencyCode(code),
        oin=Oin("00000099000000001000"),
        purposes=frozenset(purposes),
    )


def a_grant(
    agency: str = "cjib",
    *,
    number: int = 1,
    subject: SubjectRef = SUBJECT,
    purpose: Purpose = Purpose.OVERVIEW,
    recipient: str = SELF,
    valid_from: datetime = NOON,
    days: int = 30,
    **more: Any,
) -> Grant:
    """A grant for what the register says today, in the text of today."""
    activity = REGISTER.consented(purpose, recipient, on=ON)
    assert activity is not None
    told = {"categories": activity.categories, "activity": activity.id, "notice": activity.notice("nl")}
    return Grant(
        id=GrantId(f"grant-{number}"),
        subject=subject,
        recipient=recipient,
        agency=AgencyCode(agency),
        purpose=purpose,
        valid_from=valid_from,
        valid_until=valid_from + timedelta(days=days),
        **{**told, **more},
    )


def given(grant: Grant) -> Given:
    return Given(grant=grant, at=grant.valid_from)
