"""Draws made-up people: whole numbers only, and person by person from one source of chance for each part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from adapters.population.layout import WHOLE, DebtRow, HouseholdRow, IncomeRow
from adapters.population.marginals import as_of, draw
from consent.months import months_after

Drawn = tuple[HouseholdRow, IncomeRow, tuple[DebtRow, ...]]


def part(seed: int, number: int, count: int) -> Iterator[Drawn]:
    """Draw the first `count` people of a part: always the same, whatever the size of the population."""
    chance = Random(f"{seed}/{number}")  # noqa: S311 made-up people, made so that they can be made again
    drawing = _Drawing(chance=chance, given=draw(), on=as_of())
    return (drawing.person(number * WHOLE + place + 1) for place in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    chance: Random
    given: Mapping[str, Any]
    on: date

    def person(self, number: int) -> Drawn:
        debts = tuple(self._debts(number))
        household, income = self._household(number, any(debt.in_arrangement == "yes" for debt in debts))
        return household, income, debts

    # ── debts ──

    def _debts(self, person: int) -> Iterator[DebtRow]:
        place = 0
        for owner in self._organizations():
            for kind, cents in self._amounts(owner):
                place += 1
                yield self._debt(person, f"P{person:08d}-{place}", owner, kind, cents)

    def _organizations(self) -> list[str]:
        wanted = 1 + self._pick(self.given["organizations"])
        left = dict(self.given["weights"])
        drawn: list[str] = []
        while len(drawn) < wanted:
            code = list(left)[self._pick(list(left.values()))]
            drawn.append(code)
            del left[code]
        return [code for code in self.given["weights"] if code in drawn]

    def _amounts(self, owner: str) -> list[tuple[str, int]]:
        """Per case at the collector of fines, elsewhere one sum that may be in two debts."""
        if owner == self.given["collector"]:
            count = 1 + self._pick(self.given["cases"])
            return [(self._kind(owner), self._amount(owner) // 100 * 100) for _ in range(count)]
        least = self.given["smallest"][owner]
        cents = max(self._amount(owner), least)
        if cents < 2 * least or not self._happens(self.given["in_two_debts"]):
            return [(self._kind(owner), cents)]
        first = min(max(cents * self.chance.randrange(40, 71) // 100, least), cents - least)
        return [(self._kind(owner), first), (self._kind(owner), cents - first)]

    def _kind(self, owner: str) -> str:
        kinds: Mapping[str, int] = self.given["kinds"][owner]
        return list(kinds)[self._pick(list(kinds.values()))]

    def _amount(self, owner: str) -> int:
        """A log-normal amount: a cell of the table by its weight, and evenly between its two ends."""
        median, spread = self.given["median"][owner], self.given["spread"]
        cells = spread["cells"]
        cell = self._pick([cells["weight"]] * cells["count"] + cells["tail"])
        low, high = spread[median["spread"]][cell : cell + 2]
        times = low * 1000 + (high - low) * self.chance.randrange(1000)
        least: int = self.given["smallest"][owner]
        cents: int = median["cents"] * times // 1_000_000
        return max(cents, least)

    def _debt(self, person: int, reference: str, owner: str, kind: str, cents: int) -> DebtRow:
        given = self.given
        months = self._age(given["limitation_months"].get(kind))
        imposed = months_after(self.on, -months) - timedelta(days=self.chance.randrange(28))
        raised = self._raised(cents) if kind == "traffic_fine" else 0
        objects = self._happens(given["objection"])
        bailiff = not objects and self._happens(given["bailiff"])
        moved = kind not in given["stays"] and self._happens(given["transferred"].get(owner, 0))
        return DebtRow(
            person=person,
            agency=given["collector"] if moved else owner,
            owner=owner,
            reference=reference,
            kind=kind,
            imposed_on=imposed,
            due_on=imposed + timedelta(weeks=8 if kind == "traffic_fine" else 6),
            principal_cents=cents + raised,
            open_costs_cents=self._costs(cents),
            open_interest_cents=0,
            open_principal_cents=cents + raised,
            objection="yes" if objects else "no",
            irrevocable_on="no" if objects else "yes",
            writ_on=_yes(min(imposed + timedelta(weeks=16), self.on)) if bailiff else "no",
            bailiff=_yes(min(imposed + timedelta(weeks=18), self.on)) if bailiff else "no",
            in_arrangement="yes" if not objects and self._happens(given["in_arrangement"]) else "no",
            detention="no",
            limitation_on=_yes(self._limitation(kind, imposed)),
            breached_on=_yes(months_after(self.on, -2)) if self._happens(given["breached"]) else "no",
        )

    def _costs(self, cents: int) -> int:
        """Costs of a reminder: more above an amount."""
        costs: Mapping[str, int] = self.given["costs"]
        if not self._happens(costs["share"]):
            return 0
        return costs["more"] if cents >= costs["more_from"] else costs["cents"]

    def _age(self, most: int | None) -> int:
        ages = self.given["ages"]
        cell = self.chance.randrange(len(ages) - 1)
        months = self.chance.randrange(ages[cell], ages[cell + 1])
        return months if most is None else months % (most - 3)

    def _raised(self, cents: int) -> int:
        """A fine raised once by half, and a second time by the raised fine (Wahv 23(3), 25)."""
        lot = self.chance.randrange(1000)
        once, twice = self.given["raised_once"], self.given["raised_twice"]
        if lot >= once + twice:
            return 0
        return cents * 2 if lot < twice else cents // 2

    def _limitation(self, kind: str, imposed: date) -> date:
        if months := self.given["limitation_months"].get(kind):
            return months_after(imposed, months)
        least, most = self.given["limitation_left"]
        return months_after(self.on, self.chance.randrange(least, most + 1))

    # ── household ──

    def _household(self, person: int, pays_already: bool) -> tuple[HouseholdRow, IncomeRow]:  # noqa: FBT001 a fact of the person
        kinds = self.given["household"]
        kind = list(kinds)[self._pick([each["share"] for each in kinds.values()])]
        told, spending = kinds[kind], self.given["spending"]
        income = self._low(*told["income"])
        partner = self._low(*told["partner"]) if "partner" in told else None
        both = income + (partner or 0)
        childcare = "children" in kind or kind == "single_parent"
        taken = pays_already or self._happens(spending["already_taken_share"])
        household = HouseholdRow(
            person=person,
            household=kind,
            pension_age=self._happens(spending["pension_age"]),
            registered_address=not self._happens(spending["unregistered"]),
            already_taken_cents=self._low(*spending["already_taken"]) if taken else 0,
            rent_cents=self._low(*spending["rent"]),
            rent_benefit_cents=self._low(*spending["rent_benefit"]) if both < spending["rent_benefit_below"] else 0,
            health_premium_cents=self._low(*spending["health_premium"]) * (2 if partner is not None else 1),
            care_benefit_cents=self._low(*spending["care_benefit"]) if both < spending["care_benefit_below"] else 0,
            tax_debts_cents=0,
            alimony_cents=0,
            childcare_cents=self._low(*spending["childcare"])
            if childcare and self._happens(spending["childcare_share"])
            else 0,
            other_cents=0,
            insolvency="yes" if self._happens(self.given["insolvency"]) else "no",
            recovery_operation="yes" if self._happens(self.given["recovery_operation"]) else "no",
            guardianship="no",
        )
        return household, IncomeRow(
            person=person,
            taxable_income_year_cents=both * 12 * spending["gross_percentage"] // 100,
            monthly_income_cents=income,
            partner_monthly_income_cents=partner,
            other_monthly_income_cents=0,
        )

    # ── chance ──

    def _low(self, least: int, most: int) -> int:
        """An amount in whole euros, the lower of two draws: low ones are more frequent."""
        return min(self.chance.randrange(least, most + 1), self.chance.randrange(least, most + 1)) // 100 * 100

    def _pick(self, weights: Sequence[int]) -> int:
        lot = self.chance.randrange(sum(weights))
        for place, weight in enumerate(weights):
            lot -= weight
            if lot < 0:
                return place
        raise AssertionError("the weights add up to the whole")

    def _happens(self, out_of_thousand: int) -> bool:
        return self.chance.randrange(1000) < out_of_thousand


def _yes(on: date) -> str:
    return f"yes {on.isoformat()}"
