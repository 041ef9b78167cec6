"""From the data files to stories: strict reading, so that a slip in a file is a clear fault and never a wrong debt."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import account, toml_table
from adapters.agencies.simulator.agency import ANSWERS, CASE_FACTS, PERSON_FACTS, Agency
from adapters.agencies.simulator.bsn import is_test_bsn
from adapters.agencies.simulator.story import (
    BEHAVIOURS,
    DESK_BEHAVIOURS,
    Addition,
    Case,
    Credit,
    Demand,
    Fact,
    Foreign,
    Person,
    Persona,
    Transfer,
)
from adapters.agencies.simulator.toml_table import StoryFault, Table

DEMAND_KINDS = ("Aanschrijving", "Herinnering", "Aanmaning")
PERSONAS_FILE = Path(__file__).parent.parent / "personas.toml"

# What a story may add to a case after the first letter: the key in the file -> the component it is.
ADDED = {"increases": "increase", "later_costs": "costs", "interest": "interest"}


STORY_DAY = date(2026, 11, 24)
"""The day on which the personas live. What they owe is told as of then; a demo that runs later shows that day."""


@cache
def personas() -> tuple[Persona, ...]:
    """Read who the personas are; names and numbers are unique, the numbers are test numbers."""
    book = toml_table.read(PERSONAS_FILE)
    found = tuple(_persona(entry) for entry in book.tables("personas"))
    book.done()
    for what, values in (("name", [p.name for p in found]), ("bsn", [p.bsn for p in found])):
        if len(set(values)) < len(values):
            raise StoryFault(f"personas.toml: a {what} stands there twice")
    return found


def load(agency: Agency) -> Mapping[str, Person]:
    """Read the stories of one agency, by BSN."""
    known = {persona.name: persona for persona in personas()}
    book = toml_table.read(folder(agency.code) / "people.toml")
    for read_by_agency in ("desk", "case_facts", "taken_over_facts", "person_facts"):
        book.table(read_by_agency)
    people: dict[str, Person] = {}
    for entry in book.tables("people"):
        person = _person(entry, agency, known)
        if person.bsn is None or person.bsn in people:
            raise entry.fault(f"{person.persona} stands there twice")
        people[person.bsn] = person
    book.done()
    return people


def check(case: Case, agency: Agency) -> None:
    """Refuse a case that cannot have happened this way; the generator's cases pass here too."""
    word = agency.words.get(case.type)
    if word is None or word.component != "principal":
        raise StoryFault(f"'{case.type}' is no principal in {agency.code}/words.toml")
    if case.transferred_from and case.transferred_to:
        raise StoryFault("a case is taken over or handed over, not both")
    if case.remissions and agency.version == "3.0.0":
        raise StoryFault("version 3.0 has no word for a remission")
    account.tell(case, agency)


def _persona(entry: Table) -> Persona:
    story = entry.table("story")
    persona = Persona(
        name=entry.text("name"),
        bsn=entry.text("bsn"),
        story={"nl": story.text("nl"), "en": story.text("en")},
        consents=entry.texts("consents") or AGENCIES,
        shows=entry.text("shows"),
        situation=entry.table("situation").rest() if "situation" in entry else {},
    )
    story.done()
    entry.done()
    if not re.fullmatch(r"[a-z]{2,12}", persona.name):
        raise entry.fault(f"'{persona.name}' is not a short lower-case name")
    if not is_test_bsn(persona.bsn):
        raise entry.fault("'bsn' is not a test number")
    if not set(persona.consents) <= set(AGENCIES):
        raise entry.fault("'consents' names an agency that is not in the registry")
    return persona


