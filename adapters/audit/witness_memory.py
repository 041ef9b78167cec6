"""What a witness remembers of each log: the last state that it signed. It is on disk before anybody hears of it."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from hub.audit.merkle import EMPTY
from hub.audit.note import Note, read_checkpoint, read_note
from hub.errors import BadInput, Unavailable

FORM: Final = "hub-witness/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How far a log had come, and the note that says so: evidence, should the log ever say otherwise."""

    size: int = 0
    root: bytes = EMPTY
    note: str | None = None

    @classmethod
    def of(cls, note: Note) -> "Seen":
        """What a note says. Raises ValueError where it is no checkpoint."""
        tree = read_checkpoint(note.text)
        return cls(size=tree.size, root=tree.root, note=note.written)


NOTHING: Final = Seen()


class WitnessMemory:
    """One file, for one process at a time. Made by `opened`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._seen = _read(file)

    @classmethod
    @contextmanager
    def opened(cls, file: Path) -> Iterator[Self]:
        """Hold the file for as long as the block lasts.

        Raises BadInput where another witness has it, or where it cannot be understood: a witness that forgot would sign
        anything.
        """
        try:
            lock = file.with_name(f"{file.name}.lock").open("w")
        except OSError:
            raise BadInput("witness.state", "There is no place for the state.", "Name a file with --state.") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                happened = "Another witness has this state."
                raise BadInput("witness.state_in_use", happened, "One state is for one witness.") from None
            yield cls(file)

    def seen(self, origin: str) -> Seen:
        """Give what was seen of a log; of one that was never seen, that it was empty."""
        return self._seen.get(origin, NOTHING)

    def go_on(self, origin: str, *, before: Seen, after: Seen) -> bool:
        """Remember how a log went on, where it is still as it was before. Say whether it was.

        Raises Unavailable where it could not be written down; then it is not remembered either.
        """
        with self._lock:
            if self.seen(origin) != before:
                return False
            seen = {**self._seen, origin: after}
            try:
                _write(self._file, seen)
            except OSError:
                raise Unavailable("witness.not_written", "The state could not be written.", "Try again.") from None
            self._seen = seen
            return True


def _read(file: Path) -> dict[str, Seen]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        logs = told["logs"] if told["form"] == FORM else ()
        return {origin: Seen.of(read_note(note)) for origin, note in logs.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        happened = "The state cannot be understood."
        raise BadInput("witness.state", happened, "Restore it; a witness that forgot would sign anything.") from None


def _write(file: Path, seen: dict[str, Seen]) -> None:
    """Write beside, and move: whoever reads finds all of it or all of what was before, power cut or not."""
    content: dict[str, Any] = {"form": FORM, "logs": {origin: each.note for origin, each in sorted(seen.items())}}
    beside = file.with_name(f"{file.name}.new")
    with beside.open("w", encoding="utf-8") as written:
        json.dump(content, written, ensure_ascii=False, indent=1)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
