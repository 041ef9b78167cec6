"""The book on one date as known on another: every value looked up once, and kept for whoever asks again.

The law of a day does not change while it is asked; thousands of people are computed on the same few days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from consent.parties import AgencyCode
from hub.domain.claim import KindCode
from hub.domain.comparison import Conflict
from hub.domain.exact import percent
from hub.domain.facts import FactName
from hub.domain.reasons import Confidence, Reason
from hub.domain.scheme import Participant, Reform, Scheme, SchemeCode, Standing
from hub.rules.kind import Kind, LegalRoute, OwnPlan
from hub.rules.parameter import ENDED, DatedValue, Parameter

_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A parameter's value on the policy's date, with where it comes from."""

    id: str
    value: Any
    unit: str
    says: str
    article: str
    source: str
    start: date
    confidence: Confidence


class Ground(NamedTuple):
    """What some values together mean for a reason: article and version of the first, confidence of the weakest."""

    article: str | None
    version: date | None
    confidence: Confidence | None
    parameters: tuple[str, ...]


class Edition:
    """One day's law as known on another day. Names that are not in force are None; nothing falls back.

    What was worked out is kept for whoever asks again. `reasons` are those that say nothing of a case, by their code
    and the values that they rest on; `numbers` and `shares` exact numbers, and percentages as a part of one; `unsure`
    those of some values that are below `verified`; `conflicts` where rules that meet contradict each other.
    """

    __slots__ = (
        "_book",
        "_found",
        "_known_on",
        "_named",
        "_on",
        "_series",
        "conflicts",
        "grounds",
        "kinds",
        "numbers",
        "reasons",
        "schemes",
        "shares",
        "unsure",
    )

    def __init__(self, book: Mapping[str, Parameter], *, on: date, known_on: date) -> None:
        self._book, self._on, self._known_on = book, on, known_on
        self._found: dict[str, InForce | None] = {}
        self._series: dict[str, tuple[InForce, ...]] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        self.conflicts: dict[frozenset[str], tuple[Conflict, ...]] = {}
        self.grounds: dict[tuple[str, ...], Ground] = {}
        self.reasons: dict[tuple[str, tuple[str, ...]], Reason] = {}
        self.kinds: dict[KindCode, Kind] = {}
        self.schemes: dict[SchemeCode, Scheme] = {}
        self.numbers: dict[str, Fraction] = {}
        self.shares: dict[str, Fraction] = {}
        self.unsure: dict[tuple[str, ...], tuple[str, ...]] = {}

    def found(self, name: str) -> InForce | None:
        """The value in force; None where the rule does not exist (not yet, ended, or never)."""
        try:
            return self._found[name]
        except KeyError:
            found = self._found[name] = self._look_up(name)
            return found

    def series(self, name: str) -> tuple[InForce, ...]:
        """Every value through time, in order of start, as the book stood; none where the book has none."""
        try:
            return self._series[name]
        except KeyError:
            found = self._series[name] = self._through_time(name)
            return found

    def named(self, beginning: str) -> tuple[str, ...]:
        """Every name that begins so, in the order of the book, in force or not."""
        try:
            return self._named[beginning]
        except KeyError:
            found = self._named[beginning] = tuple(name for name in self._book if name.startswith(beginning))
            return found

    def ground(self, names: tuple[str, ...], used: Sequence[InForce]) -> Ground:
        """What these values mean for a reason, kept for the next; `used` are the values of those names."""
        found = self.grounds[names] = ground(used)
        return found

    def weigh(self, names: tuple[str, ...], used: Sequence[InForce]) -> tuple[str, ...]:
        """Those of these values that are below `verified`, kept for the next."""
        found = self.unsure[names] = tuple(each.id for each in used if each.confidence is not Confidence.VERIFIED)
        return found

    def reason(self, code: str, names: tuple[str, ...], rests_on: Ground) -> Reason:
        """The reason that says nothing of a case, kept for the next."""
        found = self.reasons[code, names] = Reason(code, *rests_on)
        return found

    def kind(self, code: KindCode, found: InForce) -> Kind:
        """What a value says of a kind of debt, kept for the next."""
        kept = self.kinds[code] = _kind(code, found)
        return kept

    def scheme(self, code: SchemeCode, found: InForce) -> Scheme:
        """What a value says of a scheme, kept for the next."""
        kept = self.schemes[code] = _scheme(code, found)
        return kept

    def number(self, found: InForce) -> Fraction:
        """A value as an exact number, kept for the next."""
        kept = self.numbers[found.id] = Fraction(found.value)
        return kept

    def share(self, found: InForce) -> Fraction:
        """A percentage as a part of one, kept for the next."""
        kept = self.shares[found.id] = percent(Fraction(found.value))
        return kept

    def _look_up(self, name: str) -> InForce | None:
        parameter = self._book.get(name)
        row = parameter.on(self._on, known_on=self._known_on) if parameter else None
        return None if parameter is None or row is None or row.value == ENDED else _in_force(parameter, row)

    def _through_time(self, name: str) -> tuple[InForce, ...]:
        parameter = self._book.get(name)
        rows = parameter.through_time(known_on=self._known_on) if parameter else ()
        return tuple(_in_force(parameter, row) for row in rows) if parameter else ()


