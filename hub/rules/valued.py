"""A value that a reform lays over a parameter, checked as the book checks its own: dates, shape, and what it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from hub.errors import BookError
from hub.rules.parameter import ENDED, EXPECTED, TEXT_MISSING, DatedValue, Parameter
from hub.rules.reform import Laid, Overlay

_WORDS: Final = (ENDED, EXPECTED, TEXT_MISSING)
_MONTHS: Final = "months"
_BELOW: Final = "below"


def valued(parameter: Parameter | None, overlay: Overlay, laid: Laid) -> Parameter:
    """The parameter with this value from its day on; a word that says what comes after the last period stays.

    Raises BookError: `reform.no_such_value` where the book has none there, `reform.shape` where it is another kind of
    value, `reform.value` where it counts what cannot be counted.
    """
    if parameter is None:
        raise _fault("no_such_value", laid, f"the book has no {laid.parameter}")
    before = [value for value in parameter.values if value.start < laid.start]
    standing = parameter.on(laid.start, known_on=max(value.recorded for value in parameter.values))
    if standing is None or standing.value in _WORDS:
        raise _fault("no_such_value", laid, f"{laid.parameter} has no value on {laid.start}")
    for wrong in _differs(standing.value, laid.value):
        raise _fault("shape", laid, f"{laid.parameter} {wrong}")
    for wrong in _miscounts(laid.value, months=parameter.unit == _MONTHS):
        raise _fault("value", laid, f"{laid.parameter} {wrong}")
    after = [value for value in parameter.values if value.start > laid.start and value.value in _WORDS]
    return replace(parameter, values=(*before, _dated(standing, overlay, laid), *after))


def _dated(standing: DatedValue, overlay: Overlay, laid: Laid) -> DatedValue:
    """It is known for as long as the one that it stands in for."""
    return DatedValue(
        start=laid.start,
        recorded=standing.recorded,
        value=laid.value,
        source=overlay.source,
        confidence=overlay.confidence,
        adr=overlay.adr,
    )


def _differs(was: Any, now: Any) -> Iterator[str]:  # noqa: ANN401 - raw values of the book
    """Say where a value is another kind of thing than the one that it takes the place of."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        if was.keys() != now.keys():
            yield f"must have the keys {', '.join(sorted(was))}"
        for key in was.keys() & now.keys():
            yield from _differs(was[key], now[key])
    elif isinstance(was, tuple) and isinstance(now, tuple):
        shapes = [*was]
        for item in now:
            if all([*_differs(shape, item)] for shape in shapes):
                yield "holds a row of another kind than the book's"
        if not now:
            yield "holds no row"
    elif _kind(was) != _kind(now):
        yield f"is {_kind(now)}, where the book has {_kind(was)}"


def _kind(value: Any) -> str:  # noqa: ANN401 - raw values of the book
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, tuple):
        return "a list"
    return "words" if isinstance(value, str) else "a number"


def _miscounts(value: Any, *, months: bool) -> Iterator[str]:  # noqa: ANN401 - raw values of the book
    """Say what no number of this kind can be: nothing is below zero, no plan is shorter than a month, bounds go up."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _miscounts(item, months=key == _MONTHS)
    elif isinstance(value, tuple):
        for item in value:
            yield from _miscounts(item, months=months)
        yield from _out_of_order(value)
    elif not isinstance(value, str) and value < (1 if months else 0):
        yield "is shorter than a month" if months else "is below zero"


def _out_of_order(rows: tuple[Any, ...]) -> Iterator[str]:
    """A table by bounds: each below the next, and the last row without one, so that every total has a row."""
    if not any(isinstance(row, Mapping) and _BELOW in row for row in rows):
        return
    bounds = [row.get(_BELOW) for row in rows]
    if bounds[-1] is not None or None in bounds[:-1]:
        yield "must have a bound in every row but the last"
    elif any(low >= high for low, high in pairwise(bounds[:-1])):
        yield "has bounds that do not go up"


def _fault(code: str, laid: Laid, what: str) -> BookError:
    return BookError(f"reform.{code}", f"{laid.place} does not fit: {what}.", "Mend the reform.")
