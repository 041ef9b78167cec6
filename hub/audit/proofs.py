"""Where a line stands in the log, in a form that anybody checks without this hub (C2SP tlog-proof)."""

from dataclasses import dataclass
from typing import Final, Protocol

from hub.audit.note import hash_lines

_FORM: Final = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The place of an entry under a checkpoint: `path` are the hashes that lead from it to the signed root."""

    origin: str
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    @property
    def written(self) -> str:
        """Write it out; the checkpoint with its signatures is the end of it."""
        return f"{_FORM}\nindex {self.index}\n{hash_lines(self.path)}\n{self.checkpoint}"


class Proofs(Protocol):
    """Proofs about single lines of the log."""

    async def of(self, seq: int) -> Placed | None:
        """Place a line under the first checkpoint that counts and has it; None as long as there is none."""
        ...
