"""Logging in: the code flow with a configured OpenID Provider, and sessions that live in a table.

An ASGI middleware that goes around an application (the portal). It answers four routes itself and hands everything
else on, with who logged in:

    GET  /login?next=/path           begins a log-in; `next` is a local path, anything else becomes `/`
    GET  /login/callback             where the provider sends the browser back to (the redirect URI, exactly)
    POST /logout                     ends the session here and at the provider; needs a same-origin Origin header
    POST /logout/back-channel        the provider ends sessions (`logout_token`)

    scope["hub.credentials"]         None, or `credentials.Credentials`:
        .headers(method, url)        headers for a call to the hub: Authorization, and a fresh DPoP proof
        .served, .actor              who is served; who acts for them, or None (OIDC NLGOV `represents`)
        .acr, .logged_in_at          level and moment of the log-in

As an operator joins it (`[login]` in hub.toml, `public_url` the address the browser sees):

    app = adapters.portal_parts.with_login(portal, settings)

By hand, for instance in a test; everything of the provider comes from its metadata:

    parts = LoginParts(
        settings=LoginSettings(issuer=ISSUER, client_id="portal", key_file=PATH, algorithms=("PS256",), ...),
        public_url="http://127.0.0.1:8000",          # redirect URI: {public_url}/login/callback
        issuer=IssuerKeys([ISSUER], allow_loopback_http=True),
        store=SqlSessions(engine),                   # adapters.store.sessions; migrated database
        keys=KeyRing.from_settings(...),
        clock=SystemClock(),
        allow_loopback_http=True,                    # demo mode only
    )
    app = LoginMiddleware(portal, parts)             # middleware.py; any ASGI server runs it

The client at the provider: `private_key_jwt` with the public half of `key_file` (EC P-256 signs ES256, RSA signs
PS256), PKCE S256, redirect URI and back-channel logout URI as above, post-logout redirect URI `{public_url}/`.
PAR, DPoP and `iss` are used where the provider's metadata offers them. `resource` (RFC 8707) names the hub to
providers that make JWT access tokens only for a named resource. May import `adapters.settings` and its own floor.
"""
