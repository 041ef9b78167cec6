"""Any number of made-up people with debts, fitted to the statistics of rules.md section 13; whole numbers only.

Person i of seed s is always the same, whatever the count: each has a source of chance of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator.bsn import for_generated
from adapters.agencies.simulator.spread import MEDIANS, NARROW, WIDE
from adapters.agencies.simulator.story import Addition, Case, Credit, Demand, Fact, Person, Transfer

FIRST_DAY = date(2024, 1, 8)
DAYS = (date(2026, 7, 31) - FIRST_DAY).days
COLLECTOR = "cjib"

# Of a thousand people with debts, how many owe at one, two, three, four and five organizations.
ORGANIZATIONS = (750, 170, 60, 15, 5)
# How often each organization is among them: people with a debt there, in ten thousands; CJIB is our choice.
WEIGHTS = {"belastingdienst": 100, "toeslagen": 90, "cjib": 60, "duo": 15, "cak": 18}

# Out of a thousand cases.
OBJECTED, WITH_BAILIFF, PARTLY_PAID = 75, 30, 120
RAISED_ONCE, RAISED_TWICE = 200, 120
TRANSFERRED = {"duo": 400, "cak": 600}
REMINDED = 400
WITH_RUNNING_LOAN = 200
IN_TWO_CASES = 200
# How many cases at CJIB, of a hundred people: one, two ... six.
CASES_AT_CJIB = (40, 25, 15, 10, 6, 4)

# What a debt at an organization is, out of a hundred.
TYPES: Mapping[str, Mapping[str, int]] = {
    "belastingdienst": {"bd_inkomstenbelasting": 60, "bd_zvw_bijdrage": 15, "bd_motorrijtuigenbelasting": 25},
    "toeslagen": {
        "tsl_zorgtoeslag": 40,
        "tsl_huurtoeslag": 30,
        "tsl_kinderopvangtoeslag": 20,
        "tsl_kindgebonden_budget": 10,
    },
    "cjib": {
        "cjib_wahv": 85,
        "cjib_strafbeschikking": 7,
        "cjib_geldboete": 5,
        "cjib_schadevergoedingsmaatregel": 3,
    },
    "duo": {"duo_achterstand": 75, "duo_ov_boete": 25},
    "cak": {
        "cak_bestuursrechtelijke_premie": 60,
        "cak_boete_onverzekerd": 15,
        "cak_wlz_bijdrage": 10,
        "cak_wmo_bijdrage": 15,
    },
}
# Care contributions stay with CAK; fines and premiums may go to CJIB (R1-03).
STAYS = ("cak_wlz_bijdrage", "cak_wmo_bijdrage")

# Awir 26a: what is not more than this is not reclaimed (edition 2026).
SMALLEST_RECLAIM = 12_101
SMALLEST_DEBT = 1_000
WAHV_COSTS = 900
SMALL_REMINDER_COSTS, REMINDER_COSTS, REMINDER_COSTS_FROM = 900, 1_900, 45_400
LOAN_TERM = 8_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """One made-up person: what each agency holds, and at how many organizations debts were imposed."""

    number: int
    bsn: str | None
    organizations: tuple[str, ...]
    held: Mapping[str, Person]


def people(seed: int, count: int) -> Iterator[Generated]:
    """Make the first `count` people of a seed, one at a time."""
    return (person(seed, number) for number in range(count))


def person(seed: int, number: int) -> Generated:
    """Make one person; only the first have a BSN, since test numbers are few."""
    chance = Random(f"{seed}/{number}")
    bsn = for_generated(number)
    organizations = _organizations(chance)
    cases: dict[str, list[Case]] = {}
    for code in organizations:
        _add_debts(cases, code, chance, prefix=f"G{seed}-{number:06d}")
    held = {
        code: Person(persona=f"generated-{seed}-{number}", bsn=bsn, cases=tuple(cases[code]))
        for code in AGENCIES
        if code in cases
    }
    return Generated(number=number, bsn=bsn, organizations=organizations, held=held)


def _organizations(chance: Random) -> tuple[str, ...]:
    wanted = 1 + _pick(chance, ORGANIZATIONS)
    left = dict(WEIGHTS)
    drawn: list[str] = []
    while len(drawn) < wanted:
        code = tuple(left)[_pick(chance, tuple(left.values()))]
        drawn.append(code)
        del left[code]
    return tuple(code for code in AGENCIES if code in drawn)


def _add_debts(cases: dict[str, list[Case]], code: str, chance: Random, *, prefix: str) -> None:
    """Book what a person owes to one organization, at that agency and, once transferred, at the collector."""
    for place, (type_, amount) in enumerate(_amounts(code, chance), start=1):
        case = _case(f"{prefix}-{code}-{place}", type_, amount, chance)
        if type_ not in STAYS and _happens(chance, TRANSFERRED.get(code, 0)):
            before, after = _transferred(case, code)
            cases.setdefault(code, []).append(before)
            cases.setdefault(COLLECTOR, []).append(_with_troubles(after, chance))
        else:
            cases.setdefault(code, []).append(_with_troubles(case, chance))
    if code == "duo" and _happens(chance, WITH_RUNNING_LOAN):
        cases.setdefault(code, []).append(_running_loan(f"{prefix}-loan", chance))


def _amounts(code: str, chance: Random) -> list[tuple[str, int]]:
    """Draw what is owed: per case at CJIB, elsewhere one sum that may be in two parts."""
    if code == "cjib":
        count = 1 + _pick(chance, CASES_AT_CJIB)
        return [(_type(code, chance), _whole_euros(_draw(code, chance))) for _ in range(count)]
    total = _draw(code, chance)
    smallest = SMALLEST_RECLAIM if code == "toeslagen" else SMALLEST_DEBT
    total = max(total, smallest)
    if total < 2 * smallest or not _happens(chance, IN_TWO_CASES):
        return [(_type(code, chance), total)]
    first = min(max(total * chance.randrange(40, 71) // 100, smallest), total - smallest)
    return [(_type(code, chance), first), (_type(code, chance), total - first)]


def _draw(code: str, chance: Random) -> int:
    """Draw an amount around the median of an organization, log-normal by table."""
    table = WIDE if code in ("belastingdienst", "toeslagen") else NARROW
    step, part = divmod(chance.randrange((len(table) - 1) * 1000), 1000)
    times = table[step] * 1000 + (table[step + 1] - table[step]) * part
    return max(MEDIANS[code] * times // 1_000_000, SMALLEST_DEBT)


def _case(reference: str, type_: str, amount: int, chance: Random) -> Case:
    imposed = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    weeks = 8 if type_ == "cjib_wahv" else 6
    letter = Demand(on=imposed, due=imposed + timedelta(weeks=weeks), kind="Aanschrijving")
    case = Case(
        reference=reference,
        type=type_,
        imposed=imposed,
        amount=amount,
        decision=f"B-{reference}",
        demand=letter,
        costs=WAHV_COSTS if type_ == "cjib_wahv" else 0,
    )
    if type_ == "cjib_wahv":
        return replace(case, additions=_raised(case, letter, chance))
    if type_.startswith(("bd_", "tsl_")) and _happens(chance, REMINDED):
        return replace(case, additions=(_reminder(case, letter),))
    return case


def _raised(case: Case, letter: Demand, chance: Random) -> tuple[Addition, ...]:
    """Raise a Wahv fine once by half, and a second time by the raised fine (Wahv 23(3), 25)."""
    lot = chance.randrange(1000)
    if lot >= RAISED_ONCE + RAISED_TWICE:
        return ()
    half = case.amount // 2
    first = Addition(component="increase", amount=half, demand=_next_letter(letter, "Herinnering"))
    if lot >= RAISED_TWICE:
        return (first,)
    second = Addition(component="increase", amount=case.amount + half, demand=_next_letter(first.demand, "Aanmaning"))
    return first, second


def _reminder(case: Case, letter: Demand) -> Addition:
    costs = REMINDER_COSTS if case.amount >= REMINDER_COSTS_FROM else SMALL_REMINDER_COSTS
    return Addition(component="costs", amount=costs, demand=_next_letter(letter, "Aanmaning"))


def _next_letter(letter: Demand, kind: str) -> Demand:
    on = letter.due + timedelta(weeks=2)
    return Demand(on=on, due=on + timedelta(weeks=4), kind=kind)


def _transferred(case: Case, owner: str) -> tuple[Case, Case]:
    """Tell the same case twice: as history at its owner, and as the collector has it."""
    first_letter = case.demand or Demand(on=case.imposed, due=case.imposed, kind="Aanschrijving")
    on = first_letter.due + timedelta(weeks=8)
    before = replace(case, transferred_to=Transfer(agency=COLLECTOR, on=on))
    letter = Demand(on=on, due=on + timedelta(days=30), kind="Aanschrijving")
    return before, replace(case, demand=letter, transferred_from=Transfer(agency=owner, on=on))


def _with_troubles(case: Case, chance: Random) -> Case:
    """Let some people object, some meet a bailiff, and some pay a part."""
    facts: dict[str, Fact] = {}
    letter = case.additions[-1].demand if case.additions else case.demand
    if case.type == "cjib_strafbeschikking":
        facts["served_on"] = Fact(value="yes", on=case.imposed + timedelta(days=7))
    if _happens(chance, OBJECTED):
        facts["objection"] = Fact(value="yes", on=case.imposed + timedelta(weeks=3))
    elif letter and _happens(chance, WITH_BAILIFF):
        facts["writ_on"] = Fact(value="yes", on=letter.due + timedelta(weeks=4))
        facts["bailiff"] = Fact(value="yes", on=letter.due + timedelta(weeks=6))
    if letter and _happens(chance, PARTLY_PAID):
        part = case.amount * chance.randrange(10, 61) // 100
        payment = Credit(on=letter.on + timedelta(days=chance.randrange(1, 20)), amount=part)
        return replace(case, payments=(payment,), facts=facts)
    return replace(case, facts=facts)


def _running_loan(reference: str, chance: Random) -> Case:
    """Add a student loan that is being repaid: all of it imposed, one term asked for."""
    on = date(2026, 7, 1)
    return Case(
        reference=reference,
        type="duo_studielening",
        imposed=date(2025, 1, 2),
        amount=chance.randrange(400, 4001) * 1000,
        decision=f"B-{reference}",
        demand=Demand(on=on, due=on + timedelta(days=24), kind="Aanschrijving", amount=LOAN_TERM),
    )


def _type(code: str, chance: Random) -> str:
    types = TYPES[code]
    return tuple(types)[_pick(chance, tuple(types.values()))]


def _pick(chance: Random, weights: tuple[int, ...]) -> int:
    """Draw a place by whole-number weights."""
    lot = chance.randrange(sum(weights))
    for place, weight in enumerate(weights):
        lot -= weight
        if lot < 0:
            return place
    raise AssertionError("the weights add up to the whole")


def _happens(chance: Random, out_of_thousand: int) -> bool:
    return chance.randrange(1000) < out_of_thousand


def _whole_euros(amount: int) -> int:
    return amount - amount % 100
