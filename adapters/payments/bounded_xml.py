"""Read XML from outside: no document type, so no entities of its own; and no more of it than there can be."""

from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_BYTES: Final = 50_000_000
"""A statement of a day has some kilobytes an entry; this is a day of some ten thousands."""

MOST_DEPTH: Final = 64
MOST_ELEMENTS: Final = 5_000_000


class NotReadable(ValueError):
    """Why it is not read, in words that repeat nothing of it."""


def parse(text: bytes, *, most_bytes: int = MOST_BYTES, most_elements: int = MOST_ELEMENTS) -> Element:
    """Read a document; names are `{namespace}name`. Raises NotReadable."""
    if len(text) > most_bytes:
        raise NotReadable("it is too long")
    built = _Bounded(most_elements)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = built.start
    parser.EndElementHandler = built.end
    parser.CharacterDataHandler = built.builder.data
    try:
        parser.Parse(text, True)  # noqa: FBT003 expat takes it by place
    except expat.ExpatError:
        raise NotReadable("it is no XML") from None
    return built.builder.close()


class _Bounded:
    """Builds the tree, and stops where it grows out of bounds."""

    def __init__(self, most_elements: int) -> None:
        self.builder = TreeBuilder()
        self._depth = 0
        self._left = most_elements

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._left -= 1
        if self._depth > MOST_DEPTH or self._left < 0:
            raise NotReadable("it has too many parts")
        self.builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(_qualified(name))


def _qualified(name: str) -> str:
    """As ElementTree writes a name: its namespace in braces."""
    return f"{{{name}" if "}" in name else name


def _refuse(*_declared: object) -> None:
    raise NotReadable("it has a document type")
