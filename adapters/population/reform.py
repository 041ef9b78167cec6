"""Reads a reform as somebody writes it for a run; what is wrong with it is told with its line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hub.errors import BadInput, BookError
from hub.rules.reform import Overlay, parse_reform

MOST_BYTES: Final = 200_000
"""A reform is a page or two."""

_PLACE: Final = re.compile(r"^\S+?\.(reform|value|participant)(?:\[(\d+)\])?(?=[. ])")
_SYNTAX: Final = re.compile(r"line (\d+)")


def text_of(path: Path) -> str:
    """The text of a reform. Raises BadInput for a file that is not there, or no text."""
    try:
        text = path.read_bytes()[: MOST_BYTES + 1].decode()
    except (OSError, UnicodeDecodeError):
        raise BadInput("reform.unreadable", f"{path.name} cannot be read as text.", "Name a file of TOML.") from None
    if len(text) > MOST_BYTES:
        raise BadInput("reform.too_long", f"{path.name} is longer than a reform.", "Name a file of TOML.")
    return text


def read(text: str, name: str) -> Overlay:
    """Read a reform. Raises BookError that names the place."""
    return parse_reform(text, name)


@contextmanager
def lines_of(text: str) -> Iterator[None]:
    """Turn a fault of the book about this text into one that names the line."""
    try:
        yield
    except BookError as fault:
        line = _line(text, fault.happened)
        raise BadInput(
            fault.code if fault.code.startswith("reform.") else "reform.unsound",
            f"Line {line}: {fault.happened}",
            "Mend the reform; docs/policy-lab.md tells what one may say.",
        ) from None


def _line(text: str, happened: str) -> int:
    """The line of the place that a fault names: where its table begins, or where the text stops being TOML."""
    place = _PLACE.match(happened)
    if place is None:
        syntax = _SYNTAX.search(happened)
        return int(syntax[1]) if syntax else 1
    table, number = place[1], int(place[2] or 1)
    head = re.compile(rf"^\s*\[+\s*{table}\s*\]+", re.MULTILINE)
    starts = [match.start() + len(match[0]) - len(match[0].lstrip()) for match in head.finditer(text)]
    return text.count("\n", 0, starts[number - 1]) + 1 if len(starts) >= number else 1
