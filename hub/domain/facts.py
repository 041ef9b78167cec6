"""Facts about a claim or a person that decide what may happen: yes, no, or unknown, each with who said so and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """What a source says about a fact. What was not sent is unknown, never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class FactName(StrEnum):
    """The closed list of facts that a step may need."""

    OBJECTION = "objection"
    IRREVOCABLE = "irrevocable_on"
    WRIT = "writ_on"
    BAILIFF = "bailiff"
    ENTITLEMENT = "entitlement"
    BREACHED = "breached_on"
    LIMITATION = "limitation_on"
    JOINT = "joint_with"
    TRANSFERRED_FROM = "transferred_from"
    TRANSFERRED_TO = "transferred_to"
    DETENTION = "detention"
    IN_ARRANGEMENT = "in_arrangement"
    UNDER_16 = "under_16"
    SERVED = "served_on"
    ADVANCE_PAID = "advance_paid"
    INSOLVENCY = "insolvency"
    RECOVERY_OPERATION = "recovery_operation"
    GUARDIANSHIP = "guardianship"
    REMINDED = "reminded_on"
    PAUSED = "paused_until"
    REMISSION_PENDING = "remission_pending"
    ENFORCED = "enforced_on"
    DEBT_HELP = "debt_help"
    TAILOR_MADE = "tailor_made_signal"
    NO_COOPERATION = "no_cooperation"
    WRONG_DATA = "wrong_data"
    STRUCTURAL = "structural_problems"
    RETURN_MISSING = "return_not_filed"
    WRONGLY_APPLIED = "allowance_wrongly_applied"
    CHANGE_UNREPORTED = "change_not_reported"
    EVIDENT_ERROR = "evident_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One answer. `on` is the date that belongs to it (since when, until when); `source` is an OIN."""

    answer: Answer
    on: date | None = None
    detail: str | None = None
    source: str | None = None
    stated_on: date | None = None


UNKNOWN = Fact(answer=Answer.UNKNOWN)

Facts = Mapping[FactName, Fact]


def known(facts: Facts, name: FactName) -> Fact:
    """Look a fact up; one that was not sent is unknown."""
    return facts.get(name, UNKNOWN)


def holds(fact: Fact, *, on: date) -> bool:
    """Say whether something is so on a day: yes, and not only from a later day on."""
    return fact.answer is Answer.YES and (fact.on is None or fact.on <= on)


def combine(statements: Iterable[Facts], name: FactName) -> Fact:
    """Join what several sources say about a person: one yes decides; otherwise one no; otherwise unknown."""
    said = [known(facts, name) for facts in statements]
    for wanted in (Answer.YES, Answer.NO):
        for fact in said:
            if fact.answer is wanted:
                return fact
    return UNKNOWN
