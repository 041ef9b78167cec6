"""The book on one date: a typed, frozen view. What is not in force is an error that names the dates."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from consent.parties import AgencyCode
from hub.domain.claim import Amounts, KindCode
from hub.domain.money import Cents
from hub.domain.reasons import Reason, Value
from hub.domain.scheme import Scheme, SchemeCode
from hub.errors import BadInput, RuleMissing
from hub.rules.edition import Edition, Ground, InForce, edition_of, ground
from hub.rules.kind import Kind
from hub.rules.parameter import EXPECTED, TEXT_MISSING
from hub.rules.periods import known_from, periods
from hub.rules.reader import Book

TABLE = "instalment_table.months"
"""The one instalment table that every standard arrangement uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The smallest total: the amount, whether the amount itself is allowed, and whether costs count."""

    cents: Cents
    itself_allowed: bool
    without_costs: bool

    def allows(self, open_amounts: Amounts) -> bool:
        """Say whether what is open is enough, counted the way the rule counts."""
        counted = self.counted(open_amounts)
        return counted > self.cents or (self.itself_allowed and counted == self.cents)

    def counted(self, open_amounts: Amounts) -> Cents:
        """Count what the rule counts: everything, or all but the costs."""
        return Cents(open_amounts.total - (open_amounts.costs if self.without_costs else 0))


@dataclass(frozen=True, slots=True)
class Policy:
    """The law as it stood on one date, as known on another. Look-ups never fall back to an older rule.

    `used` remembers every rule that was looked up, found or not, and `used_series` those of which every value through
    time was: a receipt names what a decision rested on. So make a fresh policy for each decision.
    """

    on: date
    known_on: date
    book: Book
    confirmed: frozenset[str] | None = None
    used: set[str] = field(default_factory=set, compare=False, repr=False)
    used_series: set[str] = field(default_factory=set, compare=False, repr=False)
    edition: Edition = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Take the edition of these two dates from the book, where it was asked for before."""
        object.__setattr__(self, "edition", edition_of(self.book, self.on, self.known_on))

    def find(self, name: str) -> InForce | None:
        """Look a value up; None where the rule does not exist (not yet, ended, or never)."""
        self.used.add(name)
        return self.edition.found(name)

    def series(self, name: str) -> tuple[InForce, ...]:
        """Every value of a parameter through time, in order of start, as the book stood on `known_on`.

        For what is dated by day inside one decision, such as rates: it reaches past `on`. Words in the place of a
        value ("ended", "expected", "text_missing") are values here. Raises RuleMissing where there is none.
        """
        self.used_series.add(name)
        rows = self.edition.series(name)
        if not rows:
            raise self._missing(name)
        return rows

    def get(self, name: str) -> InForce:
        """Look a value up that must be there. Raises RuleMissing with the dates there are."""
        found = self.find(name)
        if found is None or found.value in (EXPECTED, TEXT_MISSING):
            raise self._missing(name)
        return found

    def knows(self, kind: KindCode) -> bool:
        """Say whether the book has a kind of debt."""
        self.used.add(f"kinds.{kind}")
        return f"kinds.{kind}" in self.book

    def in_force(self) -> tuple[InForce, ...]:
        """Every parameter in force on the date, in order of id."""
        found = (self.find(name) for name in sorted(self.book))
        return tuple(item for item in found if item is not None)

    def names(self, beginning: str) -> tuple[str, ...]:
        """Every name of the book that begins so, in its order, in force or not."""
        return self.edition.named(beginning)

    def text_missing(self, name: str) -> bool:
        """Say whether a rule existed on the date but its text is not in our possession."""
        found = self.find(name)
        return found is not None and found.value == TEXT_MISSING

    def minimum(self, rules: str) -> Minimum | None:
        """The smallest total under a set of rules, where they have one."""
        return self._minimum(f"{rules}.smallest_total")

    def minimum_under_16(self, rules: str) -> Minimum | None:
        """The smaller one for who was under sixteen at the offence, where the rules have one."""
        return self._minimum(f"{rules}.smallest_total_under_16")

    def _minimum(self, name: str) -> Minimum | None:
        found = self.find(name)
        return _minimum(**found.value) if found else None

    def table_row(self, total: Cents) -> tuple[int, Cents | None]:
        """The table's months for a total, and the bound below which the row applies (None: the last row)."""
        for row in self.get(TABLE).value:
            bound = row.get("below")
            if bound is None or total < bound:
                return row["months"], bound
        raise RuleMissing("rule.missing", f"{TABLE} has no row for every total.", "Mend the rule book.")

    def number(self, name: str) -> Fraction:
        """A value that is a number, exact. Raises RuleMissing as `get` does."""
        self.used.add(name)
        kept = self.edition.numbers.get(name)
        return kept if kept is not None else self.edition.number(self.get(name))

    def share(self, name: str) -> Fraction:
        """A value that is a percentage, as an exact part of one. Raises RuleMissing as `get` does."""
        self.used.add(name)
        kept = self.edition.shares.get(name)
        return kept if kept is not None else self.edition.share(self.get(name))

    def kind(self, code: KindCode) -> Kind:
        """What the book says of a kind of debt."""
        kept = self.edition.kinds.get(code) or self.edition.kind(code, self.get(f"kinds.{code}"))
        self.used.add(kept.parameter)
        return kept

    def scheme(self, code: SchemeCode) -> Scheme:
        """A scheme on the date. Raises BadInput for a name the book does not know, RuleMissing outside its dates."""
        kept = self.edition.schemes.get(code)
        if kept is None:
            name = f"schemes.{code}"
            if name not in self.book:
                known = ", ".join(self.schemes())
                raise BadInput("scheme.unknown", "There is no such scheme.", f"Ask for one of: {known}.")
            kept = self.edition.scheme(code, self.get(name))
        self.used.add(kept.parameter)
        return kept

    def schemes(self) -> tuple[SchemeCode, ...]:
        """The names of all schemes in the book, whatever the date."""
        return tuple(SchemeCode(name.removeprefix("schemes.")) for name in self.names("schemes."))

    def allocation_order(self, owner: AgencyCode) -> InForce:
        """In which order an owner's share reaches its claims; the general order where it has none of its own."""
        return self.find(f"allocation_order.{owner}") or self.get("allocation_order.default")

    def reason(self, code: str, *names: str, **values: Value) -> Reason:
        """Make a reason that rests on values of the book: article of the first, confidence of the weakest."""
        self.used.update(names)
        edition = self.edition
        rests_on = edition.grounds.get(names)
        if rests_on is None:
            rests_on = edition.ground(names, [self.get(name) for name in names])
        if values:
            return Reason(code, *rests_on, values)
        return edition.reasons.get((code, names)) or edition.reason(code, names, rests_on)

    def unsure(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these values that were not read in the text that is in force. Raises RuleMissing as `get` does."""
        kept = self.edition.unsure.get(names)
        return kept if kept is not None else self.edition.weigh(names, [self.get(name) for name in names])

    def _missing(self, name: str) -> RuleMissing:
        """Say which of the two dates is in the way, and which would do."""
        parameter = self.book.get(name)
        todo = "Ask for a date on which the rule is in force."
        if parameter is None:
            return RuleMissing("rule.missing", f"The book has no {name}.", todo)
        if since := known_from(parameter, self.on, after=self.known_on):
            happened = f"On {self.known_on} the book did not know {name} of {self.on} yet; it does from {since} on."
            return RuleMissing("rule.missing", happened, f"Ask with known_on {since} or later, or leave it out.")
        happened = f"{name} has no usable value on {self.on}: {periods(parameter)}."
        return RuleMissing("rule.missing", happened, todo)


def resting_on(code: str, *used: InForce, **values: Value) -> Reason:
    """Make a reason that rests on these values: article of the first, confidence of the weakest."""
    return reason_of(code, ground(used), **values)


def reason_of(code: str, rests_on: Ground, **values: Value) -> Reason:
    """Make a reason of what its values mean together, where that was found before."""
    return Reason(code, *rests_on, values)


@lru_cache(maxsize=64)
def _minimum(*, cents: int, itself: str, counts: str) -> Minimum:
    """What a value of the book says; there are only a few of them."""
    return Minimum(cents=Cents(cents), itself_allowed=itself == "allowed", without_costs=counts == "without costs")
