"""The ID token: checked by our own code, because authlib's believes the metadata, any age and a missing nonce."""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.logged_in import LoggedIn, name_of_served, persons
from adapters.identity.login.provider import Published
from adapters.identity.login.signed import check_audience, is_text, moment, verified
from adapters.identity.tokens import LEEWAY_SECONDS, meets
from adapters.settings import LoginSettings
from hub.ports import Clock

OLDEST_SECONDS: Final = 300
"""How long ago it may have been made: it comes straight from the token endpoint, so this is all for clocks."""

TYPES: Final = frozenset({None, "jwt", "application/jwt"})
"""What an ID token says it is: nothing, or a JWT. An access or logout token says otherwise (RFC 8725 §3.11)."""

_NINE_DIGITS: Final = re.compile(r"(?<!\d)[0-9]{9}(?!\d)")
"""What could be a number of a citizen, whatever stands against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokens:
    """Checks the ID tokens of one provider, for one client. `may_represent`: people log in for others there."""

    settings: LoginSettings
    published: Published
    clock: Clock
    may_represent: bool = True

    async def check(self, token: object, *, nonce: str, access_token: str) -> LoggedIn:
        """Check everything about it. Raises LoginRefused with the first fault, Unavailable without a key."""
        if token is None:
            raise LoginRefused(LoginFault.ID_TOKEN_MISSING)
        signed = await verified(token, self.published, self.settings, types=TYPES)
        claims = signed.claims
        check_audience(claims, self.settings.client_id)
        if not _same(claims.get("nonce"), nonce):
            raise LoginRefused(LoginFault.NONCE)
        self._check_times(claims)
        # Optional in the code flow, where both come in one answer of the token endpoint (OpenID Connect Core 3.1.3.6).
        if "at_hash" in claims and not _same(claims["at_hash"], _half_hash(access_token, signed.algorithm)):
            raise LoginRefused(LoginFault.ACCESS_HASH)
        acr = claims.get("acr")
        if self.settings.acr_minimum is not None and not meets(acr, self.settings.acr_minimum):
            raise LoginRefused(LoginFault.LEVEL)
        if not is_text(claims.get("sub")):
            raise LoginRefused(LoginFault.SUBJECT)
        served, actor = persons(claims, issuer=self.settings.issuer, subject_claim=self.settings.subject_claim)
        if actor is not None and not self.may_represent:  # a worker comes for the organization that registered
            raise LoginRefused(LoginFault.REPRESENTS)
        return LoggedIn(
            served=served,
            actor=actor,
            acr=str(acr) if is_text(acr) else None,
            logged_in_at_s=self._logged_in_at_s(claims),
            subject=claims["sub"],
            session=claims["sid"] if is_text(claims.get("sid")) else None,
            has_number=_NINE_DIGITS.search(json.dumps(claims)) is not None,
            served_name=name_of_served(claims),
        )

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now, made, ends = int(self.clock.now().timestamp()), moment(claims, "iat"), moment(claims, "exp")
        if ends <= now:
            raise LoginRefused(LoginFault.EXPIRED)
        if not now - OLDEST_SECONDS <= made <= now + LEEWAY_SECONDS:
            raise LoginRefused(LoginFault.ISSUED_AT)
        if not 0 < ends - made <= self.settings.id_token_life_s:
            raise LoginRefused(LoginFault.LIFETIME)

    def _logged_in_at_s(self, claims: Mapping[str, Any]) -> int:
        """Give when the person showed who they are; where we asked for a young log-in, see that it is one."""
        now, made = int(self.clock.now().timestamp()), moment(claims, "iat")
        if "auth_time" not in claims and self.settings.max_age_s is None:
            return made
        at = claims.get("auth_time")
        if type(at) is not int or at > now + LEEWAY_SECONDS:
            raise LoginRefused(LoginFault.LOGIN_TIME)
        # By one clock, the provider's; that the token itself is young is checked by ours.
        if self.settings.max_age_s is not None and made - at > self.settings.max_age_s + LEEWAY_SECONDS:
            raise LoginRefused(LoginFault.LOGIN_TIME)
        return at


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())


def _half_hash(token: str, algorithm: str) -> str:
    """Hash the way the signature does, and keep the left half (OpenID Connect Core 3.1.3.6)."""
    size = algorithm[-3:] if algorithm[-3:] in {"256", "384", "512"} else "512"  # Ed25519 hashes with SHA-512
    digest = hashlib.new(f"sha{size}", token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
