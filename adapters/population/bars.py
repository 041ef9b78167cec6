"""A chart of bars as SVG: a group for each label, a bar for each column, its value beside it. No script, no style."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

COLORS: Final = ("#1b6ca8", "#c05a00", "#3b7d3b", "#7b3f9e")
"""Told apart by whoever sees colors otherwise, and dark enough on white (3 : 1)."""

_WIDTH: Final = 900
_LABELS: Final = 300
_VALUES: Final = 150
_BAR, _GAP, _TOP = 14, 10, 26

Rows = Sequence[tuple[str, Sequence[int | None]]]


def chart(title: str, columns: Sequence[str], rows: Rows, written: Callable[[int], str]) -> str:
    """Draw the rows. What is below nothing is drawn from the same line, hatched by a lighter tint."""
    most = max((abs(value) for _, values in rows for value in values if value is not None), default=0) or 1
    height = _TOP + len(rows) * (_BAR * len(columns) + _GAP)
    parts = [*_legend(columns)]
    y = _TOP
    for label, values in rows:
        middle = y + _BAR * len(columns) // 2 + 4
        parts.append(f'<text x="{_LABELS - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>')
        for place, value in enumerate(values):
            parts.extend(_bar(y + place * _BAR, place, value, most, written))
        y += _BAR * len(columns) + _GAP
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}" '
        f'font-family="sans-serif" font-size="12">{"".join(parts)}</svg>'
    )


def _legend(columns: Sequence[str]) -> list[str]:
    parts = []
    for place, name in enumerate(columns):
        x = _LABELS + place * (_WIDTH - _LABELS) // max(len(columns), 1)
        parts.append(f'<rect x="{x}" y="4" width="12" height="12" fill="{COLORS[place % len(COLORS)]}"/>')
        parts.append(f'<text x="{x + 16}" y="14">{escape(name)}</text>')
    return parts


def _bar(y: int, place: int, value: int | None, most: int, written: Callable[[int], str]) -> list[str]:
    if value is None:
        return [f'<text x="{_LABELS}" y="{y + 11}">none</text>']
    width = abs(value) * (_WIDTH - _LABELS - _VALUES) // most
    tint = ' fill-opacity="0.45"' if value < 0 else ""
    color = COLORS[place % len(COLORS)]
    return [
        f'<rect x="{_LABELS}" y="{y + 1}" width="{width}" height="{_BAR - 2}" fill="{color}"{tint}/>',
        f'<text x="{_LABELS + width + 4}" y="{y + 11}">{escape(written(value))}</text>',
    ]
