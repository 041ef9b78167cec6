"""The keys that sign notes, by name (C2SP signed-note, tlog-cosignature): their numbers, and what exactly each signs.

Nothing is signed or checked here: that takes a library of its own. Here stands over which bytes it is to be done.
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Final

from hub.audit.note import LARGEST, Note, Signature, from_base64, is_key_name, read_checkpoint, to_base64


class KeyKind(IntEnum):
    """What a key is used for, by the byte that the specification gives it."""

    ED25519 = 0x01
    """Signs the text of a note."""

    COSIGNING_ED25519 = 0x04
    """Signs a checkpoint at a moment; an older form for witnesses."""

    COSIGNING_ML_DSA_44 = 0x06
    """Signs a checkpoint at a moment, also where an adversary has a quantum computer."""


PUBLIC_BYTES: Final = {KeyKind.ED25519: 32, KeyKind.COSIGNING_ED25519: 32, KeyKind.COSIGNING_ML_DSA_44: 1312}
SIGNATURE_BYTES: Final = {KeyKind.ED25519: 64, KeyKind.COSIGNING_ED25519: 64, KeyKind.COSIGNING_ML_DSA_44: 2420}

_WORD_BYTES: Final = 8
"""Of a moment or a number of entries, where it is signed."""
_LONGEST_NAME: Final = 255
_LABEL: Final = b"subtree/v1\n\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKey:
    """A public key under its name. Raises ValueError where the name or the length of the key cannot be."""

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise ValueError("a key's name has no spaces and no plus sign")
        if len(self.public) != PUBLIC_BYTES[self.kind]:
            raise ValueError(f"a public key of this kind has {PUBLIC_BYTES[self.kind]} bytes")

    @property
    def id(self) -> bytes:
        """Its number: four bytes, which tell keys of one name apart and prove nothing."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """Write it as others take it into their configuration."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    def made(self, signature: Signature) -> bool:
        """Say whether a signature claims to be from this key."""
        return (signature.name, signature.key_id) == (self.name, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What there is to check: these bytes were signed like this, at this moment where the kind of key tells one."""

    message: bytes
    signature: bytes
    at: int | None = None


def read_vkey(written: str) -> NoteKey:
    """Read a key as others write it. Raises ValueError that says what is wrong."""
    name, first, rest = written.partition("+")
    number, second, encoded = rest.partition("+")
    if not first or not second:
        raise ValueError("a vkey is a name, a number and a key, with plus signs between")
    material = from_base64(encoded)
    if not material or material[0] not in {*KeyKind}:
        raise ValueError("a vkey of an unknown kind")
    key = NoteKey(name=name, kind=KeyKind(material[0]), public=material[1:])
    if number != key.id.hex():
        raise ValueError("the number in a vkey is not that of its key")
    return key


def message(key: NoteKey, text: str, at: int) -> bytes:
    """Write what this key signs for a note with this text. `at` counts for cosignatures: seconds since 1970.

    Raises ValueError where such a key could not sign such a text.
    """
    if key.kind is KeyKind.ED25519:
        return text.encode()
    checkpoint = read_checkpoint(text)
    if key.kind is KeyKind.COSIGNING_ED25519:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    parts = (_named(key.name), at.to_bytes(_WORD_BYTES), _named(checkpoint.origin), bytes(_WORD_BYTES))
    return b"".join((_LABEL, *parts, checkpoint.size.to_bytes(_WORD_BYTES), checkpoint.root))


def signature(key: NoteKey, made: bytes, at: int) -> Signature:
    """Write down what a key made of `message`."""
    moment = b"" if key.kind is KeyKind.ED25519 else at.to_bytes(_WORD_BYTES)
    return Signature(name=key.name, key_id=key.id, made=moment + made)


def signed(key: NoteKey, text: str, by: Signature) -> Signed:
    """Say what is to be checked of a signature that claims to be from this key.

    Raises ValueError where it cannot be one of this key, whatever it is of.
    """
    moment = 0 if key.kind is KeyKind.ED25519 else _WORD_BYTES
    if len(by.made) != moment + SIGNATURE_BYTES[key.kind]:
        raise ValueError("a signature has not the length that its key makes")
    if not moment:
        return Signed(message=message(key, text, 0), signature=by.made)
    at = int.from_bytes(by.made[:moment])
    if at > LARGEST:
        raise ValueError("a moment after all time")
    return Signed(message=message(key, text, at), signature=by.made[moment:], at=at)


def claimed(key: NoteKey, note: Note) -> tuple[Signature, ...]:
    """Give the signatures of a note that claim to be from this key."""
    return tuple(each for each in note.signatures if key.made(each))


def _named(name: str) -> bytes:
    """Write a name with its length before it."""
    encoded = name.encode()
    if len(encoded) > _LONGEST_NAME:
        raise ValueError(f"a name is at most {_LONGEST_NAME} bytes long")
    return bytes([len(encoded)]) + encoded
