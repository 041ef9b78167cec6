"""What the hub signed, opened with its published keys; needs no hub and no network."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from adapters.identity.signer import ALGORITHM, CURVE
from hub.errors import BadInput

_COMPACT: Final = re.compile(r"[^\s.]*\.[^\s.]*\.[^\s.]*")

Keys = Mapping[str, ECKey]
"""Public keys by `kid`."""


class Flaw(StrEnum):
    """Why a signed text counts for nothing. Codes are stable for ever."""

    CHANGED = "signature.wrong"
    UNKNOWN_KEY = "signature.unknown_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was signed: by which key, as what, and the very content."""

    kid: str
    typ: str
    content: Mapping[str, Any]


def read_keys(text: str) -> Keys:
    """Read a published JWK Set; keys of another kind in it are left out. Raises BadInput where none is of ours."""
    try:
        listed = json.loads(text)["keys"]
        keys = [ECKey.import_key(each) for each in listed if each["kty"] == "EC" and each["crv"] == CURVE]
    except (ValueError, TypeError, KeyError, RecursionError, JoseError):
        keys = []
    named = {str(key.kid): key for key in keys if key.kid}
    if not named or len(named) != len(keys):
        happened = "This holds no JWK Set with keys that sign, each with its own kid."
        raise BadInput("keys.unreadable", happened, "Save what the hub publishes under /.well-known/jwks.json.")
    return named


def opened(text: str, keys: Keys) -> Opened | Flaw:
    """Check a compact JWS, and open it. Raises BadInput for what does not even look like one."""
    if not _COMPACT.fullmatch(text):
        raise BadInput("signed.unreadable", "This is no signed text.", "Name a file with three parts, joined by dots.")
    kid = _header(text.partition(".")[0]).get("kid")
    if not isinstance(kid, str) or kid not in keys:
        return Flaw.UNKNOWN_KEY
    try:
        signed = jws.deserialize_compact(text, keys[kid], algorithms=[ALGORITHM])
        content = json.loads(signed.payload or b"")
    except (JoseError, ValueError, RecursionError):
        return Flaw.CHANGED
    typ = signed.headers().get("typ")
    if not isinstance(typ, str) or not isinstance(content, dict):
        return Flaw.CHANGED
    return Opened(kid=kid, typ=typ, content=content)


def _header(part: str) -> Mapping[str, Any]:
    """Read the header before anything is checked, only to find the key; nothing where it cannot be read."""
    try:
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
