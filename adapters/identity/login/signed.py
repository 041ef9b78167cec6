"""A signed statement of the provider, checked: its type, its algorithm as we pinned it, its key as the issuer's own."""

import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jws import JWSRegistry, deserialize_compact

from adapters.identity import compact_jwt
from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.provider import Published
from adapters.settings import LoginSettings

LONGEST_STATEMENT: Final = 16_384
"""Longest statement that is looked at (characters); real ones have one or two thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What the configured issuer signed, and how."""

    algorithm: str
    claims: Mapping[str, Any]


async def verified(
    statement: object, published: Published, settings: LoginSettings, *, types: Collection[str | None]
) -> Signed:
    """Check type, algorithm, signature and issuer. Raises LoginRefused; Unavailable where no key can be had.

    The algorithms are those of our configuration: what the metadata lists, or the header asks for, changes nothing.
    """
    if (
        not isinstance(statement, str)
        or len(statement) > LONGEST_STATEMENT
        or not compact_jwt.COMPACT.fullmatch(statement)
    ):
        raise LoginRefused(LoginFault.MALFORMED)
    header = _object(statement.split(".")[0])
    kind, algorithm, kid = header.get("typ"), header.get("alg"), header.get("kid")
    if algorithm not in settings.algorithms:
        raise LoginRefused(LoginFault.ALGORITHM)
    if (None if kind is None else str(kind).lower()) not in types:
        raise LoginRefused(LoginFault.TYPE)
    if "crit" in header:  # we understand no extension, and the library understands one
        raise LoginRefused(LoginFault.SIGNATURE)
    key = await published.key(settings.issuer, kid if isinstance(kid, str) else None)
    if key is None:
        raise LoginRefused(LoginFault.SIGNATURE)
    try:
        with warnings.catch_warnings():  # the library warns of the older name of Ed25519, which issuers still use
            warnings.simplefilter("ignore", SecurityWarning)
            deserialize_compact(statement, key, registry=JWSRegistry(algorithms=list(settings.algorithms)))
    except (JoseError, ValueError, TypeError):
        raise LoginRefused(LoginFault.SIGNATURE) from None
    claims = _object(statement.split(".")[1])
    if claims.get("iss") != settings.issuer:
        raise LoginRefused(LoginFault.ISSUER)
    return Signed(algorithm=str(algorithm), claims=claims)


def moment(claims: Mapping[str, Any], name: str) -> int:
    """Read a moment in whole seconds; `true` is no number."""
    try:
        return compact_jwt.moment(claims, name)
    except ValueError:
        raise LoginRefused(LoginFault.MALFORMED) from None


def check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """See that it is meant for us, and made for us where it is meant for others too (OpenID Connect Core 3.1.3.7)."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if client_id not in named:
        raise LoginRefused(LoginFault.AUDIENCE)
    if ("azp" in claims or len(named) > 1) and claims.get("azp") != client_id:
        raise LoginRefused(LoginFault.PARTY)


def is_text(value: object) -> bool:
    """Say whether a claim is a text that can name something: not empty, not endless."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


LONGEST_NAME: Final = 255
"""Longest `sub` that OpenID Connect allows (characters); we take no longer name of anything."""


def _object(part: str) -> Mapping[str, Any]:
    try:
        return compact_jwt.json_object(part)
    except ValueError:
        raise LoginRefused(LoginFault.MALFORMED) from None
