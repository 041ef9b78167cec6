"""What a log-in is made of, joined from what it is handed."""

from urllib.parse import urlsplit

from adapters.identity.keys import KeyRing
from adapters.identity.login.client_key import read_client_key
from adapters.identity.login.id_token import IdTokens
from adapters.identity.login.logout_token import LogoutTokens
from adapters.identity.login.provider import Provider, Published, find_provider
from adapters.identity.login.provider_calls import ProviderCalls
from adapters.identity.login.sessions import Sessions, SessionStore
from adapters.settings import LoginSettings
from adapters.settings_portal import CITIZEN, Audience
from hub.ports import Clock


class LoginParts:
    """One provider, one client, one table of sessions.

    `public_url` is the address that the browser sees; `issuer` publishes the provider's metadata and keys.
    `allow_loopback_http` goes with demo mode: a provider on this machine, and a demo's key. `audience` is who logs in:
    only a citizen does it for somebody else, and two portals of one machine have two cookies.
    """

    def __init__(
        self,
        *,
        settings: LoginSettings,
        public_url: str,
        issuer: Published,
        store: SessionStore,
        keys: KeyRing,
        clock: Clock,
        allow_loopback_http: bool = False,
        audience: Audience = CITIZEN,
    ) -> None:
        """Make the parts. Raises BadInput for a client key that cannot be used."""
        address = urlsplit(public_url)
        self.settings = settings
        self.clock = clock
        self.origin = f"{address.scheme}://{address.netloc}"
        self.is_encrypted = address.scheme == "https"
        self.cookie = "hub" if audience == CITIZEN else f"hub-{audience}"
        self.redirect_uri = f"{self.origin}/login/callback"
        self.sessions = Sessions(store=store, keys=keys, clock=clock)
        key = read_client_key(settings.key_file, allow_demo=allow_loopback_http)
        self.calls = ProviderCalls(settings, key, clock)
        self.id_tokens = IdTokens(settings=settings, published=issuer, clock=clock, may_represent=audience == CITIZEN)
        self.logout_tokens = LogoutTokens(settings=settings, published=issuer, clock=clock)
        self._issuer = issuer
        self._allow_loopback_http = allow_loopback_http

    async def provider(self) -> Provider:
        """Read where the provider's endpoints are; `issuer` remembers for minutes."""
        return await find_provider(self._issuer, self.settings.issuer, allow_loopback_http=self._allow_loopback_http)

    def now_s(self) -> int:
        return int(self.clock.now().timestamp())
