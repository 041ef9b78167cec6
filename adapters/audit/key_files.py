"""Keys that sign notes, in files: PEM (PKCS#8), with a line before that says what the key is called.

Such a line is allowed there (RFC 7468 §2) and every reader skips it. It is what tells a key of the demo from others.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from hub.audit.note import Signature
from hub.audit.note_key import KeyKind, NoteKey, message, signature

Private = Ed25519PrivateKey | MLDSA44PrivateKey

_BEGIN: Final = "-----BEGIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key, under the name and for the use that `public` says; `label` stood before it in its file."""

    public: NoteKey
    label: str
    _private: Private = field(repr=False)

    @classmethod
    def of(cls, private: Private, *, name: str, cosigns: bool, label: str = "") -> "SigningKey":
        """Give a key a name and a use. Raises ValueError for a name that no key can have."""
        if isinstance(private, MLDSA44PrivateKey):
            kind = KeyKind.COSIGNING_ML_DSA_44
        else:
            kind = KeyKind.COSIGNING_ED25519 if cosigns else KeyKind.ED25519
        public = NoteKey(name=name, kind=kind, public=private.public_key().public_bytes_raw())
        return cls(public=public, label=label, _private=private)

    def sign(self, text: str, *, at: int) -> Signature:
        """Sign the text of a note. Raises ValueError for a text that such a key does not sign."""
        return signature(self.public, self._private.sign(message(self.public, text, at)), at)


def read_signing_key(file: Path, *, name: str, cosigns: bool = False) -> SigningKey:
    """Read a private key. Raises ValueError without path or content."""
    try:
        written = file.read_bytes()
        private = load_pem_private_key(written, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("no private key can be read (PEM, PKCS#8, without a password)") from None
    if not isinstance(private, Private):
        raise ValueError("a key is Ed25519 or ML-DSA-44")  # noqa: TRY004 the file says so, not the code
    label = written.decode("ascii", "replace").partition(_BEGIN)[0].strip()
    return SigningKey.of(private, name=name, cosigns=cosigns, label=label)


def write_signing_key(file: Path, private: Private, *, label: str) -> None:
    """Write a private key that only its owner may read. Raises FileExistsError where there is a file already."""
    file.touch(mode=0o600, exist_ok=False)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(f"{label}\n".encode("ascii") + pem)


def is_good(key: NoteKey, said: bytes, made: bytes) -> bool:
    """Say whether a key made this signature of what is said. See `hub.audit.policy.IsGood`."""
    try:
        if key.kind is KeyKind.COSIGNING_ML_DSA_44:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(made, said)
        else:
            Ed25519PublicKey.from_public_bytes(key.public).verify(made, said)
    except InvalidSignature:
        return False
    return True
