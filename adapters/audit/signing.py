"""Checkpoints as the log's own keys sign them, and as they are read again."""

from dataclasses import dataclass

from adapters.audit.key_files import is_good
from adapters.audit.signers import KINDS, LogSigner
from hub.audit.note import Checkpoint, read_note
from hub.audit.note_key import claimed
from hub.audit.policy import Policy, believe


@dataclass(frozen=True, slots=True)
class CheckpointSigner:
    """Signs trees of one log; implements `adapters.audit.ports.Signer`."""

    signer: LogSigner

    def sign(self, size: int, root: bytes) -> str:
        return self.signer.sign(Checkpoint(origin=self.signer.origin, size=size, root=root)).written

    def read(self, note: str) -> tuple[int, bytes]:
        """Read one that a key of each kind signed: before keys were changed, those were the old ones alone."""
        read = read_note(note)
        signed = tuple(key for key in self.signer.keys if any(claimed(key, read)))
        if {key.kind for key in signed} != {*KINDS}:
            raise ValueError("a key of the log has not signed")
        believed = believe(Policy(log=signed), read, is_good)
        return believed.checkpoint.size, believed.checkpoint.root
