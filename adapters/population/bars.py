"""Charts of bars as SVG, each value beside its bar. No script, no style."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final, NamedTuple

COLORS: Final = ("#1b6ca8", "#c05a00", "#3b7d3b", "#7b3f9e")
"""Told apart by whoever sees colors otherwise, and dark enough on white (3 : 1)."""


class Tint(NamedTuple):
    """A color, and the color of words on it (4.5 : 1)."""

    fill: str
    words: str


_DARK, _LIGHT = "#1a1a1a", "#ffffff"

Tints = tuple[Tint, ...]

VERDICTS: Final = (Tint("#3b7d3b", _LIGHT), Tint("#6b6b6b", _LIGHT), Tint("#a84e00", _LIGHT), Tint("#d9d9d9", _DARK))
"""For better, same, worse, unknown."""

YEAR_BY_YEAR: Final = (
    *(Tint(fill, _LIGHT) for fill in ("#0b3c5d", "#1b5a86", "#2a74a8")),
    *(Tint(fill, _DARK) for fill in ("#6ba3cf", "#9cc3e2", "#c5dcef", "#e3eef7")),
)
"""For one year after the other: what comes late is lighter."""

_WIDTH: Final = 900
_LABELS: Final = 300
_VALUES: Final = 150
_BAR, _GAP, _TOP = 14, 10, 26
_LETTER: Final = 7
"""What a letter is wide, at most."""

Written = Callable[[int], str]
Values = Sequence[int | None]
"""A value for each column; None: there is none such."""


def chart(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, Values]], written: Written, colors: Sequence[int]
) -> str:
    """Draw a bar for each value, in the color of its column.

    What is below nothing is drawn from the same line, in a lighter tint.
    """
    most = max((abs(value) for _, values in rows for value in values if value is not None), default=0) or 1
    fills = [COLORS[color % len(COLORS)] for color in colors]
    parts = [*_legend(columns, fills)]
    y = _TOP
    for label, values in rows:
        middle = y + _BAR * len(columns) // 2 + 4
        parts.append(f'<text x="{_LABELS - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>')
        for place, (value, fill) in enumerate(zip(values, fills, strict=True)):
            parts.extend(_bar(y + place * _BAR, value, fill, most, written))
        y += _BAR * len(columns) + _GAP
    return _svg(title, y, parts)


def stacked(
    title: str,
    columns: Sequence[str],
    parts: Sequence[str],
    groups: Sequence[tuple[str, Sequence[Values]]],
    written: Written,
    tints: Tints,
) -> str:
    """Draw a bar for each group and column, its parts one after the other. A group has its values by part.

    A number stands in its part where there is room for it; all of them stand in the table.
    """
    bars = [(name, list(zip(*values, strict=True))) for name, values in groups]
    most = max((sum(value or 0 for value in bar) for _, found in bars for bar in found), default=0) or 1
    drawn = [*_legend(parts, [tint.fill for tint in tints])]
    y = _TOP
    for name, found in bars:
        drawn.append(f'<text x="0" y="{y + 11}" font-weight="bold">{escape(name)}</text>')
        for column, bar in zip(columns, found, strict=True):
            drawn.append(f'<text x="{_LABELS - 8}" y="{y + 11}" text-anchor="end">{escape(column)}</text>')
            drawn.extend(_pieces(y, bar, most, written, tints))
            y += _BAR
        y += _GAP
    return _svg(title, y, drawn)


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}" '
        f'font-family="sans-serif" font-size="12">{"".join(parts)}</svg>'
    )


def _legend(names: Sequence[str], fills: Sequence[str]) -> list[str]:
    parts = []
    for place, (name, fill) in enumerate(zip(names, fills, strict=True)):
        x = _LABELS + place * (_WIDTH - _LABELS) // max(len(names), 1)
        parts.append(f'<rect x="{x}" y="4" width="12" height="12" fill="{fill}"/>')
        parts.append(f'<text x="{x + 16}" y="14">{escape(name)}</text>')
    return parts


def _bar(y: int, value: int | None, fill: str, most: int, written: Written) -> list[str]:
    if value is None:
        return [f'<text x="{_LABELS}" y="{y + 11}">none</text>']
    width = abs(value) * (_WIDTH - _LABELS - _VALUES) // most
    tint = ' fill-opacity="0.45"' if value < 0 else ""
    return [
        f'<rect x="{_LABELS}" y="{y + 1}" width="{width}" height="{_BAR - 2}" fill="{fill}"{tint}/>',
        f'<text x="{_LABELS + width + 4}" y="{y + 11}">{escape(written(value))}</text>',
    ]


def _pieces(y: int, values: Values, most: int, written: Written, tints: Tints) -> list[str]:
    if all(value is None for value in values):
        return [f'<text x="{_LABELS}" y="{y + 11}">none</text>']
    drawn, so_far, x = [], 0, _LABELS
    for value, tint in zip(values, tints, strict=True):
        so_far += value or 0
        end = _LABELS + so_far * (_WIDTH - _LABELS) // most
        drawn.append(f'<rect x="{x}" y="{y + 1}" width="{end - x}" height="{_BAR - 2}" fill="{tint.fill}"/>')
        words = written(value or 0)
        if len(words) * _LETTER < end - x:
            drawn.append(f'<text x="{x + 4}" y="{y + 11}" fill="{tint.words}">{escape(words)}</text>')
        x = end
    return drawn
