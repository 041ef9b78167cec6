"""Where a rule book comes from: the one that ships with this code, a folder, or a git revision of this code."""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from hub.errors import BadInput, Unavailable
from hub.rules import reader
from hub.rules.reader import Book

SHIPPED: Final = Path(reader.__file__).resolve().parent / "book"
"""The folder of the book that this code computes with."""

_INSIDE: Final = Path("hub") / "rules" / "book"
_REVISION = re.compile(r"(?!-)[A-Za-z0-9_./@{}^~-]{1,200}", re.ASCII)


def load(place: str) -> Book:
    """Read a book from a folder (of TOML files, or of a checkout that holds one) or from a git revision.

    Raises BadInput for a place that is neither, BookError for a book that is not sound.
    """
    folder = Path(place)
    if place and folder.is_dir():
        book = folder / _INSIDE if (folder / _INSIDE).is_dir() else folder
        if not any(book.glob("*.toml")):
            raise BadInput("rules.no_book", "The folder holds no rule book.", "Name a folder of TOML files.")
        return reader.read_book(book)
    if not _REVISION.fullmatch(place):
        raise _nowhere(place)
    with tempfile.TemporaryDirectory() as inside:
        _unpack(_archive(place), Path(inside))
        return reader.read_book(Path(inside))


def _unpack(packed: bytes, folder: Path) -> None:
    """Write the files of an archive by their own name, into this folder and nowhere else."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if held := archive.extractfile(member):
                (folder / Path(member.name).name).write_bytes(held.read())


def _archive(revision: str) -> bytes:
    """The book's folder as it was committed; nothing is checked out."""
    if _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise _nowhere(revision)
    archive = _git("archive", "--format=tar", revision)
    if archive is None:
        raise _nowhere(revision)
    return archive


def _git(*command: str) -> bytes | None:
    try:
        ran = subprocess.run(["git", "-C", str(SHIPPED), *command], capture_output=True, check=False)  # noqa: S603, S607 no shell; the operator's own git, a revision of known letters
    except OSError:
        raise Unavailable("rules.no_git", "git did not run.", "Install git, or name two folders.") from None
    return ran.stdout if ran.returncode == 0 else None


def _nowhere(place: str) -> BadInput:
    shown = f" called {place}" if _REVISION.fullmatch(place) else ""
    return BadInput("rules.no_book", f"There is no folder or revision{shown} with a rule book.", "Name one of the two.")
