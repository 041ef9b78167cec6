"""The picture of a plan: what is still open after each payment, stacked by organisation. Points, no styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.portal.client.fragments import Shares

WIDTH: Final = 360
HEIGHT: Final = 200
LEFT: Final = 8
BOTTOM: Final = 28
"""Room for the words below; the picture has no other margins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What is open at one organisation over time, as a closed line."""

    name: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing of WIDTH by HEIGHT."""

    areas: tuple[Area, ...]
    base: int
    first: date
    last: date


def picture(instalments: Sequence[Shares]) -> Picture | None:
    """Draw what is open before the first payment and after each. None where nothing is paid."""
    if not instalments:
        return None
    names = list(dict.fromkeys(share.agency.name for one in instalments for share in one.per_agency))
    left = {name: _paid(instalments, name) for name in names}
    rows = [dict(left)]
    for one in instalments:
        for share in one.per_agency:
            left[share.agency.name] -= share.amount
        rows.append(dict(left))
    return Picture(
        areas=tuple(_areas(rows, names)),
        base=HEIGHT - BOTTOM,
        first=instalments[0].due_on,
        last=instalments[-1].due_on,
    )


def _paid(instalments: Sequence[Shares], name: str) -> int:
    return sum(share.amount for one in instalments for share in one.per_agency if share.agency.name == name)


def _areas(rows: Sequence[dict[str, int]], names: Sequence[str]) -> list[Area]:
    """Lay one organisation on top of the other. An amount stays until the day on which it is paid, and falls then."""
    most = sum(rows[0].values()) or 1
    below = [0] * len(rows)
    found = []
    for name in names:
        above = [under + row[name] for under, row in zip(below, rows, strict=True)]
        line = _stairs(above, most) + list(reversed(_stairs(below, most)))
        found.append(Area(name=name, points=" ".join(f"{x},{y}" for x, y in line)))
        below = above
    return found


def _stairs(values: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Give the corners of a line that steps down at each payment."""
    wide, high = WIDTH - 2 * LEFT, HEIGHT - BOTTOM - LEFT
    corners: list[tuple[int, int]] = []
    for number, value in enumerate(values[:-1]):
        y = LEFT + high - high * value // most
        corners += [(LEFT + wide * x // (len(values) - 1), y) for x in (number, number + 1)]
    return corners
