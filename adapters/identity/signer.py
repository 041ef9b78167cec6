"""The hub's signature under what people take home, and the keys with which anybody checks it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from adapters.settings import DEMO_KEY_PREFIX, KeySettings
from hub.errors import BadInput

ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"

BY_URI: Final = "http://uri.etsi.org/19182/ObjectIdByURI"
"""Says that what is signed is the content of the files that are named (ETSI TS 119 182-1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySigner:
    """Signs with one key; publishes it, and those that signed before."""

    _key: ECKey = field(repr=False)
    _retired: tuple[ECKey, ...] = ()

    @classmethod
    def from_settings(cls, settings: KeySettings, *, demo: bool) -> Self:
        """Read the keys. Raises BadInput that names the faulty setting, and shows nothing of a key.

        A key that the demo made is refused unless this is the demo: it lies about in folders.
        """
        if settings.signing_key_file is None:
            raise _fault("keys.signing_key_file: no key is named")
        key = _key(_read(settings.signing_key_file, "keys.signing_key_file"), "keys.signing_key_file")
        if not key.is_private:
            raise _fault("keys.signing_key_file: a public key signs nothing")
        if not demo and str(key.kid).startswith(DEMO_KEY_PREFIX):
            raise _fault("keys.signing_key_file: a demo key in production")
        retired = _retired(settings.retired_signing_keys_file)
        names = [str(each.kid) for each in (key, *retired)]
        if len(set(names)) != len(names):
            raise _fault("keys.retired_signing_keys_file: two keys with one kid, or the kid of the key that signs")
        return cls(_key=key, _retired=retired)

    def sign(self, payload: bytes, *, typ: str) -> str:
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": typ}
        return jws.serialize_compact(header, payload, self._key, algorithms=[ALGORITHM])

    def sign_detached(self, file: str, content: bytes, at: datetime) -> str:
        """Sign a file that stays where it is (RFC 7515 appendix F), under the headers of JAdES that name it.

        The moment is the signer's claim.
        """
        moment = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        header = {
            "alg": ALGORITHM,
            "kid": self._key.kid,
            "typ": "JOSE",
            "sigT": f"{moment.isoformat()}Z",
            "sigD": {"mId": BY_URI, "pars": [file]},
        }
        registry = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
        head, _, seal = jws.serialize_compact(header, content, self._key, registry=registry).split(".")
        return f"{head}..{seal}"

    def published(self) -> Mapping[str, Any]:
        """Give the public keys, the present one first (JWK Set, RFC 7517)."""
        return {"keys": [_public(key) for key in (self._key, *self._retired)]}


def _public(key: ECKey) -> Mapping[str, Any]:
    """Give the public half, with what it is for, and nothing else that may stand in a file."""
    numbers = key.as_dict(private=False)
    return {
        "kid": key.kid,
        "use": "sig",
        "alg": ALGORITHM,
        **{name: numbers[name] for name in ("kty", "crv", "x", "y")},
    }


def _retired(file: Path | None) -> tuple[ECKey, ...]:
    if file is None:
        return ()
    name = "keys.retired_signing_keys_file"
    told = _read(file, name)
    listed: Sequence[object] = told["keys"] if isinstance(told.get("keys"), list) else ()
    keys = tuple(_key(each, name) for each in listed)
    if not keys:
        raise _fault(f"{name}: no JWK Set with public keys")
    if any(key.is_private for key in keys):
        raise _fault(f"{name}: a private key; keep the public half only")
    return keys


def _read(file: Path, name: str) -> Mapping[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise _fault(f"{name}: cannot be read as JSON") from None
    return told if isinstance(told, dict) else {}


def _key(told: object, name: str) -> ECKey:
    try:
        key = ECKey.import_key(told if isinstance(told, dict) else {})
    except (ValueError, TypeError, KeyError, JoseError):
        raise _fault(f"{name}: no key of type EC") from None
    if key.curve_name != CURVE or not key.kid:
        raise _fault(f"{name}: a key must be on curve {CURVE} and have a kid")
    return key


def _fault(happened: str) -> BadInput:
    return BadInput("keys.signing", f"{happened}.", "Mend the configuration.")
