"""Boxes, arrows and words as SVG: as little as three diagrams need. The same input gives the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

INK, SOFT, PAPER, LINE = "#1f2430", "#5b6472", "#ffffff", "#8a93a3"
FILLS = {"plain": "#f4f6f9", "ours": "#e4edfb", "outside": "#fdf1dc", "end": "#eef5ec"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a title and, smaller, lines below it. Places are pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int
    title: str
    lines: tuple[str, ...] = ()
    fill: str = "plain"
    is_group: bool = False

    def side(self, name: str, shift: int = 0) -> tuple[int, int]:
        """Give the middle of a side, moved along it."""
        middle_x, middle_y = self.x + self.width // 2, self.y + self.height // 2
        places = {
            "left": (self.x, middle_y + shift),
            "right": (self.x + self.width, middle_y + shift),
            "top": (middle_x + shift, self.y),
            "bottom": (middle_x + shift, self.y + self.height),
        }
        return places[name]


@dataclass(slots=True)
class Drawing:
    """A picture that says in words what it shows."""

    width: int
    height: int
    says: str
    parts: list[str] = field(default_factory=list)

    def box(self, box: Box) -> Box:
        """Draw a box; a group has its title in its corner and a dashed edge."""
        edge = ' stroke-dasharray="5 4"' if box.is_group else ""
        fill = PAPER if box.is_group else FILLS[box.fill]
        self.parts.append(
            f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="8" '
            f'fill="{fill}" stroke="{LINE}"{edge}/>'
        )
        if box.is_group:
            self.word(box.x + 12, box.y + 20, box.title, anchor="start", color=SOFT)
            return box
        top = box.y + box.height // 2 + 5 - 9 * len(box.lines)
        self.word(box.x + box.width // 2, top, box.title, weight="bold")
        for number, line in enumerate(box.lines, start=1):
            self.word(box.x + box.width // 2, top + 18 * number, line, color=SOFT, size=13)
        return box

    def arrow(self, *points: tuple[int, int], label: str = "", at: tuple[int, int] | None = None) -> None:
        """Draw a line through points with a head at its end. Its label stands at a place, or at the middle."""
        path = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(points))
        self.parts.append(f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.5" marker-end="url(#head)"/>')
        if label:
            (x0, y0), (x1, y1) = points[0], points[-1]
            x, y = at or ((x0 + x1) // 2, (y0 + y1) // 2 - 6)
            self.word(x, y, label, color=SOFT, size=13, is_on_paper=True)

    def word(
        self,
        x: int,
        y: int,
        text: str,
        *,
        anchor: str = "middle",
        weight: str = "normal",
        color: str = INK,
        size: int = 15,
        is_on_paper: bool = False,
    ) -> None:
        """Write a line of text; on paper it covers what runs below it."""
        halo = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"' if is_on_paper else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" '
            f'fill="{color}"{halo}>{escape(text)}</text>'
        )

    def svg(self) -> str:
        """Give the whole picture."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" font-family="Noto Sans, Helvetica, Arial, sans-serif">'
        )
        yield f"<title>{escape(self.says)}</title>"
        yield (
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
            f'orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
        )
        yield f'<rect width="{self.width}" height="{self.height}" fill="{PAPER}"/>'
        yield from self.parts
        yield "</svg>"
