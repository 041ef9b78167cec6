"""The provider ends sessions behind the browser's back (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass, field
from typing import Final

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.provider import Published
from adapters.identity.login.signed import check_audience, is_text, moment, verified
from adapters.identity.tokens import LEEWAY_SECONDS
from adapters.settings import LoginSettings
from hub.ports import Clock

TYPES: Final = frozenset({"logout+jwt", "application/logout+jwt"})
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

OLDEST_SECONDS: Final = 300
"""How long ago it may have been made, and how long it may live: it is sent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutOrder:
    """Whose sessions end: one session of the provider, or all of a person's."""

    token_id: str = field(repr=False)
    session: str | None = field(repr=False)
    subject: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutTokens:
    settings: LoginSettings
    published: Published
    clock: Clock

    async def check(self, token: object) -> LogoutOrder:
        """Check it, but for whether it came before. Raises LoginRefused, or Unavailable without a key."""
        claims = (await verified(token, self.published, self.settings, types=TYPES)).claims
        check_audience(claims, self.settings.client_id)
        now, made, ends = int(self.clock.now().timestamp()), moment(claims, "iat"), moment(claims, "exp")
        if ends <= now:
            raise LoginRefused(LoginFault.EXPIRED)
        if not now - OLDEST_SECONDS <= made <= now + LEEWAY_SECONDS:
            raise LoginRefused(LoginFault.ISSUED_AT)
        if not 0 < ends - made <= OLDEST_SECONDS:
            raise LoginRefused(LoginFault.LIFETIME)
        if "nonce" in claims:  # an ID token in disguise (§2.4)
            raise LoginRefused(LoginFault.LOGOUT_NONCE)
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
            raise LoginRefused(LoginFault.LOGOUT_EVENTS)
        session, subject = claims.get("sid"), claims.get("sub")
        if not is_text(claims.get("jti")) or not any(map(is_text, (session, subject))):
            raise LoginRefused(LoginFault.LOGOUT_WHOM)
        return LogoutOrder(
            token_id=claims["jti"],
            session=session if is_text(session) else None,
            subject=subject if is_text(subject) else None,
        )
