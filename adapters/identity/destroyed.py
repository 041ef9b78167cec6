"""The list of keys that were destroyed, in a file that no backup of the database brings back to an older state."""

import fcntl
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What a reference looks like; ours have 22 letters (`adapters.identity.directory`)."""

NEVER_READ: Final = (-1, -1)


class DestroyedKeys:
    """A file that only grows: one line for each key, with the moment and the reference under which the key was kept.

    The reference is random; without the key it leads to nobody. A line counts once it ends: what a crash left behind
    it is cut off by the next who writes. Any number of processes may read and write at once. The file is never made
    here: where it is missing, it was lost, and whoever it named would come back.
    """

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        self._file = file
        self._now = now
        self._which = NEVER_READ
        self._read_to = 0
        self._turn = threading.Lock()
        self._named: dict[SubjectRef, None] = {}

    def check(self) -> None:
        """Read all of it. Raises BadInput where it is missing or is no such list: `keys.list_missing|unreadable`."""
        self._which = NEVER_READ
        try:
            self._go_on()
        except FileNotFoundError:
            happened = "The file is missing in which keys.destroyed_file lists the keys that were destroyed."
            todo = "Restore it. Before the first erasure, make an empty one."
            raise BadInput("keys.list_missing", happened, todo) from None
        except OSError:
            raise BadInput("keys.list_unreadable", "The list of destroyed keys cannot be read.", "Mend it.") from None

    def all(self) -> tuple[SubjectRef, ...]:
        """Give whose keys were destroyed, in the order of the list. Raises as `check`."""
        self.check()
        return tuple(self._named)

    def names(self, subject: SubjectRef) -> bool:
        """Say whether this person's key was destroyed. Raises Unavailable where that cannot be told."""
        with _coded("The list of destroyed keys cannot be read."):
            self._go_on()
        return subject in self._named

    def add(self, subject: SubjectRef) -> None:
        """Write down that a person's key is destroyed; it is on disk when this ends. Once is enough.

        Raises Unavailable (`keys.list_unavailable`) where it could not be written: then the key must not be destroyed.
        """
        with _coded("The list of destroyed keys cannot be written."), self._file.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._go_on()
            if subject not in self._named:
                line = f"{self._now().isoformat(timespec='milliseconds')} {subject}\n"
                file.truncate(self._read_to)
                file.seek(self._read_to)
                file.write(line.encode())
                file.flush()
            # Another one may have written the line and died before it was on disk.
            os.fsync(file.fileno())

    def _go_on(self) -> None:
        """Read what was added since the last time; all of it where another file stands there now, or a shorter one."""
        with self._turn:
            found = self._file.stat()
            which = (found.st_dev, found.st_ino)
            if which != self._which or found.st_size < self._read_to:
                self._named, self._read_to, self._which = {}, 0, which
            if found.st_size == self._read_to:
                return
            with self._file.open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._named[_read(line)] = None
                    self._read_to += len(line)


def _read(line: bytes) -> SubjectRef:
    """Read a line. Raises BadInput where it is none: nobody can tell then who else is missing."""
    try:
        moment, subject = line.decode("ascii").removesuffix("\n").split(" ")
        is_one = datetime.fromisoformat(moment).utcoffset() is not None and bool(REFERENCE.fullmatch(subject))
    except ValueError:
        is_one, subject = False, ""
    if not is_one:
        happened = "A line of the list of destroyed keys cannot be read."
        todo = "Restore the list from a copy; do not go on without it."
        raise BadInput("keys.list_unreadable", happened, todo)
    return SubjectRef(subject)


@contextmanager
def _coded(happened: str) -> Iterator[None]:
    """Turn what is wrong with the file, while serving, into something that an operator must mend."""
    try:
        yield
    except (OSError, BadInput):
        raise Unavailable("keys.list_unavailable", happened) from None
