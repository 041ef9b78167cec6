"""Whom somebody believes about a log: its own keys, witnesses, and how many of those must have signed.

A policy is a text of lines, `#` before a remark: `log VKEY` for each key of the log, all of which must have signed;
`witness NAME VKEY`; and `quorum N`. An auditor writes an own one; the one in an export is the operator's claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from hub.audit.note import Checkpoint, Note, read_checkpoint, read_number
from hub.audit.note_key import KeyKind, NoteKey, claimed, read_vkey, signed

IsGood = Callable[[NoteKey, bytes, bytes], bool]
"""Whether a key made this signature (last) of this message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Somebody who is not the log, under a name that whoever wrote the policy gave them."""

    name: str
    key: NoteKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Raises ValueError where it could not be met, or one party could be counted twice."""

    log: tuple[NoteKey, ...]
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        if len({key.name for key in self.log}) != 1:
            raise ValueError("a policy names the keys of one log, which have its name")
        if any(key.kind is KeyKind.COSIGNING_ED25519 for key in self.log):
            raise ValueError("a log signs with another kind of key than this")
        if any(each.key.kind is KeyKind.ED25519 for each in self.witnesses):
            raise ValueError("a witness signs with another kind of key than this")
        names = [each.name for each in self.witnesses]
        if len({*names}) != len(names):
            raise ValueError("two witnesses have one name")
        keys = [key.public for key in (*self.log, *(each.key for each in self.witnesses))]
        if len({*keys}) != len(keys):
            raise ValueError("one key stands twice in a policy")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise ValueError("a quorum is at most the number of witnesses")

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.log[0].name

    @property
    def written(self) -> str:
        """Write it as a file."""
        lines = [
            *(f"log {key.vkey}" for key in self.log),
            *(f"witness {each.name} {each.key.vkey}" for each in self.witnesses),
            f"quorum {self.quorum}",
        ]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What a note says under a policy, and which of its witnesses signed it, with the moment that each tells."""

    checkpoint: Checkpoint
    witnessed: dict[str, int]
    quorum: int

    @property
    def is_witnessed(self) -> bool:
        """Say whether enough witnesses signed."""
        return len(self.witnessed) >= self.quorum


def read_policy(written: str) -> Policy:
    """Read a policy. Raises ValueError that says what is wrong, and in which line."""
    read: list[NoteKey | Witness | int] = []
    for number, line in enumerate(written.split("\n"), start=1):
        words = [*takewhile(lambda word: not word.startswith("#"), line.split())]
        try:
            read.extend([_line(words)] if words else [])
        except ValueError as fault:
            raise ValueError(f"line {number}: {fault}") from None
    quorums = [each for each in read if isinstance(each, int)]
    if len(quorums) != 1:
        raise ValueError("a policy has one quorum")
    return Policy(
        log=tuple(each for each in read if isinstance(each, NoteKey)),
        witnesses=tuple(each for each in read if isinstance(each, Witness)),
        quorum=quorums[0],
    )


def _line(words: Sequence[str]) -> NoteKey | Witness | int:
    match words:
        case ["log", vkey]:
            return read_vkey(vkey)
        case ["witness", name, vkey]:
            return Witness(name=name, key=read_vkey(vkey))
        case ["quorum", count]:
            return read_number(count)
        case _:
            raise ValueError("a line of a policy is log, witness or quorum, with what belongs to it")


def believe(policy: Policy, note: Note, is_good: IsGood) -> Believed:
    """Say what a note says, where every key of the log signed it and no signature of a known key is wrong.

    Raises ValueError that says what is wrong. Whether enough witnesses signed is in the answer.
    """
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != policy.origin:
        raise ValueError("a checkpoint of another log")
    for key in policy.log:
        if not moments(key, note, is_good):
            raise ValueError("a key of the log has not signed")
    witnessed = {each.name: max(found) for each in policy.witnesses if (found := moments(each.key, note, is_good))}
    return Believed(checkpoint=checkpoint, witnessed=witnessed, quorum=policy.quorum)


def moments(key: NoteKey, note: Note, is_good: IsGood) -> list[int]:
    """Give the moment of each signature of a key: 0 where none is told; empty where it has not signed.

    Raises ValueError where one claims to be from this key and is not.
    """
    found = []
    for each in claimed(key, note):
        checked = signed(key, note.text, each)
        if not is_good(key, checked.message, checked.signature):
            raise ValueError("a signature is wrong: the note was changed, or another key made it")
        found.append(checked.at or 0)
    return found
