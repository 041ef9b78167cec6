"""A signed JWT in its compact form: read strictly, then verified. What is read is not believed before."""

import binascii
import json
import re
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jws import JWSRegistry, deserialize_compact

from adapters.identity.issuer_metadata import PublicKey

COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
"""Header, claims, signature (RFC 7515 §3.1). Decoders skip what is outside the alphabet; two might skip differently."""


class _Registry(JWSRegistry):
    """The library's own limit (512) shuts out a proof with an RSA key in it; `parts` bounds the whole token."""

    max_header_length = 8_192


def parts(token: str, *, longest: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read header and claims. Raises ValueError for whatever is not exactly such a token."""
    if len(token) > longest or not COMPACT.fullmatch(token):
        raise ValueError("no compact JWT")
    header, claims, _ = token.split(".")
    return json_object(header), json_object(claims)


def is_signed(token: str, header: Mapping[str, Any], key: PublicKey, algorithms: Sequence[str]) -> bool:
    """Say whether the key made the signature, by one of these algorithms."""
    if "crit" in header:  # we understand no extension, and the library understands one
        return False
    try:
        with warnings.catch_warnings():  # the library warns of the older name of Ed25519, which issuers still use
            warnings.simplefilter("ignore", SecurityWarning)
            deserialize_compact(token, key, registry=_Registry(algorithms=list(algorithms)))
    except (JoseError, ValueError, TypeError):
        return False
    return True


def moment(claims: Mapping[str, Any], name: str) -> int:
    """Read a moment in whole seconds; ValueError for anything else.

    `true` is no number; RFC 7519 allows a fraction, but issuers send none.
    """
    value = claims.get(name)
    if type(value) is not int:
        raise ValueError("no moment")
    return value


def is_text(value: object, *, longest: int = 8_192) -> bool:
    """Say whether it is a text with something in it that can be written down, and not too long."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def json_object(part: str) -> Mapping[str, Any]:
    """Read one part as a JSON object. Raises ValueError for whatever is none, or holds a member twice."""
    try:
        text = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
        content = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (binascii.Error, RecursionError):
        raise ValueError("unreadable") from None
    if not isinstance(content, dict):
        raise ValueError("no object")  # noqa: TRY004 all that is wrong with a token is one fault
    return content


def _once_each(members: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a member that is there twice: others might believe the other one (RFC 8725 §2.4)."""
    content = dict(members)
    if len(content) != len(members):
        raise ValueError("a member twice")
    return content


def _no_number(_word: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError("no number")
