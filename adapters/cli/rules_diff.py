"""`hub rules diff`: what a change of the book changes, in values and in outcomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from adapters.cli import rules_outcomes
from adapters.cli.rules_outcomes import Seen, Sight
from hub.audit import canonical
from hub.rules.diff import Difference, differences, rewritten
from hub.rules.parameter import DatedValue, Parameter
from hub.rules.reader import Book

MOST_DAYS: Final = 12
"""Days on which personas are computed: the asked one, and those from which a changed value holds."""

ADD: Final = "see docs/changing-a-rule.md, step 1"

_MOST_LETTERS: Final = 60
_MOST_LEAVES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A case or persona whose outcome is not the same; None where only one book knows it."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """All that a change does; `looked_at` counts the cases and personas that were computed by both books.

    `rewritten` are values of the old book that the new one edits or leaves out, where it should have added beside them.
    """

    values: tuple[Difference, ...]
    rewritten: tuple[Difference, ...]
    outcomes: tuple[Moved, ...]
    looked_at: int


def effect(old: Book, new: Book, *, cases: Path, on: date) -> Effect:
    """Compare two books, and what they make of every case and persona, with all that either of them knows."""
    values = differences(old, new)
    recorded = [value.recorded for book in (old, new) for rule in book.values() for value in rule.values]
    later = sorted({found.start for found in values if found.start and found.start > on})
    sight = Sight(cases=cases, days=[on, *later][:MOST_DAYS], known_on=max((on, *recorded)))
    before, after = rules_outcomes.of(old, sight), rules_outcomes.of(new, sight)
    names = sorted({*before, *after})
    return Effect(
        values=values,
        rewritten=rewritten(old, new),
        outcomes=tuple(
            _moved(name, before.get(name), after.get(name)) for name in names if _differs(name, before, after)
        ),
        looked_at=len(names),
    )


def _differs(name: str, before: Mapping[str, Seen], after: Mapping[str, Seen]) -> bool:
    return before.get(name) != after.get(name)


def _moved(name: str, before: Seen | None, after: Seen | None) -> Moved:
    was, is_now = (seen.line if seen else None for seen in (before, after))
    if was == is_now and is_now:
        is_now = f"{is_now}; dates, split, treatment, grounds or interest differ"
    return Moved(name=name, before=was, after=is_now)


# ── for a program ──


def answered(found: Effect) -> dict[str, Any]:
    """Everything that changed."""
    return {
        "values": [_value(each) for each in found.values],
        "rewritten": [_value(each) for each in found.rewritten],
        "outcomes": [{"name": each.name, "before": each.before, "after": each.after} for each in found.outcomes],
        "looked_at": found.looked_at,
    }


def _value(found: Difference) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind,
        "from": found.start.isoformat() if found.start else None,
        "before": _side(found.before),
        "after": _side(found.after),
        "changed": list(found.changed),
        "article": found.article,
    }


def _side(side: DatedValue | Parameter | None) -> Any:  # noqa: ANN401 - any value of the book
    match side:
        case None:
            return None
        case DatedValue():
            return canonical.plain({"value": side.value, "source": side.source, "confidence": side.confidence})
        case Parameter():
            return {"says": side.says, "unit": side.unit, "article": side.article, "rule": side.rule}


# ── for a person ──


def lines(found: Effect) -> Iterator[str]:
    """Values first, then outcomes, each before → after."""
    for value in found.values:
        yield _line(value)
    for value in found.rewritten:
        edited = "left out" if value.after is None else "edited in place"
        yield f"in place: {value.id} from {value.start} was {edited}; add a value that corrects it ({ADD})"
    for moved in found.outcomes:
        yield f"{moved.name}: {moved.before or 'not there'} → {moved.after or 'not there'}"
    values, outcomes = _counted(len(found.values), "value"), _counted(len(found.outcomes), "outcome")
    yield f"{values} and {outcomes} changed; {found.looked_at} cases and personas looked at."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _line(found: Difference) -> str:
    since = f" from {found.start}" if found.start else ""
    source = found.after or found.before
    where = f"{found.article}; {source.source}" if isinstance(source, DatedValue) else found.article
    return f"{found.kind} {found.id}{since}: {'; '.join(_what(found))} [{where}]"


def _what(found: Difference) -> Iterator[str]:
    """What stands there now: the parts of a table that differ, and the other fields that do."""
    before, after = (_side(side) for side in (found.before, found.after))
    if before is None or after is None:
        side = after or before
        yield _short(side["value"])
        return
    leaves = list(_leaves("", before, after))
    yield from leaves[:_MOST_LEAVES]
    if len(leaves) > _MOST_LEAVES:
        yield f"and {len(leaves) - _MOST_LEAVES} more"
    if not leaves:
        yield f"{' and '.join(found.changed)} changed"


def _leaves(place: str, before: object, after: object) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from _leaves(f"{place}.{key}" if place else key, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after, strict=True)):
            yield from _leaves(f"{place}[{number}]", *pair)
    elif before != after:
        yield f"{place} {_short(before)} → {_short(after)}"


def _short(value: object) -> str:
    written = value if isinstance(value, str) else canonical.dumps(value).decode()
    return written if len(written) <= _MOST_LETTERS else f"{written[:_MOST_LETTERS]}…"
