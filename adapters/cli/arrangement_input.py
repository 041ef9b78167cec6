"""The question that `hub compute arrangement` answers: the same keys in JSON and in the TOML cases of jurists."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.agencies.registry import AGENCIES
from adapters.cli.compute_input import refuse
from adapters.cli.given import Given
from consent.parties import AgencyCode
from hub.domain.arrangement import Choice, OptIn, Route
from hub.domain.claim import Amounts, Claim, ClaimKey, KindCode
from hub.domain.facts import Answer, Fact, FactName, Facts
from hub.domain.household import Household, Means
from hub.domain.money import NOTHING
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Assets, Expenses, Situation
from hub.domain.source import Answers, SourceReport, SourceStatus

REQUIRED: Final = ("on", "scheme", "claims")
OPTIONAL: Final = ("facts", "person", "situation", "choice", "known_on", "silent")
CLAIM_REQUIRED: Final = ("owner", "kind", "imposed_on", "principal")
CLAIM_OPTIONAL: Final = ("collector", "reference", "due_on", "interest", "costs", "facts")
MEANS_REQUIRED: Final = ("household", "taxable_income_year")
MEANS_OPTIONAL: Final = (
    *("monthly_income", "partner_monthly_income", "other_monthly_income", "registered_address"),
    *("already_taken", "pension_age", "expenses", "assets"),
)
EXPENSES: Final = (
    *("rent", "rent_benefit", "health_premium", "care_benefit"),
    *("tax_debts", "alimony", "childcare", "other"),
)
ASSETS: Final = ("cash", "car", "household_goods", "home", "other", "preferential_debts")
ASSET_FLAGS: Final = ("car_indispensable", "burdensome_to_sell")
CHOICE: Final = ("months", "amount", "payment_day", "route", "opt_ins")
OPT_IN: Final = ("owner", "reference", "gives_up")

PERSON_FACTS: Final = (
    FactName.INSOLVENCY,
    FactName.RECOVERY_OPERATION,
    FactName.GUARDIANSHIP,
    FactName.DEBT_HELP,
    FactName.TAILOR_MADE,
    FactName.NO_COOPERATION,
    FactName.WRONG_DATA,
    FactName.STRUCTURAL,
)
"""Facts about the person; every other fact is about one claim."""

CLAIM_FACTS: Final = tuple(name for name in FactName if name not in PERSON_FACTS)

MOST_CLAIMS: Final = 500
MOST_MONTHS: Final = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked: the facts as agencies would have told them, the scheme, the two dates, the wishes.

    `known_on` None: the book as it stands. `kinds` are those of the claims in the order in which they were given.
    """

    answers: Answers
    scheme: SchemeCode
    on: date
    known_on: date | None
    choice: Choice
    situation: Situation | None
    kinds: tuple[KindCode, ...]


def read(content: Mapping[str, Any]) -> Question:
    """Read a question. What is not told is unknown, never no. Raises BadInput that names the key."""
    given = Given(content, required=REQUIRED, optional=OPTIONAL)
    on = given.need_day("on")
    silent = _silent(given)
    person = _facts(given, "person", PERSON_FACTS)
    claims = _claims(given, silent)
    return Question(
        answers=Answers(reports=tuple(_report(code, claims, person, on, silent=code in silent) for code in AGENCIES)),
        scheme=SchemeCode(given.text("scheme")),
        on=on,
        known_on=given.day("known_on"),
        choice=_choice(given),
        situation=situation(given) if "situation" in given else None,
        kinds=tuple(claim.kind for claim in claims),
    )


# ── what agencies told ──


def _silent(given: Given) -> Collection[str]:
    rows = given.rows("silent", most=len(AGENCIES))
    for code, place in rows:
        if code not in AGENCIES:
            refuse(place, f"must be one of: {', '.join(AGENCIES)}")
    return [str(code) for code, _ in rows]


def _report(code: str, claims: tuple[Claim, ...], person: Facts, on: date, *, silent: bool) -> SourceReport:
    """What one agency said; every agency that answers says the same of the person."""
    if silent:
        status, reason = SourceStatus.UNREACHABLE, "source.timed_out"
        return SourceReport(agency=AgencyCode(code), status=status, as_of=on, reason=reason)
    told = tuple(claim for claim in claims if claim.collector == code)
    return SourceReport(agency=AgencyCode(code), status=SourceStatus.ANSWERED, as_of=on, claims=told, person=person)


