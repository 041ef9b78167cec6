"""A file that only grows, with the hash of what is in it; goes on where it certainly stood."""

import os
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from adapters.exports.audit_state import Stands, damaged

CHUNK: Final = 1 << 20


class GrowingFile:
    """Raises BadInput (`export.damaged`) where the file is not what was written into it. What came after is cut off."""

    def __init__(self, path: Path, stood: Stands) -> None:
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._hash = sha256()
        self._size = stood.size
        try:
            self._go_on(stood)
        except BaseException:  # whatever it is: the file is closed
            self._file.close()
            raise

    def _go_on(self, stood: Stands) -> None:
        left = stood.size
        while left and (read := self._file.read(min(CHUNK, left))):
            self._hash.update(read)
            left -= len(read)
        if left or (stood.size and self._hash.hexdigest() != stood.sha256):
            raise damaged()
        self._file.truncate(stood.size)
        self._file.seek(stood.size)

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._hash.update(content)
        self._size += len(content)

    def stands(self) -> Stands:
        """Bring everything to the disk, and say what is certainly there."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return Stands(size=self._size, sha256=self._hash.hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
