"""The log's own signatures under a checkpoint: two, of which one holds where an adversary has a quantum computer."""

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
        keys = {key.public.kind: key for key in read}
        if len(read) != len(KINDS) or {*keys} != {*KINDS}:
            raise _fault("one Ed25519 and one ML-DSA-44 key are needed")
        if not is_demo and any(key.label.startswith(DEMO_KEY_PREFIX) for key in read):
            raise _fault("a demo key in production")
        return cls(origin=origin, _keys=tuple(keys[kind] for kind in KINDS), _now=now)

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


def _fault(happened: str) -> BadInput:
    return BadInput("audit.signing_keys", f"audit.signing_key_files: {happened}.", "Mend the configuration.")