def _claims(given: Given, silent: Collection[str]) -> tuple[Claim, ...]:
    usual = _facts(given, "facts", CLAIM_FACTS)
    seen: set[tuple[str, ClaimKey]] = set()
    found = []
    for number, (row, place) in enumerate(given.rows("claims", most=MOST_CLAIMS), start=1):
        table = Given(row, place, required=CLAIM_REQUIRED, optional=CLAIM_OPTIONAL)
        claim = _claim(table, number, usual)
        if claim.collector in silent:
            refuse(f"{place}.collector", "is silent, so it told of no claim")
        if (claim.collector, claim.key) in seen:
            refuse(f"{place}.reference", "stands there twice")
        seen.add((claim.collector, claim.key))
        found.append(claim)
    return tuple(found)


def _claim(row: Given, number: int, usual: Facts) -> Claim:
    owner = row.one_of("owner", AGENCIES)
    principal = row.need_euros("principal")
    return Claim(
        key=ClaimKey(owner=AgencyCode(owner), reference=row.text("reference", default=str(number))),
        collector=AgencyCode(row.one_of("collector", AGENCIES, default=owner)),
        kind=KindCode(row.text("kind")),
        imposed_on=row.need_day("imposed_on"),
        due_on=row.day("due_on"),
        principal=principal,
        open=Amounts(
            costs=row.euros("costs") or NOTHING, interest=row.euros("interest") or NOTHING, principal=principal
        ),
        facts={**usual, **_facts(row, "facts", CLAIM_FACTS)},
    )


def _facts(given: Given, key: str, known: Collection[FactName]) -> Facts:
    """Read facts: a word, or a word with the day that belongs to it."""
    table = given.table(key, optional=[name.value for name in known])
    return {name: _fact(table, name.value) for name in known if name.value in table}


def _fact(table: Given, key: str) -> Fact:
    words = [answer.value for answer in Answer]
    if not table.holds_table(key):
        return Fact(answer=Answer(table.one_of(key, words)))
    stated = table.table(key, required=("answer",), optional=("on",))
    return Fact(answer=Answer(stated.one_of("answer", words)), on=stated.day("on"))


# ── what the person told and wants ──


def situation(given: Given) -> Situation:
    """Read the household that stands under `situation`."""
    told = given.table("situation", required=MEANS_REQUIRED, optional=MEANS_OPTIONAL)
    means = Means(
        household=Household(told.one_of("household", [household.value for household in Household])),
        taxable_income_year=told.need_euros("taxable_income_year"),
        monthly_income=told.euros("monthly_income"),
        partner_monthly_income=told.euros("partner_monthly_income"),
        other_monthly_income=told.euros("other_monthly_income"),
        registered_address=told.flag("registered_address"),
    )
    return Situation(
        means=means,
        already_taken=told.euros("already_taken"),
        pension_age=told.flag("pension_age") or False,
        expenses=_expenses(told) if "expenses" in told else None,
        assets=_assets(told) if "assets" in told else None,
    )


def _expenses(told: Given) -> Expenses:
    table = told.table("expenses", optional=EXPENSES)
    return Expenses(**{key: table.euros(key) for key in EXPENSES})


def _assets(told: Given) -> Assets:
    table = told.table("assets", optional=(*ASSETS, *ASSET_FLAGS))
    amounts = {key: table.euros(key) or NOTHING for key in ASSETS}
    return Assets(
        **amounts,
        car_indispensable=table.flag("car_indispensable") or False,
        burdensome_to_sell=table.flag("burdensome_to_sell") or False,
    )


def _choice(given: Given) -> Choice:
    wish = given.table("choice", optional=CHOICE)
    route = wish.one_of("route", [each.value for each in Route]) if "route" in wish else None
    return Choice(
        payment_day=wish.whole("payment_day", least=1, most=31),
        months=wish.whole("months", least=1, most=MOST_MONTHS),
        amount=wish.euros("amount"),
        route=Route(route) if route else None,
        opt_ins=tuple(_opt_in(row, place) for row, place in wish.rows("opt_ins", most=MOST_CLAIMS)),
    )


def _opt_in(row: object, place: str) -> OptIn:
    table = Given(row, place, required=OPT_IN)
    owner = AgencyCode(table.one_of("owner", AGENCIES))
    return OptIn(owner=owner, reference=table.text("reference"), gives_up=table.text("gives_up"))
