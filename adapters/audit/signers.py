"""The log's own signatures under a checkpoint: two, of which one holds where an adversary has a quantum computer.

While keys are changed there are four: those who know the old keys and those who know the new ones both see theirs.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from adapters.audit.key_files import SigningKey, read_signing_key
from adapters.settings import DEMO_KEY_PREFIX
from hub.audit.note import Checkpoint, Note
from hub.audit.note_key import KeyKind, NoteKey
from hub.errors import BadInput

KINDS: Final = (KeyKind.ED25519, KeyKind.COSIGNING_ML_DSA_44)
"""What the log signs with, in the order in which its signatures stand."""

MOST_OF_A_KIND: Final = 2
"""The old one and the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSigner:
    """Signs what is said of one log. Whether the tree went on from the last one is for the caller to see to."""

    origin: str
    _keys: tuple[SigningKey, ...]
    _now: Callable[[], datetime]

    @classmethod
    def from_files(cls, files: Sequence[Path], *, origin: str, is_demo: bool, now: Callable[[], datetime]) -> Self:
        """Read the keys. Raises BadInput that names the fault, and shows nothing of a key and no path.

        Keys that the demo made are refused unless this is the demo: they lie about in folders.
        """
        try:
            read = [read_signing_key(file, name=origin) for file in files]
        except ValueError as fault:
            raise _fault(str(fault)) from None
        counts = Counter(key.public.kind for key in read)
        if {*counts} != {*KINDS} or len({*counts.values()}) != 1 or max(counts.values()) > MOST_OF_A_KIND:
            raise _fault("one Ed25519 and one ML-DSA-44 key are needed, or two of each while keys are changed")
        if len({key.public.public for key in read}) != len(read):
            raise _fault("one key is named twice")
        if not is_demo and any(key.label.startswith(DEMO_KEY_PREFIX) for key in read):
            raise _fault("a demo key in production")
        return cls(origin=origin, _keys=tuple(sorted(read, key=_place)), _now=now)

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """Give the public keys: all of them sign each checkpoint."""
        return tuple(key.public for key in self._keys)

    def sign(self, tree: Checkpoint) -> Note:
        """Sign a checkpoint of this log. Raises ValueError for one of another log."""
        if tree.origin != self.origin:
            raise ValueError("a checkpoint of another log")
        at = int(self._now().timestamp())
        return Note(text=tree.text, signatures=tuple(key.sign(tree.text, at=at) for key in self._keys))


def _place(key: SigningKey) -> int:
    return KINDS.index(key.public.kind)


def _fault(happened: str) -> BadInput:
    return BadInput("audit.signing_keys", f"audit.signing_key_files: {happened}.", "Mend the configuration.")