def _person(entry: Table, agency: Agency, known: Mapping[str, Persona]) -> Person:
    name = entry.one_of("persona", known)
    entry.where = f"{agency.code}/people.toml: {name}"
    behaviour = entry.one_of("behaviour", BEHAVIOURS) if "behaviour" in entry else None
    desk = entry.one_of("desk", DESK_BEHAVIOURS) if "desk" in entry else None
    if "bad_signature" in (behaviour, desk) and not agency.signs_answers:
        raise entry.fault("an agency that does not sign cannot sign badly")
    person = Person(
        persona=name,
        bsn=known[name].bsn,
        cases=tuple(_case(case, agency) for case in entry.tables("cases")),
        facts=_facts(entry.table("facts"), PERSON_FACTS),
        behaviour=behaviour,
        desk=desk,
        late_events=entry.flag("late_events"),
    )
    entry.done()
    references = [case.reference for case in person.cases]
    if len(set(references)) < len(references):
        raise entry.fault("a reference stands there twice")
    return person


def _case(entry: Table, agency: Agency) -> Case:
    reference = entry.text("reference")
    entry.where = f"{entry.where.rpartition('.')[0]}, {reference}"
    case = Case(
        reference=reference,
        type=entry.text("type"),
        imposed=entry.day("imposed"),
        amount=entry.whole("amount"),
        decision=entry.text_or_none("decision") or f"B-{reference}",
        costs=entry.whole_or_zero("costs"),
        demand=_demand(entry.table("demand")) if "demand" in entry else None,
        additions=_additions(entry),
        payments=tuple(_credit(payment) for payment in entry.tables("payments")),
        remissions=tuple(_credit(remission) for remission in entry.tables("remissions")),
        transferred_from=_transfer(entry, "transferred_from", agency),
        transferred_to=_transfer(entry, "transferred_to", agency),
        extra_events=tuple(_foreign(event) for event in entry.tables("extra_events")),
        stated_total=entry.whole("stated_total") if "stated_total" in entry else None,
        facts=_facts(entry.table("facts"), CASE_FACTS),
    )
    entry.done()
    try:
        check(case, agency)
    except StoryFault as fault:
        raise entry.fault(str(fault)) from fault
    return case


def _additions(entry: Table) -> tuple[Addition, ...]:
    found = [
        Addition(component=component, amount=item.whole("amount"), demand=_demand(item))
        for key, component in ADDED.items()
        for item in entry.tables(key)
    ]
    return tuple(sorted(found, key=lambda addition: addition.demand.on))


def _demand(entry: Table) -> Demand:
    demand = Demand(
        on=entry.day("on"),
        due=entry.day("due"),
        kind=entry.one_of("kind", DEMAND_KINDS),
        amount=entry.whole("amount") if "amount" in entry else None,
    )
    entry.done()
    return demand


def _credit(entry: Table) -> Credit:
    credit = Credit(on=entry.day("on"), amount=entry.whole("amount"), registered=entry.day_or_none("registered"))
    entry.done()
    return credit


def _transfer(entry: Table, key: str, agency: Agency) -> Transfer | None:
    if key not in entry:
        return None
    inner = entry.table(key)
    transfer = Transfer(agency=inner.one_of("agency", set(AGENCIES) - {agency.code}), on=inner.day("on"))
    inner.done()
    return transfer


def _foreign(entry: Table) -> Foreign:
    return Foreign(on=entry.day("on"), content=entry.rest())


def _facts(table: Table, known: tuple[str, ...]) -> Mapping[str, Fact]:
    found: dict[str, Fact] = {}
    for name in table.names():
        if name not in known:
            raise table.fault(f"unknown fact '{name}'")
        found[name] = _fact(table, name)
    return found


def _fact(table: Table, name: str) -> Fact:
    plain = table.take(name)
    content = {"value": plain} if isinstance(plain, str) else plain
    entry = Table(content, where=f"{table.where}.{name}")
    value = entry.one_of("value", (*ANSWERS, "omit"))
    fact = Fact(value=value, on=entry.day_or_none("date"), detail=entry.text_or_none("detail"))
    entry.done()
    return fact
