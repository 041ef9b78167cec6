"""The hub's own keys and all that is derived from them. They live outside the database."""

import base64
import binascii
import hmac
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.identity import envelope
from adapters.identity.bsn import Bsn
from adapters.settings import KeySettings
from consent.parties import SubjectRef
from hub.errors import BadInput

OPAQUE_BYTES: Final = 16
"""128 bits: nobody guesses one, and no two of all there will ever be are equal by chance."""

SIV_KEY_BYTES: Final = 64

LONGEST_PAIRWISE: Final = 400
"""Longest text that is looked at as a pairwise reference (characters); ours have 51."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The key that wraps each person's key, and the key of the index from which identifiers are derived.

    Every use has its own label, so that no value of one kind can be taken for one of another.
    """

    wrap_id: str
    _wrap: bytes = field(repr=False)
    _index: bytes = field(repr=False)

    @classmethod
    def from_settings(cls, settings: KeySettings) -> Self:
        """Read the keys. Raises BadInput that names every faulty one at once, and no value."""
        wrap = _decoded(settings.wrap.get_secret_value())
        index = _decoded(settings.index.get_secret_value())
        faults = [name for name, key in (("keys.wrap", wrap), ("keys.index", index)) if key is None]
        if wrap is None or index is None:
            raise BadInput("keys.invalid", f"Not 32 bytes in base64: {', '.join(faults)}.", "Mend the configuration.")
        if hmac.compare_digest(wrap, index):
            raise BadInput("keys.invalid", "keys.wrap and keys.index are the same.", "Make two different keys.")
        return cls(wrap_id=settings.wrap_id, _wrap=wrap, _index=index)

    def bsn_index(self, bsn: Bsn) -> bytes:
        """Give what a number is looked up by. Without the key nobody can try all numbers against it."""
        return hmac.digest(self._index, b"bsn/1|" + bsn.digits.encode(), "sha256")

    def opaque(self, label: str, *parts: str) -> str:
        """Make an identifier that tells nothing: always the same for the same parts, of 128 bits, fit for a URL."""
        key = self._derived("opaque/1", label, length=envelope.KEY_BYTES)
        return _text(hmac.digest(key, envelope.packed(*parts), "sha256")[:OPAQUE_BYTES])

    def seal(self, label: str, plain: bytes, *context: str) -> bytes:
        """Encrypt what belongs to no person's key, under a key of its own for each label."""
        return envelope.seal(self._derived("seal/1", label, length=envelope.KEY_BYTES), plain, label, *context)

    def unseal(self, label: str, sealed: bytes, *context: str) -> bytes:
        """Decrypt it. Raises Unavailable as `envelope.unseal` does."""
        return envelope.unseal(self._derived("seal/1", label, length=envelope.KEY_BYTES), sealed, label, *context)

    def wrap(self, subject: SubjectRef, key: bytes) -> bytes:
        """Wrap a person's key, so that it can be kept in the database."""
        return envelope.seal(self._wrap, key, "wrap/1", subject, self.wrap_id)

    def unwrap(self, subject: SubjectRef, wrap_id: str, wrapped: bytes) -> bytes:
        """Unwrap a person's key. Raises Unavailable where it was wrapped by a key that we do not have."""
        if wrap_id != self.wrap_id:
            raise envelope.unreadable()
        return envelope.unseal(self._wrap, wrapped, "wrap/1", subject, wrap_id)

    def pairwise(self, subject: SubjectRef, client: str) -> str:
        """Make the name under which one client knows a person; two clients cannot tell that theirs are one person."""
        return _text(self._siv(client).encrypt(subject.encode(), None))

    def from_pairwise(self, text: str, client: str) -> SubjectRef | None:
        """Give the person back; None for a name that we did not make for this very client."""
        sealed = _bytes(text) if len(text) <= LONGEST_PAIRWISE else None
        if sealed is None:
            return None
        try:
            return SubjectRef(self._siv(client).decrypt(sealed, None).decode())
        except InvalidTag:
            return None

    def _siv(self, client: str) -> AESSIV:
        """Encrypt the same to the same (RFC 5297), so that a client always sees one name without a table of names."""
        return AESSIV(self._derived("pairwise/1", client, length=SIV_KEY_BYTES))

    def _derived(self, *label: str, length: int) -> bytes:
        return HKDF(SHA256(), length=length, salt=None, info=envelope.packed(*label)).derive(self._index)


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == envelope.KEY_BYTES else None


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes | None:
    """Decode; None unless the text is exactly how we would write it, so that each person has one name, not several."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if content and _text(content) == text else None
