"""Signed notes and the checkpoint in one (C2SP signed-note, tlog-checkpoint): text that keys sign, line by line.

A note is text, an empty line, and a line per signature. A checkpoint is such a text: the name of a log, how many
entries its tree has, and its root. Reading is strict, and what is read is written again byte for byte. What is wrong is
a ValueError in words.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_SIGNATURES: Final = 16
"""Signature lines in one note."""

LARGEST: Final = 2**63 - 1
"""Entries in a tree, and seconds since 1970: signed as 64 bits, and no larger than every reader can count."""

HASH_BYTES: Final = 32

_KEY_ID_BYTES: Final = 4
_MARK: Final = "\N{EM DASH} "
_NEEDED_LINES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line under a note: which key it says it is from, and what that key made."""

    name: str
    key_id: bytes
    made: bytes

    @property
    def line(self) -> str:
        """Write it, with its newline."""
        return f"{_MARK}{self.name} {to_base64(self.key_id + self.made)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that ends in a newline, and the signatures under it, of which nothing is believed yet."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> str:
        """Write it whole."""
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The tree of a log when it had this size. `extensions` are lines that others may add; we never do."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Write what is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, to_base64(self.root), *self.extensions))


def read_note(written: str) -> Note:
    """Read a note. Raises ValueError that says what is wrong."""
    if any(character < " " and character != "\n" for character in written):
        raise ValueError("a note has no control characters but newlines")
    text, between, under = written.rpartition("\n\n")
    if not between or not text:
        raise ValueError("a note is a text, an empty line, and signatures")
    return Note(text=f"{text}\n", signatures=read_signatures(under))


def read_signatures(written: str) -> tuple[Signature, ...]:
    """Read one signature line or more, as many as a note may have. Raises ValueError that says what is wrong."""
    *lines, rest = written.split("\n")
    if rest or not lines:
        raise ValueError("signatures are whole lines, and at least one")
    if len(lines) > MOST_SIGNATURES:
        raise ValueError(f"a note has at most {MOST_SIGNATURES} signatures")
    return tuple(_signature(line) for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raises ValueError that says what is wrong."""
    *lines, rest = text.split("\n")
    if rest or len(lines) < _NEEDED_LINES or not all(lines):
        raise ValueError("a checkpoint is three lines or more, and none is empty")
    origin, size, root, *extensions = lines
    return Checkpoint(origin=origin, size=read_number(size), root=read_hash(root), extensions=tuple(extensions))


def read_number(written: str) -> int:
    """Read a whole number from 0, without zeros before it. Raises ValueError for anything else."""
    if not (written.isascii() and written.isdecimal()) or (written[0] == "0" and written != "0"):
        raise ValueError("a number is written with digits, and no zeros before them")
    if len(written) > len(str(LARGEST)) or int(written) > LARGEST:
        raise ValueError("a number is too large")
    return int(written)


def read_hash(written: str) -> bytes:
    """Read a hash of 32 bytes. Raises ValueError for anything else."""
    read = from_base64(written)
    if len(read) != HASH_BYTES:
        raise ValueError(f"a hash has {HASH_BYTES} bytes")
    return read


def is_key_name(name: str) -> bool:
    """Say whether a key may be called this: something, without spaces, plus signs or control characters."""
    return bool(name) and not any(each.isspace() or each == "+" or each < " " for each in name)


def to_base64(data: bytes) -> str:
    """Write bytes as text (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")


def hash_lines(hashes: Iterable[bytes]) -> str:
    """Write a proof as it stands in a request and in a proof's file: a hash per line."""
    return "".join(f"{to_base64(each)}\n" for each in hashes)


def from_base64(written: str) -> bytes:
    """Read bytes that stand as text, in the one way in which they are written. Raises ValueError for any other."""
    try:
        read = base64.b64decode(written, validate=True)
    except binascii.Error:
        raise ValueError("what should be base64 is not") from None
    if to_base64(read) != written:
        raise ValueError("what should be base64 is written in another way than it must")
    return read


def _signature(line: str) -> Signature:
    name, space, written = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space or not is_key_name(name):
        raise ValueError("a signature line is a dash, a key's name and a signature")
    read = from_base64(written)
    if len(read) <= _KEY_ID_BYTES:
        raise ValueError("a signature is longer than the number of its key")
    return Signature(name=name, key_id=read[:_KEY_ID_BYTES], made=read[_KEY_ID_BYTES:])