MOST_EDITIONS = 64
"""How many days' law are kept at once: a few days are asked for again and again, all others seldom."""


class KeptBook(dict[str, Parameter]):
    """A book that keeps the editions that were asked for."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        super().__init__(parameters)
        self._editions: dict[tuple[date, date], Edition] = {}
        self.newest = _newest(parameters)

    def edition(self, on: date, known_on: date) -> Edition:
        """Give the edition of two dates, the same one as long as it is kept."""
        key = (on, known_on)
        if key not in self._editions:
            if len(self._editions) >= MOST_EDITIONS:
                self._editions.clear()
            self._editions[key] = Edition(self, on=on, known_on=known_on)
        return self._editions[key]


def newest_entry(book: Mapping[str, Parameter]) -> date:
    """The day on which the last value was entered: from then on everything that the book holds is known."""
    return book.newest if isinstance(book, KeptBook) else _newest(book)


def _newest(book: Mapping[str, Parameter]) -> date:
    return max((value.recorded for parameter in book.values() for value in parameter.values), default=date.min)


def edition_of(book: Mapping[str, Parameter], on: date, known_on: date) -> Edition:
    """The edition of two dates, kept where the book keeps them."""
    if isinstance(book, KeptBook):
        return book.edition(on, known_on)
    return Edition(book, on=on, known_on=known_on)


def ground(used: Sequence[InForce]) -> Ground:
    """Article and version of the first value, the confidence of the weakest, and each name once."""
    if not used:
        return Ground(None, None, None, ())
    weakest = max((item.confidence for item in used), key=_RANK.__getitem__)
    names = tuple(dict.fromkeys(item.id for item in used))
    return Ground(used[0].article, used[0].start, weakest, names)


def _in_force(parameter: Parameter, row: DatedValue) -> InForce:
    return InForce(
        id=parameter.id,
        value=row.value,
        unit=parameter.unit,
        says=parameter.says,
        article=parameter.article,
        source=row.source,
        start=row.start,
        confidence=row.confidence,
    )


def _kind(code: KindCode, found: InForce) -> Kind:
    value = found.value
    return Kind(
        code=code,
        parameter=found.id,
        regime=value["regime"],
        article=found.article,
        says={"nl": value["nl"], "en": value["en"]},
        needs=tuple(FactName(name) for name in value["needs"]),
        waits_until_irrevocable=value["waits_until_irrevocable"] == "yes",
        paying_waives_remedy=value.get("paying_waives_remedy") == "yes",
        legal_route=LegalRoute(**{**value["remedy"], "confidence": Confidence(value["remedy"]["confidence"])}),
        opt_in=tuple(value.get("opt_in", ())),
        own_plan=_own_plan(value["own_plan"]) if "own_plan" in value else None,
    )


def _own_plan(value: Mapping[str, str]) -> OwnPlan:
    return OwnPlan(
        article=value["article"],
        says={"nl": value["nl"], "en": value["en"]},
        confidence=Confidence(value["confidence"]),
    )


def _scheme(code: SchemeCode, found: InForce) -> Scheme:
    value = found.value
    return Scheme(
        code=code,
        parameter=found.id,
        participants=_participants(value["participants"]),
        executes=AgencyCode(value["executes"]),
        needs=tuple(AgencyCode(agency) for agency in value["needs"]),
        rules=value["rules"],
        collected_by=AgencyCode(value["collected_by"]) if "collected_by" in value else None,
        only_own=SchemeCode(value["only_own"]) if "only_own" in value else None,
        left_out_kinds={KindCode(kind): article for kind, article in value["left_out_kinds"].items()},
        person_facts=tuple(FactName(name) for name in value["person_facts"]),
        reform=_reform(value["reform"]) if "reform" in value else None,
    )


def _reform(value: Mapping[str, str]) -> Reform:
    says = {"nl": value["nl"], "en": value["en"]}
    return Reform(name=value["name"], since=date.fromisoformat(value["from"]), says=says)


def _participants(rows: Sequence[Mapping[str, str]]) -> tuple[Participant, ...]:
    return tuple(
        Participant(
            agency=AgencyCode(row["agency"]),
            standing=Standing(row["standing"]),
            article=row["article"],
            change=row.get("change"),
        )
        for row in rows
    )
