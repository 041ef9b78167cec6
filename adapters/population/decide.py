"""What the hub decides about one person under every variant, as rows. The decision is `hub.arrange`, and no other."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from adapters.population.law import Law
from adapters.population.person import Person
from adapters.population.results import (
    LOW_INCOME,
    YEARS,
    AgencyResult,
    CaseResult,
    ConflictResult,
    PersonResult,
    Result,
    VariantResult,
    debt_band,
    length_band,
)
from consent.months import months_after
from hub.compare import rows
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, DecidedBy, NeedsHuman, Proposal, Refusal
from hub.domain.claim import total_open
from hub.domain.comparison import AgencyRow, Comparison, Measured, Part, Variant

TODAY = "separate"
"""The variant that the others are measured against."""


class Decided(NamedTuple):
    """Everything about one person, table by table."""

    people: tuple[PersonResult, ...]
    variants: tuple[VariantResult, ...]
    agencies: tuple[AgencyResult, ...]
    cases: tuple[CaseResult, ...]
    conflicts: tuple[ConflictResult, ...]


def compared(person: Person, law: Law, on: date, only: Collection[str] | None = None) -> Comparison:
    """Compare for one person, as the gateway does: nothing is chosen, everything about the household is told."""
    return compare(
        answers=person.answers(law.agencies(on), on),
        policy=law.policy(on),
        on=on,
        choice=Choice(),
        situation=person.situation(),
        only=only,
    )


def decide(person: Person, law: Law, on: date, wanted: Collection[str]) -> Decided:
    """Decide, and lay the result out in rows."""
    found = compared(person, law, on, wanted)
    years = [months_after(on, 12 * year) for year in range(1, YEARS + 1)]
    today = next((variant for variant in found.variants if variant.code == TODAY), None)
    variants = [variant for variant in found.variants if variant.code in wanted]
    return Decided(
        people=(_person(person, found, law, on),),
        variants=tuple(_variant(person.number, variant, today) for variant in variants),
        agencies=tuple(_agency(person.number, variant, row, years) for variant in variants for row in variant.rows),
        cases=tuple(case for variant in variants for case in _cases(person.number, variant)),
        conflicts=tuple(ConflictResult(person.number, conflict.topic) for conflict in found.conflicts),
    )


def _person(person: Person, found: Comparison, law: Law, on: date) -> PersonResult:
    debts = person.debts
    owed = sum(debt.open_costs_cents + debt.open_interest_cents + debt.open_principal_cents for debt in debts)
    oldest = min((debt.imposed_on for debt in debts), default=None)
    months = _months(oldest, on) if oldest else None
    income = person.income
    coming_in = sum(
        cents or 0
        for cents in (
            income.monthly_income_cents,
            income.partner_monthly_income_cents,
            income.other_monthly_income_cents,
        )
    )
    return PersonResult(
        person=person.number,
        household=person.household.household,
        debts=len(debts),
        organizations=len({debt.owner for debt in debts}),
        open_cents=owed,
        debt_band=debt_band(owed),
        oldest_months=months,
        length_band=length_band(months),
        long_high=_long_high(person, law, on),
        room_cents=found.room.amount if found.room else None,
        room_complete=bool(found.room and found.room.complete),
        objection=any((debt.objection or "").startswith("yes") for debt in debts),
        bailiff=any((debt.bailiff or "").startswith("yes") for debt in debts),
        transferred=any(debt.agency != debt.owner for debt in debts),
        pays_already=any((debt.in_arrangement or "").startswith("yes") for debt in debts),
        low_income=coming_in < LOW_INCOME,
    )


def _long_high(person: Person, law: Law, on: date) -> bool:
    """The letter's target group, by the book's own measure of debt that is old and high."""
    rule = law.policy(on).get("handhaving.long_high_debt").value
    before = months_after(on, -rule["months"])
    owed = sum(
        debt.open_costs_cents + debt.open_interest_cents + debt.open_principal_cents
        for debt in person.debts
        if debt.imposed_on <= before
    )
    return bool(owed >= rule["cents"])


def _variant(person: int, variant: Variant, today: Variant | None) -> VariantResult:
    in_no_plan = total_open(one.claim for one in variant.in_no_plan)
    planned = [part for part in variant.parts if part.claims]
    return VariantResult(
        person=person,
        variant=variant.code,
        told=variant.heaviest is not None,
        measured=_measured(variant, today).value,
        monthly_cents=variant.monthly,
        heaviest_cents=variant.heaviest,
        months=None if variant.heaviest is None else _months_paid(variant),
        ends_on=variant.ends_on,
        left_open_cents=variant.left_open,
        interest_cents=variant.interest,
        costs_cents=sum(row.costs for row in variant.rows),
        letters=variant.letters,
        room_left_cents=variant.room_left,
        known_monthly_cents=variant.known_monthly,
        known_heaviest_cents=variant.known_heaviest,
        known_interest_cents=variant.known_interest,
        in_no_plan_cents=in_no_plan,
        human=any(_looked_at(part) for part in planned),
        refused=any(part.joint and isinstance(part.outcome, Refusal) for part in variant.parts),
    )


def _measured(variant: Variant, today: Variant | None) -> Measured:
    """The same measure as for an agency, over all of them: the dearest month, and at the same amount the end."""
    if today is None or variant.heaviest is None or today.heaviest is None:
        return Measured.UNKNOWN
    if variant.left_open != today.left_open:
        return Measured.UNKNOWN
    return rows.against(variant.heaviest, variant.ends_on, today.heaviest, today.ends_on)


def _agency(person: int, variant: Variant, row: AgencyRow, years: list[date]) -> AgencyResult:
    received = [0] * (YEARS + 1)
    for part in variant.parts:
        for due, amount in part.payments.get(row.agency, ()):
            received[bisect_right(years, due)] += amount
    return AgencyResult(
        person,
        variant.code,
        row.agency,
        row.heaviest is not None,
        row.measured.value,
        row.open,
        row.monthly,
        row.heaviest,
        row.months,
        row.ends_on,
        row.left_open,
        row.interest,
        row.costs,
        row.letters,
        *received,
    )


def _cases(person: int, variant: Variant) -> Iterator[CaseResult]:
    for part in variant.parts:
        if part.claims and _looked_at(part) and part.outcome.considered.executes:
            yield CaseResult(person, variant.code, part.outcome.considered.executes, *_why(part))


def _looked_at(part: Part) -> bool:
    """Say whether a person at the agency must look: the rules cannot decide, or only a person may (decision 27)."""
    if isinstance(part.outcome, Proposal):
        return part.outcome.decided_by is DecidedBy.PERSON
    return isinstance(part.outcome, NeedsHuman)


def _why(part: Part) -> tuple[str, str]:
    if isinstance(part.outcome, Proposal):
        return "plan for a person to grant", part.outcome.route.value
    return "needs a person first", part.outcome.reasons[0].code


def _months_paid(variant: Variant) -> int:
    """In how many calendar months something is paid."""
    return len({month for part in variant.parts for month in part.months})


def _months(since: date, on: date) -> int:
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def tables(decided: Iterator[Decided]) -> Mapping[str, list[Result]]:
    """The rows of many people, table by table."""
    found: dict[str, list[Result]] = {name: [] for name in Decided._fields}
    for one in decided:
        found["people"].extend(one.people)
        found["variants"].extend(one.variants)
        found["agencies"].extend(one.agencies)
        found["cases"].extend(one.cases)
        found["conflicts"].extend(one.conflicts)
    return found
