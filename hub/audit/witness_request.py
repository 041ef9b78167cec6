"""What a log sends to a witness (C2SP tlog-witness): what it had seen, the proof from there, and the checkpoint."""

from dataclasses import dataclass
from typing import Final

from hub.audit.note import Note, hash_lines, read_hash, read_note, read_number

MOST_HASHES: Final = 63
"""In one proof; a tree of 2^63 entries needs no more."""

_OLD: Final = "old "


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessRequest:
    """`old` is the size that the witness signed last, as far as the log knows."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def written(self) -> str:
        """Write it as it is sent."""
        return f"{_OLD}{self.old}\n{hash_lines(self.proof)}\n{self.note.written}"


def read_request(written: str) -> WitnessRequest:
    """Read what a log sent. Raises ValueError that says what is wrong."""
    head, between, note = written.partition("\n\n")
    first, *hashes = head.split("\n")
    if not between or not first.startswith(_OLD):
        raise ValueError("a request is an old size, a proof, an empty line and a checkpoint")
    if len(hashes) > MOST_HASHES:
        raise ValueError(f"a proof has at most {MOST_HASHES} hashes")
    return WitnessRequest(
        old=read_number(first.removeprefix(_OLD)),
        proof=tuple(read_hash(each) for each in hashes),
        note=read_note(note),
    )
