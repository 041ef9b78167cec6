"""Authenticated encryption of a few bytes, bound to what they are."""

import hmac
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.errors import Unavailable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""96 bits, the size that AES-GCM is defined for; random, so good for 2**32 messages under one key (NIST SP 800-38D)."""

TAG_BYTES: Final = 16

VERSION: Final = b"\x01"
"""First byte of everything sealed, so that another cipher can follow."""


def seal(key: bytes, plain: bytes, *context: str) -> bytes:
    """Encrypt; only the same key with the same context opens it."""
    nonce = token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, packed(*context))


def unseal(key: bytes, sealed: bytes, *context: str) -> bytes:
    """Decrypt. Raises Unavailable for changed bytes, another key, or bytes that were something else."""
    nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] != VERSION or len(content) < TAG_BYTES:
        raise unreadable()
    try:
        return AESGCM(key).decrypt(nonce, content, packed(*context))
    except InvalidTag:
        raise unreadable() from None


def tag(key: bytes, plain: bytes, *context: str) -> str:
    """Tell bytes apart without keeping them: an HMAC under a key of its own for this use and context."""
    # The key seals with AES-GCM; what it tags, it tags under a key derived from it, never under itself.
    derived = hmac.digest(key, packed("tag/1", *context), "sha256")
    return hmac.digest(derived, plain, "sha256").hex()


def packed(*parts: str) -> bytes:
    """Join texts so that no two different lists give the same bytes: each goes with its length."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4) + part for part in encoded)


def unreadable() -> Unavailable:
    """Give the one fault for whatever cannot be decrypted, whyever."""
    return Unavailable("vault.unreadable", "What was kept cannot be read.")
