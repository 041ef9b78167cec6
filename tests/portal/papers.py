"""A PDF as whoever hears it gets it: its words, and its tree of tags."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdf


def words(content: bytes) -> str:
    """All text, with ordinary spaces and no line ends of the paper's making."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def tags(content: bytes) -> list[str]:
    """The tags in reading order."""
    with pikepdf.open(io.BytesIO(content)) as paper:
        return [str(tag.S).removeprefix("/") for tag in _below(paper.Root.StructTreeRoot)]


def _below(tag: Any) -> Iterator[Any]:
    children = tag.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _below(child)
