"""A person's rows as the hub knows them: what the agencies answer, and what the household tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.population.layout import CLAIM_FACTS, PERSON_FACTS, DebtRow, HouseholdRow, IncomeRow
from consent.parties import AgencyCode
from hub.domain.claim import Amounts, Claim, ClaimKey, KindCode
from hub.domain.facts import UNKNOWN, Answer, Fact, FactName, Facts
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.situation import Assets, Expenses, Situation
from hub.domain.source import Answers, SourceReport, SourceStatus

_OWNS_NOTHING: Final = Assets()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of a population."""

    household: HouseholdRow
    income: IncomeRow
    debts: tuple[DebtRow, ...]

    @property
    def number(self) -> int:
        return self.household.person

    def answers(self, agencies: Sequence[AgencyCode], on: date) -> Answers:
        """What the agencies answer, each of them, also where nothing is owed."""
        told = {name: _fact(said) for name in PERSON_FACTS if (said := getattr(self.household, name.value)) is not None}
        return Answers(reports=tuple(self._report(agency, told, on) for agency in agencies))

    def _report(self, agency: AgencyCode, person: Facts, on: date) -> SourceReport:
        claims = tuple(claim_of(debt) for debt in self.debts if debt.agency == agency)
        return SourceReport(agency=agency, status=SourceStatus.ANSWERED, as_of=on, claims=claims, person=person)

    def situation(self) -> Situation:
        """What the household tells. What it owns is not in a population: nothing."""
        house, income = self.household, self.income
        return Situation(
            means=Means(
                household=Household(house.household),
                taxable_income_year=Cents(income.taxable_income_year_cents),
                monthly_income=_cents(income.monthly_income_cents),
                partner_monthly_income=_cents(income.partner_monthly_income_cents),
                other_monthly_income=_cents(income.other_monthly_income_cents),
                registered_address=house.registered_address,
            ),
            already_taken=_cents(house.already_taken_cents),
            pension_age=house.pension_age,
            expenses=Expenses(
                rent=_cents(house.rent_cents),
                rent_benefit=_cents(house.rent_benefit_cents),
                health_premium=_cents(house.health_premium_cents),
                care_benefit=_cents(house.care_benefit_cents),
                tax_debts=_cents(house.tax_debts_cents),
                alimony=_cents(house.alimony_cents),
                childcare=_cents(house.childcare_cents),
                other=_cents(house.other_cents),
            ),
            assets=_OWNS_NOTHING,
        )


def people(
    households: Iterable[HouseholdRow], incomes: Iterable[IncomeRow], debts: Iterable[DebtRow]
) -> Iterable[Person]:
    """Put the rows of a part together, in the order of the households."""
    earned = {row.person: row for row in incomes}
    owed: dict[int, list[DebtRow]] = {}
    for row in debts:
        owed.setdefault(row.person, []).append(row)
    return (
        Person(household=row, income=earned[row.person], debts=tuple(owed.get(row.person, ()))) for row in households
    )


def claim_of(debt: DebtRow) -> Claim:
    """One debt as a claim."""
    return Claim(
        key=ClaimKey(owner=AgencyCode(debt.owner), reference=debt.reference),
        collector=AgencyCode(debt.agency),
        kind=KindCode(debt.kind),
        imposed_on=debt.imposed_on,
        due_on=debt.due_on,
        principal=Cents(debt.principal_cents),
        open=Amounts(
            costs=Cents(debt.open_costs_cents),
            interest=Cents(debt.open_interest_cents),
            principal=Cents(debt.open_principal_cents),
        ),
        facts=_facts(debt),
    )


def _facts(debt: DebtRow) -> dict[FactName, Fact]:
    said = zip(CLAIM_FACTS, debt[-len(CLAIM_FACTS) :], strict=True)
    return {name: _fact(word) for name, word in said if isinstance(word, str)}


def _fact(said: str) -> Fact:
    """`no`, `yes`, `yes 2026-03-01`, `unknown`. Raises ValueError for anything else."""
    if said in _PLAIN:
        return _PLAIN[said]
    word, _, day = said.partition(" ")
    return Fact(answer=Answer(word), on=date.fromisoformat(day))


_PLAIN = {"no": Fact(answer=Answer.NO), "yes": Fact(answer=Answer.YES), "unknown": UNKNOWN}


def fact_is_sound(said: str) -> bool:
    """Say whether a word is one that tells a fact."""
    try:
        return said in _PLAIN or _fact(said).answer is Answer.YES
    except ValueError:
        return False


def _cents(amount: int | None) -> Cents | None:
    return None if amount is None else Cents(amount)
