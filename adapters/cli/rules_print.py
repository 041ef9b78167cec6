"""A value of the book in words: a number, a list or a table that a jurist can read from a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.rules.edition import InForce

LONGEST_ROW: Final = 80
"""Letters of a row that stands on one line; a longer one is written key by key."""


def lines(found: InForce) -> Iterator[str]:
    """Say what a parameter is, what it is now, and where that stands."""
    yield found.id
    yield f"  {found.says}"
    flat = _flat(found.value)
    if flat is not None:
        yield f"  {flat} ({found.unit}), from {found.start}"
    else:
        yield f"  {found.unit}, from {found.start}:"
        yield from _block(found.value, " " * 4)
    yield f"  {found.article}; {found.source} [{found.confidence.value}]"


def _flat(value: object) -> str | None:
    """What fits one line: a word, a list of words, a row of words; None for anything deeper."""
    if isinstance(value, Mapping):
        row = ", ".join(f"{key} = {item}" for key, item in value.items()) or "none"
        return row if _plain(value.values()) and len(row) <= LONGEST_ROW else None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return (", ".join(map(str, value)) or "none") if _plain(value) else None
    return str(value)


def _plain(values: Iterable[object]) -> bool:
    return not any(isinstance(item, Mapping | list | tuple) for item in values)


def _block(value: Mapping[str, object] | Sequence[object], indent: str) -> Iterator[str]:
    """One line a key or a row; what is deeper stands below it, further in."""
    rows = value.items() if isinstance(value, Mapping) else (("-", item) for item in value)
    for name, item in rows:
        flat = _flat(item)
        mark = "" if name == "-" else ":" if flat is None or isinstance(item, Mapping) else " ="
        yield f"{indent}{name}{mark} {flat or ''}".rstrip()
        if flat is None and isinstance(item, Mapping | Sequence):
            yield from _block(item, f"{indent}  ")
