"""The law of a run: the book, under a reform where one is named, and what is computed with it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

import adapters.population
import consent
import hub.rules
from adapters.population import reform
from adapters.population.sound import Known
from consent.parties import AgencyCode
from hub.audit.fingerprint import fingerprint
from hub.compare import variants
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from hub.rules.edition import KeptBook, newest_entry
from hub.rules.policy import Policy
from hub.rules.reader import Book, read_book
from hub.rules.reformed import laid_over

RULES: Final = Path(hub.rules.__path__[0])

_WIDEST: Final = SchemeCode("rijk-wide")
"""The scheme in which every agency takes part: those are the agencies of a population, in its order."""

_KINDS: Final = "kinds."


class Told(NamedTuple):
    """A variant in words, and whether the law knows it."""

    says: str
    is_law: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A book, what it is told by, and the name of the reform that is laid over it (None: it is the law)."""

    book: Book
    fingerprint: str
    reform: str | None

    def policy(self, on: date) -> Policy:
        """A fresh view of a day, as everything stands that the book holds."""
        return Policy(on=on, known_on=max(on, newest_entry(self.book)), book=self.book)

    def agencies(self, on: date) -> tuple[AgencyCode, ...]:
        return self.policy(on).scheme(_WIDEST).order

    def variants(self, on: date) -> tuple[str, ...]:
        return variants.codes(self.policy(on))

    def variant(self, code: str, on: date) -> Told:
        """What the book says of a variant."""
        policy = self.policy(on)
        return Told(policy.get(f"variants.{code}").says, variants.is_law(code, policy))

    def known(self, on: date) -> Known:
        kinds = (name.removeprefix(_KINDS) for name in self.book if name.startswith(_KINDS))
        return Known(agencies=frozenset(self.agencies(on)), kinds=frozenset(kinds), on=on)

    def chosen(self, wanted: tuple[str, ...] | None, on: date) -> tuple[str, ...]:
        """The variants that are wanted, in the order of the book. Raises BadInput for one that it does not know."""
        known = self.variants(on)
        if unknown := [name for name in wanted or () if name not in known]:
            raise BadInput(
                "population.variant",
                f"There is no variant called {unknown[0]}.",
                f"Name some of: {', '.join(known)}.",
            )
        return tuple(name for name in known if wanted is None or name in wanted)


@cache
def law(text: str | None = None, name: str = "reform") -> Law:
    """The book that ships with this code, under a reform where one is given; once per process.

    Raises BadInput that names the line where the reform is not sound, or does not fit the book.
    """
    book = read_book(RULES / "book")
    if text is not None:
        with reform.lines_of(text):
            book = KeptBook(laid_over(book, reform.read(text, name)))
    return Law(book=book, fingerprint=fingerprint(book), reform=name if text is not None else None)


@cache
def code() -> str:
    """Which code decides: the version, and a digest of every file that a decision passes through."""
    found = sha256()
    for package in (consent, hub, adapters.population):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*.py")):
                found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{version('eenregeling')}+{found.hexdigest()[:12]}"
