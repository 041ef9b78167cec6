"""The book under a reform: the same book, with the values that the reform replaces, from its day on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from hub.domain.scheme import Reform, Standing
from hub.errors import BookError
from hub.rules.edition import KeptBook
from hub.rules.parameter import DatedValue, Parameter
from hub.rules.reader import Book
from hub.rules.reform import Change, Overlay
from hub.rules.valued import valued


class ReformedBook(KeptBook):
    """A book that knows what it would be under each reform. `reform` is the one laid over it; None: it is the law."""

    def __init__(
        self, parameters: Book, family: dict[str | None, "ReformedBook"], *, reform: Reform | None = None
    ) -> None:
        super().__init__(parameters)
        self.reform = reform
        self._family = family
        family[reform.name if reform else None] = self

    def under(self, reform: str | None) -> "ReformedBook":
        """Give the same law under a reform; None: as it is. Raises BookError (`reform.unknown`) for another name."""
        if reform not in self._family:
            raise _unknown(str(reform))
        return self._family[reform]

    @property
    def reforms(self) -> tuple[str, ...]:
        """The names of the reforms that it knows."""
        return tuple(sorted(name for name in self._family if name is not None))


def with_reforms(book: Book, overlays: Iterable[Overlay]) -> ReformedBook:
    """Give the law, which knows what it would be under each reform.

    Raises BookError for a reform that does not fit the book: `reform.no_such_value`, `reform.dates`.
    """
    family: dict[str | None, ReformedBook] = {}
    law = ReformedBook(book, family)
    for overlay in overlays:
        ReformedBook(laid_over(book, overlay), family, reform=overlay.reform)
    return law


def under(book: Book, reform: str | None) -> Book:
    """Any book under a reform; one that knows none is the law. Raises BookError as `ReformedBook.under` does."""
    if isinstance(book, ReformedBook):
        return book.under(reform)
    if reform is not None:
        raise _unknown(reform)
    return book


def laid_over(book: Book, overlay: Overlay) -> Book:
    """The parameters of the book, less what the reform replaces. Raises BookError for what does not fit."""
    changes = sorted(overlay.changes, key=lambda change: change.scheme)
    schemes = {f"schemes.{code}": tuple(of) for code, of in groupby(changes, key=lambda change: change.scheme)}
    joined = {**book, **{name: _replaced(name, book.get(name), overlay, of) for name, of in schemes.items()}}
    return {**joined, **{laid.parameter: valued(joined.get(laid.parameter), overlay, laid) for laid in overlay.values}}


def _replaced(name: str, parameter: Parameter | None, overlay: Overlay, changes: tuple[Change, ...]) -> Parameter:
    """The parameter with one value from the reform's day on, made of the one that the book has on that day."""
    since = overlay.reform.since
    if parameter is None:
        raise _no_such_value(changes[0], f"the book has no {name}")
    standing = parameter.on(since, known_on=max(value.recorded for value in parameter.values))
    if standing is None or not isinstance(standing.value, Mapping):
        raise _dates(changes[0], f"{name} says nothing on {since}")
    if later := [value.start for value in parameter.values if value.start > since]:
        raise _dates(changes[0], f"{name} has another value from {later[0]}, after {since}")
    return replace(
        parameter,
        values=(*(value for value in parameter.values if value.start < since), _value(standing, overlay, changes)),
    )


def _value(standing: DatedValue, overlay: Overlay, changes: tuple[Change, ...]) -> DatedValue:
    """The value as the reform has it. It is known for as long as the one that it stands in for."""
    was: Any = standing.value
    rows = list(was["participants"])
    for change in changes:
        place = next((place for place, row in enumerate(rows) if row["agency"] == change.agency), None)
        if place is None:
            raise _no_such_value(change, f"{change.agency} takes no part in {change.scheme}")
        rows[place] = _participant(rows[place], change)
    reform = overlay.reform
    named = {"name": reform.name, "from": reform.since.isoformat(), **reform.says}
    return DatedValue(
        start=reform.since,
        recorded=standing.recorded,
        value={**was, "participants": tuple(rows), "reform": named},
        source=overlay.source,
        confidence=overlay.confidence,
        adr=overlay.adr,
    )


def _participant(row: Mapping[str, str], change: Change) -> Mapping[str, str]:
    for word, said in (("standing", change.was_standing), ("article", change.was_article)):
        if row[word] != said:
            raise _no_such_value(change, f"the book says {word} {row[word]!r}, not {said!r}")
    return {**row, "standing": Standing.UNDER_REFORM.value, "article": change.article}


def _unknown(name: str) -> BookError:
    return BookError("reform.unknown", f"There is no reform called {name}.", "Name one that stands beside the book.")


def _no_such_value(change: Change, what: str) -> BookError:
    return BookError("reform.no_such_value", f"{change.place} replaces what is not there: {what}.", "Mend the reform.")


def _dates(change: Change, what: str) -> BookError:
    return BookError("reform.dates", f"{change.place} does not fit in time: {what}.", "Mend the reform.")
