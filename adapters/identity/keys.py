"""The hub's own keys and all that is derived from them. They live outside the database."""

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from adapters.identity import envelope
from adapters.identity.bsn import Bsn
from adapters.identity.destroyed import DestroyedKeys
from adapters.settings import FIRST_INDEX, KeySettings
from adapters.settings_part import UnfitError
from consent.parties import SubjectRef

OPAQUE_BYTES: Final = 16
"""128 bits: nobody guesses one, and no two of all there will ever be are equal by chance."""

SIV_KEY_BYTES: Final = 64

LONGEST_PAIRWISE: Final = 400
"""Longest text that is looked at as a pairwise reference (characters); ours have 51."""

DERIVED: Final = 1_000
"""Most derived keys that are kept: one for each client and each kind of name."""

NO_OTHERS: Final[Mapping[str, bytes]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys in use, and others that still count: what they wrapped opens, whom they index is found.

    A person's key that `destroyed` names does not open, though a restored backup brought it back.

    One wraps each person's key, one makes the index, one makes the names that clients see. Every use has its own
    label, so that no value of one kind can be taken for one of another.
    """

    wrap_id: str
    index_id: str = FIRST_INDEX
    destroyed: DestroyedKeys | None = field(default=None, repr=False, compare=False)
    _wrap: bytes = field(repr=False)
    _index: bytes = field(repr=False)
    _pairwise: bytes | None = field(default=None, repr=False)
    _other_wraps: Mapping[str, bytes] = field(default_factory=lambda: NO_OTHERS, repr=False)
    _other_indexes: Mapping[str, bytes] = field(default_factory=lambda: NO_OTHERS, repr=False)
    _kept: dict[tuple[str, ...], bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_settings(cls, settings: KeySettings, *, destroyed: DestroyedKeys | None = None) -> Self:
        """Read the keys. Raises BadInput that names everything wrong with them at once, and no value.

        Whoever unwraps people's keys gives the list of those that were `destroyed`, where the configuration names one.
        """
        faults = [*_unnamed(settings), *_alike(settings)]
        if faults:
            raise UnfitError("keys.invalid", faults)
        wraps, indexes = (
            {other.id: _read(other.key) for other in settings.retired if other.use == use} for use in ("wrap", "index")
        )
        return cls(
            wrap_id=settings.wrap_id,
            index_id=settings.index_id,
            destroyed=destroyed,
            _wrap=_read(settings.wrap),
            _index=_read(settings.index),
            _pairwise=None if settings.pairwise is None else _read(settings.pairwise),
            _other_wraps=wraps,
            _other_indexes=indexes,
        )

    @property
    def other_wrap_ids(self) -> tuple[str, ...]:
        """Name the keys that only unwrap."""
        return tuple(self._other_wraps)

    @property
    def other_index_ids(self) -> tuple[str, ...]:
        """Name the index keys that count beside the one in use."""
        return tuple(self._other_indexes)

    def bsn_indexes(self, bsn: Bsn) -> Mapping[str, bytes]:
        """Give what a number is looked up by, under every key by its name, the one in use first.

        Without a key nobody can try all numbers against its index.
        """
        keys = {self.index_id: self._index, **self._other_indexes}
        return {name: hmac.digest(key, b"bsn/1|" + bsn.digits.encode(), "sha256") for name, key in keys.items()}

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
        """Unwrap a person's key. Raises Unavailable where it was destroyed, or wrapped by a key that we do not have."""
        if self.destroyed is not None and self.destroyed.names(subject):
            raise envelope.unreadable()
        key = self._wrap if wrap_id == self.wrap_id else self._other_wraps.get(wrap_id)
        if key is None:
            raise envelope.unreadable()
        return envelope.unseal(key, wrapped, "wrap/1", subject, wrap_id)

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
        """Derive a key for one use. It is kept: every claim in an answer is named under the same one."""
        known = self._kept.get(label)
        if known is None:
            key = self._index if self._pairwise is None else self._pairwise
            known = HKDF(SHA256(), length=length, salt=None, info=envelope.packed(*label)).derive(key)
            if len(self._kept) >= DERIVED:
                self._kept.clear()
            self._kept[label] = known
        return known


def _unnamed(settings: KeySettings) -> Iterator[str]:
    """Find names that stand for two keys, and an index that changes without a key for the names that clients see."""
    for use, current in (("wrap", settings.wrap_id), ("index", settings.index_id)):
        names = [current, *(other.id for other in settings.retired if other.use == use)]
        yield from (f"keys: the {use} key {name} stands there twice" for name in names if names.count(name) > 1)
    if settings.pairwise is None and any(other.use == "index" for other in settings.retired):
        yield "keys.pairwise: unset while there are two index keys; set it to the first, or every reference changes"


def _alike(settings: KeySettings) -> Iterator[str]:
    """Find what is no key, and keys that are the same; only clients' references may share the key of an index."""
    named: dict[str, tuple[str, SecretStr]] = {
        "keys.wrap": ("wrap", settings.wrap),
        "keys.index": ("index", settings.index),
        **{f"keys.retired {other.use} {other.id}": (other.use, other.key) for other in settings.retired},
    }
    if settings.pairwise is not None:
        named["keys.pairwise"] = ("pairwise", settings.pairwise)
    keys = {name: (use, _decoded(text.get_secret_value())) for name, (use, text) in named.items()}
    if broken := [name for name, (_, key) in keys.items() if key is None]:
        yield f"Not 32 bytes in base64: {', '.join(broken)}"
    for (one, (use, key)), (other, (other_use, other_key)) in combinations(keys.items(), 2):
        shared = {use, other_use} == {"index", "pairwise"}
        if key is not None and other_key is not None and not shared and hmac.compare_digest(key, other_key):
            yield f"{one} and {other} are the same; make two different keys"


def _read(text: SecretStr) -> bytes:
    """Decode a key that was looked at before."""
    return base64.b64decode(text.get_secret_value(), validate=True)


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
