"""What differs between two books, value by value. Both books are whole; nothing is computed with them here."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from hub.rules.parameter import DatedValue, Parameter
from hub.rules.reader import Book

_WORDING = ("says", "unit", "article", "rule")
"""What a parameter says of itself, beside its values."""


class Change(StrEnum):
    """What happened to a value between two books."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value, or the wording of one parameter, that is not the same in both books.

    `start` is the date from which the value holds (inclusive); None where the parameter's wording changed. `before` is
    None for what was added, `after` for what was removed. `changed` names the fields that differ.
    """

    id: str
    kind: Change
    start: date | None
    article: str
    before: DatedValue | Parameter | None
    after: DatedValue | Parameter | None
    changed: tuple[str, ...]


def differences(old: Book, new: Book) -> tuple[Difference, ...]:
    """List what differs, by id and then by date; a correction counts as a change of the value it corrects."""
    return tuple(found for name in sorted({*old, *new}) for found in _of_parameter(name, old.get(name), new.get(name)))


def rewritten(old: Book, new: Book) -> tuple[Difference, ...]:
    """List the values of an earlier book that a later one no longer holds to the letter.

    Values are added, never edited: what was computed yesterday must come out the same tomorrow. A mistake is mended
    beside the value, by one that says what it corrects.
    """
    return tuple(
        _rewritten(parameter, value, new.get(name))
        for name, parameter in sorted(old.items())
        for value in parameter.values
        if name not in new or value not in new[name].values
    )


def _rewritten(was: Parameter, value: DatedValue, is_now: Parameter | None) -> Difference:
    same_entry = (each for each in (is_now.values if is_now else ()) if (each.start, each.recorded) == _entry(value))
    after = next(same_entry, None)
    return Difference(
        id=was.id,
        kind=_kind(value, after),
        start=value.start,
        article=was.article,
        before=value,
        after=after,
        changed=_changed(value, after),
    )


def _entry(value: DatedValue) -> tuple[date, date]:
    return value.start, value.recorded


def _of_parameter(name: str, old: Parameter | None, new: Parameter | None) -> Iterator[Difference]:
    article = next(found.article for found in (new, old) if found)
    if old and new and (changed := tuple(word for word in _WORDING if getattr(old, word) != getattr(new, word))):
        yield Difference(
            id=name, kind=Change.CHANGED, start=None, article=article, before=old, after=new, changed=changed
        )
    before, after = _by_start(old), _by_start(new)
    for start in sorted({*before, *after}):
        was, is_now = before.get(start), after.get(start)
        if was != is_now:
            yield Difference(
                id=name,
                kind=_kind(was, is_now),
                start=start,
                article=article,
                before=was,
                after=is_now,
                changed=_changed(was, is_now),
            )


def _by_start(parameter: Parameter | None) -> dict[date, DatedValue]:
    """The value that counts from each date: of several entries for one date the last one corrects the others."""
    return {value.start: value for value in parameter.values} if parameter else {}


def _kind(was: DatedValue | None, is_now: DatedValue | None) -> Change:
    if was is None:
        return Change.ADDED
    return Change.REMOVED if is_now is None else Change.CHANGED


def _changed(was: DatedValue | None, is_now: DatedValue | None) -> tuple[str, ...]:
    if was is None or is_now is None:
        return ()
    return tuple(field.name for field in fields(was) if getattr(was, field.name) != getattr(is_now, field.name))
