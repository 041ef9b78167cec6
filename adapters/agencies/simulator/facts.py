"""What an agency states about a case or a person beside the money, as it stood on the day that was asked about."""

from collections.abc import Mapping
from datetime import date, timedelta

from adapters.agencies.simulator.agency import Agency, Usual, oin_of
from adapters.agencies.simulator.story import Case, Fact, Person

# These dates lie ahead by nature; all other dates say since when a fact is so.
AHEAD = ("limitation_on", "paused_until")

Stated = dict[str, dict[str, str]]


def of_case(case: Case, agency: Agency, *, as_of: date) -> Stated:
    """State the facts of one case: the story first, then what this agency usually states."""
    usual = dict(agency.case_facts)
    if case.transferred_from:
        usual |= agency.taken_over_facts
    facts = {name: _usual_of_case(rule, case, agency) for name, rule in usual.items() if _applies(rule, case)}
    facts |= _transfers(case)
    facts |= case.facts
    return _stated(facts, agency, as_of=as_of)


def of_person(person: Person | None, agency: Agency, *, as_of: date) -> Stated:
    """State the facts of a person, also of one without debts here: each agency may look into the registers."""
    facts = {name: Fact(value=rule.value) for name, rule in agency.person_facts.items()}
    if person:
        facts |= person.facts
    return _stated(facts, agency, as_of=as_of)


def _applies(rule: Usual, case: Case) -> bool:
    return not rule.only or case.type in rule.only


def _usual_of_case(rule: Usual, case: Case, agency: Agency) -> Fact:
    since = _usual_date(rule, case, agency)
    if since is None and (rule.weeks_after_imposed or rule.years_after_irrevocable or rule.years_after_due):
        return Fact(value="no")
    return Fact(value=rule.value, on=since)


def _usual_date(rule: Usual, case: Case, agency: Agency) -> date | None:
    if rule.weeks_after_imposed:
        return None if _is_contested(case) else case.imposed + timedelta(weeks=rule.weeks_after_imposed)
    if rule.years_after_irrevocable:
        irrevocable = _irrevocable_on(case, agency)
        return _years_later(irrevocable, rule.years_after_irrevocable) if irrevocable else None
    if rule.years_after_due:
        # Without a letter the term of payment cannot have ended; the day it was imposed is the nearest known day.
        first_due = case.demand.due if case.demand else case.imposed
        return _years_later(first_due, rule.years_after_due)
    return None


def _irrevocable_on(case: Case, agency: Agency) -> date | None:
    told = case.facts.get("irrevocable_on")
    if told:
        return told.on if told.value == "yes" else None
    rule = agency.case_facts.get("irrevocable_on")
    return _usual_date(rule, case, agency) if rule and rule.weeks_after_imposed else None


def _is_contested(case: Case) -> bool:
    objection = case.facts.get("objection")
    return objection is not None and objection.value == "yes"


def _transfers(case: Case) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, transfer in (("transferred_from", case.transferred_from), ("transferred_to", case.transferred_to)):
        if transfer:
            facts[name] = Fact(value="yes", on=transfer.on, detail=oin_of(transfer.agency))
    return facts


def _stated(facts: Mapping[str, Fact], agency: Agency, *, as_of: date) -> Stated:
    return {
        name: _wire(_as_it_stood(name, fact, as_of), agency, as_of=as_of)
        for name, fact in facts.items()
        if fact.value != "omit"
    }


def _as_it_stood(name: str, fact: Fact, as_of: date) -> Fact:
    """Take back a fact that began after the day that was asked about."""
    begins_later = fact.value == "yes" and fact.on is not None and fact.on > as_of
    return Fact(value="no") if begins_later and name not in AHEAD else fact


def _wire(fact: Fact, agency: Agency, *, as_of: date) -> dict[str, str]:
    stated = {"value": fact.value}
    if fact.on:
        stated["date"] = fact.on.isoformat()
    if fact.detail:
        stated["detail"] = fact.detail
    return stated | {"source": agency.oin, "stated_on": as_of.isoformat()}


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February has no namesake in a common year.
        return day.replace(year=day.year + years, day=28)
