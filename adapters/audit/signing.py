"""Checkpoints as the log's own keys sign them, and as they are read again."""

from dataclasses import dataclass

from adapters.audit.key_files import is_good
from adapters.audit.signers import LogSigner
from hub.audit.note import Checkpoint, read_note
from hub.audit.policy import Policy, believe


@dataclass(frozen=True, slots=True)
class CheckpointSigner:
    """Signs trees of one log; implements `adapters.audit.ports.Signer`."""

    signer: LogSigner

    def sign(self, size: int, root: bytes) -> str:
        return self.signer.sign(Checkpoint(origin=self.signer.origin, size=size, root=root)).written

    def read(self, note: str) -> tuple[int, bytes]:
        believed = believe(Policy(log=self.signer.keys), read_note(note), is_good)
        return believed.checkpoint.size, believed.checkpoint.root
