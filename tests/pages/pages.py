"""The pages of the documentation as text: their links, headings and fenced blocks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sources import ROOT

DOCS: Final = ROOT / "docs"
_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def pages() -> list[Path]:
    """Give every page that somebody reads: those at the top, and all below docs."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def prose(page: Path) -> str:
    """Give a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Give the fenced blocks of a page: the language that each names, and its text."""
    yield from _FENCE.findall(page.read_text(encoding="utf-8"))


def links(page: Path) -> list[tuple[Path, str]]:
    """Give where a page leads to: a file of the tree, and the heading in it."""
    found = []
    for one, other in _LINK.findall(re.sub(r"`[^`]*`", "", prose(page))):
        target = one or other
        if not re.match(r"[a-z]+:", target):
            place, _, heading = target.partition("#")
            found.append(((page.parent / place).resolve() if place else page, heading))
    return found


def headings(page: Path) -> set[str]:
    """Give the names that links to a place of a page may bear: of its headings, and of what says its own name."""
    text = prose(page)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    named = re.findall(r'<a id="([^"]+)">', text)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles} | set(named)
