"""A log that grows in memory, with its two keys, and witnesses of it that are really served."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from ssl import create_default_context

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from doors.door import served

from adapters.audit.key_files import SigningKey
from adapters.audit.signers import LogSigner
from adapters.audit.witness import SmallWitness, small_witness
from adapters.audit.witness_memory import WitnessMemory
from adapters.audit.witnesses import WitnessPlace
from hub.audit import merkle
from hub.audit.merkle import Node
from hub.audit.note import Checkpoint, Note
from hub.audit.note_key import NoteKey
from hub.audit.witness_request import WitnessRequest

ORIGIN = "log.example/audit"
AT = datetime(2026, 11, 23, 9, 0, 0, 999_999, tzinfo=UTC)
SECONDS = 1_795_424_400

OLD_KEY, NEW_KEY = Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate()


def now() -> datetime:
    return AT


def log_signer(origin: str = ORIGIN) -> LogSigner:
    keys = tuple(SigningKey.of(private, name=origin, cosigns=False) for private in (OLD_KEY, NEW_KEY))
    return LogSigner(origin=origin, _keys=keys, _now=now)


@dataclass
class GrownLog:
    """So many entries; `word` is in each of them, so that another word is another log under the same name."""

    size: int
    word: str = "entry"
    changed: Mapping[int, str] = field(default_factory=dict)
    signer: LogSigner = field(default_factory=log_signer)
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        words = [self.changed.get(index, self.word) for index in range(self.size)]
        leaves = [merkle.leaf_hash(f"{word} {index}".encode()) for index, word in enumerate(words)]
        self.nodes: dict[Node, bytes] = merkle.completed(0, leaves, {})

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.size if size is None else size
        return Checkpoint(origin=self.signer.origin, size=size, root=merkle.root(size, self.nodes))

    def note(self, size: int | None = None) -> Note:
        return self.signer.sign(self.checkpoint(size))

    def proof(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        size = self.size if size is None else size
        return tuple(merkle.hashes(merkle.consistency_ranges(old, size), self.nodes)) if 0 < old < size else ()

    async def proof_from(self, old: int) -> Sequence[bytes]:
        """As the store gives it, counted."""
        self.asked.append(old)
        return self.proof(old)

    def request(self, old: int, size: int | None = None) -> bytes:
        """What is sent to a witness."""
        return WitnessRequest(old=old, proof=self.proof(old, size), note=self.note(size)).written.encode()


def a_witness_key(name: str = "witness.example/one", *, old: bool = False) -> SigningKey:
    private = Ed25519PrivateKey.generate() if old else MLDSA44PrivateKey.generate()
    return SigningKey.of(private, name=name, cosigns=True)


def a_witness(memory: WitnessMemory, key: SigningKey | None = None) -> SmallWitness:
    return small_witness(key or a_witness_key(), log_signer().keys, memory=memory, now=now)


def place_of(key: SigningKey, url: str, *, name: str = "one", timeout_s: float = 5.0) -> WitnessPlace:
    return WitnessPlace(name=name, url=url, key=key.public, tls=create_default_context(), timeout_s=timeout_s)


@asynccontextmanager
async def a_served_witness(
    state: Path, *, name: str = "one", key: SigningKey | None = None, log: Sequence[NoteKey] = ()
) -> AsyncIterator[tuple[WitnessPlace, SmallWitness]]:
    """Serve a witness on loopback, of our log or one with these keys; give where to ask it, and the witness itself."""
    with WitnessMemory.opened(state) as memory:
        own = key or a_witness_key(f"witness.example/{name}")
        witness = small_witness(own, log or log_signer().keys, memory=memory, now=now)
        async with served(witness.application()) as port:
            yield place_of(witness.key, f"http://127.0.0.1:{port}/", name=name), witness
