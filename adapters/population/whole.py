"""Files that are whole or not there: written under another name, then renamed; and one writer to a folder at a time."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from adapters.population.parquet import not_written
from hub.errors import BadInput

_LOCK: Final = ".lock"
_UNFINISHED: Final = ".unfinished-"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Make the folder and hold it: a second writer is refused. A writer that dies lets go."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w")
    except OSError as fault:
        raise not_written(folder, f": {fault.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(
                "population.folder_in_use",
                "Another run writes into that folder.",
                "Wait for it, or name another folder.",
            ) from None
        yield


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which gets its name when everything is in it.

    Who comes second with the same one gives way: what is there was made from the same.
    """
    writing = folder.parent / f"{_UNFINISHED}{folder.name}-{os.getpid()}"
    shutil.rmtree(writing, ignore_errors=True)
    try:
        writing.mkdir(parents=True)
        yield writing
        if folder.exists():
            return
        writing.rename(folder)
    except OSError as fault:
        if folder.exists():
            return
        raise not_written(folder, f": {fault.strerror}") from None
    finally:
        shutil.rmtree(writing, ignore_errors=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file of ours, whole or not at all."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    writing = path.with_name(f"{_UNFINISHED}{path.name}-{os.getpid()}")
    try:
        writing.write_text(text, encoding="utf-8")
        writing.replace(path)
    except OSError as fault:
        raise not_written(path, f": {fault.strerror}") from None
    finally:
        writing.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Throw away what a writer that died left unfinished."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
