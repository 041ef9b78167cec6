"""What sealing needs, as Protocols: the log on a database, somebody who signs, and others who look on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from adapters.audit.witnesses import ProofFrom, Said
from hub.audit.merkle import Node
from hub.audit.note import Note
from hub.audit.sealed import Enough, Standing


class Log(Protocol):
    """The tree over the audit log, and what was signed about it."""

    async def standing(self, enough: Enough) -> Standing:
        """Say how far the log is sealed."""
        ...

    async def seal(self, origin: str, *, at_most: int) -> int:
        """Put the next lines into the tree, as many as there are and at most so many; give their number.

        All of it in one transaction, and one at a time, whoever else seals. Raises Unavailable
        (`audit.inconsistent`) where a line or a node is missing, and (`audit.other_origin`) for the tree of a log with
        another name.
        """
        ...

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        """Give complete nodes of the tree by their names; one that is not there is left out."""
        ...

    async def put_checkpoint(self, size: int, note: str, at: datetime) -> bool:
        """Keep a signed checkpoint; False where one of this size, or of a larger one, is kept already."""
        ...

    async def put_cosignature(self, size: int, witness: str, lines: str, at: datetime) -> None:
        """Keep what a witness signed; the first time counts."""
        ...

    async def witnessed(self) -> Mapping[str, int]:
        """Give the largest size that each witness has signed."""
        ...


class Signer(Protocol):
    """Whoever signs checkpoints, with keys that the database does not have."""

    def sign(self, size: int, root: bytes) -> str:
        """Give a checkpoint as a signed note."""
        ...

    def read(self, note: str) -> tuple[int, bytes]:
        """Give size and root of a checkpoint that this signer signed. Raises ValueError for any other text."""
        ...


class Witnesses(Protocol):
    """Parties that are not the operator, who sign what they have seen to go on."""

    async def ask(
        self, note: Note, *, proof_from: ProofFrom, signed: Mapping[str, int] | None = None
    ) -> Sequence[Said]:
        """Ask every witness to sign a checkpoint; what became of each is the answer.

        `signed` is the size that each is known to have signed last, by name.
        """
        ...
