"""One agency as its folder describes it: who it is, which words it uses, what it usually states."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from adapters.agencies.registry import folder
from adapters.agencies.simulator import toml_table
from adapters.agencies.simulator.toml_table import StoryFault, Table

Version = Literal["4.1.0", "3.0.0"]

PROFILES: Mapping[str, Version] = {"fcid-4.1-assumed": "4.1.0", "fcid-3.0-assumed": "3.0.0"}
COMPONENTS = ("principal", "increase", "costs", "interest")
ANSWERS = ("yes", "no", "unknown")

CASE_FACTS = (
    "objection",
    "irrevocable_on",
    "writ_on",
    "bailiff",
    "entitlement",
    "breached_on",
    "limitation_on",
    "joint_with",
    "transferred_from",
    "transferred_to",
    "detention",
    "in_arrangement",
    "under_16",
    "served_on",
    "advance_paid",
    "reminded_on",
    "paused_until",
    "remission_pending",
    "enforced_on",
    "return_not_filed",
    "allowance_wrongly_applied",
    "change_not_reported",
    "evident_error",
)
PERSON_FACTS = (
    "insolvency",
    "guardianship",
    "recovery_operation",
    "debt_help",
    "tailor_made_signal",
    "no_cooperation",
    "wrong_data",
    "structural_problems",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One type code of the wire: what it stands for and how a letter calls it."""

    code: str
    kind: str | None
    component: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The article a claim rests on, and where to read it."""

    says: str
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What an agency states about a fact when a case says nothing about it; at most one of the terms is set."""

    value: str
    only: tuple[str, ...] = ()
    weeks_after_imposed: int = 0
    years_after_irrevocable: int = 0
    years_after_due: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """All that a simulator knows of its own agency, people aside."""

    code: str
    name: str
    oin: str
    version: Version
    signs_answers: bool
    states_registration: bool
    website: str
    account: str
    words: Mapping[str, Word]
    case_facts: Mapping[str, Usual]
    taken_over_facts: Mapping[str, Usual]
    person_facts: Mapping[str, Usual]

    def added_code(self, primary: str, component: str) -> str:
        """Find the code for costs, increase or interest on top of a claim; it has the owner's prefix."""
        prefix = primary.partition("_")[0]
        for word in self.words.values():
            if word.component == component and word.code.startswith(f"{prefix}_"):
                return word.code
        raise StoryFault(f"{self.code}/words.toml: no word for {component} on {primary}")


@cache
def load(code: str) -> Agency:
    """Read one agency's folder; a fault names the file and the key."""
    identity = toml_table.read(folder(code) / "agency.toml")
    if identity.text("code") != code:
        raise identity.fault(f"'code' should be '{code}', as the folder is called")
    story = toml_table.read(folder(code) / "people.toml")
    desk = story.table("desk")
    agency = Agency(
        code=code,
        name=identity.text("name"),
        oin=identity.text("oin"),
        version=PROFILES[identity.one_of("profile", PROFILES)],
        signs_answers=identity.flag("signs_answers"),
        states_registration=identity.flag("states_registration"),
        website=desk.text("website"),
        account=desk.text("account"),
        words=_words(code),
        case_facts=_usual(story.table("case_facts"), CASE_FACTS),
        taken_over_facts=_usual(story.table("taken_over_facts"), CASE_FACTS),
        person_facts=_usual(story.table("person_facts"), PERSON_FACTS),
    )
    desk.done()
    return agency


@cache
def oin_of(code: str) -> str:
    """Tell another agency's number, for claims that changed hands."""
    return toml_table.read(folder(code) / "agency.toml").text("oin")


@cache
def grounds() -> Mapping[str, Ground]:
    """Read which article each type of claim rests on."""
    book = toml_table.read(Path(__file__).parent / "grounds.toml")
    found: dict[str, Ground] = {}
    for code in book.names():
        entry = book.table(code)
        found[code] = Ground(says=entry.text("says"), source=entry.text_or_none("source"))
        entry.done()
    return found


def _words(code: str) -> Mapping[str, Word]:
    book = toml_table.read(folder(code) / "words.toml")
    words: dict[str, Word] = {}
    for key in book.names():
        entry = book.table(key)
        component = entry.one_of("component", COMPONENTS)
        kind = entry.text("kind") if component == "principal" else None
        words[key] = Word(code=key, kind=kind, component=component, says=entry.text("says"))
        entry.done()
    return words


def _usual(table: Table, known: tuple[str, ...]) -> Mapping[str, Usual]:
    found: dict[str, Usual] = {}
    for name in table.names():
        if name not in known:
            raise table.fault(f"unknown fact '{name}'")
        found[name] = _one_usual(table, name)
    return found


def _one_usual(table: Table, name: str) -> Usual:
    plain = table.take(name)
    if isinstance(plain, str):
        plain = {"value": plain}
    entry = Table(plain, where=f"{table.where}.{name}")
    usual = Usual(
        value=entry.one_of("value", ANSWERS),
        only=entry.texts("only"),
        weeks_after_imposed=entry.whole_or_zero("weeks_after_imposed"),
        years_after_irrevocable=entry.whole_or_zero("years_after_irrevocable"),
        years_after_due=entry.whole_or_zero("years_after_due"),
    )
    entry.done()
    return usual
