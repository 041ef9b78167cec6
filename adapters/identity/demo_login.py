"""Logging in at the demo's issuer: one chooses whom to be, and for whom. Nobody is real, so nobody proves anything.

Apart from that it is an OpenID Provider like others: code flow with PKCE, clients that sign who they are, RFC 9207.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hub.errors import BadInput
from hub.ports import Clock

ALGORITHM: Final = "ES256"
CODE_TYPE: Final = "demo-code+jwt"
CODE_SECONDS: Final = 60
ID_TOKEN_SECONDS: Final = 300
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ACR: Final = "http://eidas.europa.eu/LoA/substantial"
PSEUDONYM: Final = "urn:nl-eid-gdi:1.0:id:pseudonym"

NO_STORE: Final = {"Cache-Control": "no-store"}

LARGEST_REQUEST: Final = 8_192
"""Largest request that is read (bytes)."""

MOST_REMEMBERED: Final = 10_000
"""Names of codes and assertions that were used; a demo sees no more within a minute."""

_PASSED_ON: Final = (
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method"),
)
"""What the page carries from the request to the choice."""

_PAGE: Final = """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main>
<h1>{title}</h1>
{body}
</main></body>
</html>
"""

_CHOICE: Final = """<p>Dit is een demo. De mensen in deze lijst bestaan niet.
<span lang="en">This is a demo. The people in this list do not exist.</span></p>
<form method="post" action="{action}">
{hidden}
<p><label for="persona">Wie bent u? <span lang="en">Who are you?</span></label><br>
<select id="persona" name="persona" required>{people}</select></p>
{represented}<p><button type="submit">Inloggen <span lang="en">(log in)</span></button></p>
</form>
"""

_FOR_WHOM: Final = """<p><label for="represented">Voor wie doet u dit?
<span lang="en">For whom do you do this?</span></label><br>
<select id="represented" name="represented"><option value="">Voor mijzelf (for myself)</option>{people}</select></p>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClient:
    """A client that may send people here. `key` is the public half of its own.

    `people` are those who can come through it: what each is called here, and what is shown of them. `is_for_citizens`:
    they are personas, who may act for each other; the others come as the demo's issuer calls roles.
    """

    client_id: str
    key: ECKey | RSAKey
    redirect_uri: str
    after_logout: str
    people: Mapping[str, str]
    is_for_citizens: bool = True


TOKEN_ERRORS: Final = frozenset({"invalid_client", "invalid_grant", "unsupported_grant_type"})
"""Errors of the token endpoint (RFC 6749 §5.2)."""


class _Refused(Exception):
    """Carries the error of RFC 6749 and nothing else."""


class DemoLogin:
    """`mint` makes the access token of a role, a persona and for whom, `sub` the name of a role and a persona."""

    def __init__(
        self,
        clients: Sequence[DemoClient],
        *,
        issuer: str,
        key: ECKey,
        clock: Clock,
        mint: Callable[[str, str | None, str | None], str],
        sub: Callable[[str, str | None], str],
    ) -> None:
        self._clients = {client.client_id: client for client in clients}
        self._issuer = issuer
        self._key = key
        self._clock = clock
        self._mint = mint
        self._sub = sub
        self._used: dict[str, None] = {}

    @property
    def metadata(self) -> Mapping[str, Any]:
        return {
            "authorization_endpoint": f"{self._issuer}/authorize",
            "end_session_endpoint": f"{self._issuer}/end-session",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "authorization_response_iss_parameter_supported": True,
        }

    async def choose(self, request: Request) -> Response:
        """Show the page on which one chooses, or say why not."""
        asked = dict(request.query_params)
        client = self._client(asked)
        if client is None:
            return self._unknown()
        if (no := self._no(client, asked)) is not None:
            return no
        hidden = "\n".join(
            f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in _PASSED_ON if name in asked
        )
        people = "".join(
            f'<option value="{escape(name)}">{escape(shown)}</option>' for name, shown in client.people.items()
        )
        choice = _CHOICE.format(
            action=escape(f"{self._issuer}/authorize"),
            hidden=hidden,
            people=people,
            represented=_FOR_WHOM.format(people=people) if client.is_for_citizens else "",
        )
        return self._page("Inloggen in de demo", choice, back=client.redirect_uri)

    async def chosen(self, request: Request) -> Response:
        """Send the browser back with a code for whom was chosen."""
        try:
            content = await body(request)
        except ValueError:
            return Response(status_code=413)
        form = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
        client = self._client(form)
        if client is None:
            return self._unknown()
        if (no := self._no(client, form)) is not None:
            return no
        persona, represented = form.get("persona", ""), form.get("represented") or None
        whom = (None, *client.people) if client.is_for_citizens else (None,)
        if persona not in client.people or represented not in whom or persona == represented:
            return self._back(client, form, {"error": "access_denied"})
        now = self._now_s()
        code = self._signed(
            CODE_TYPE,
            {
                "exp": now + CODE_SECONDS,
                "jti": secrets.token_urlsafe(16),
                "client": client.client_id,
                "persona": persona,
                "represented": represented,
                "nonce": form.get("nonce"),
                "challenge": form["code_challenge"],
            },
        )
        return self._back(client, form, {"code": code})

    def redeem(self, content: bytes) -> Mapping[str, Any]:
        """Give the tokens for a code. Raises BadInput with the error of RFC 6749 as its code."""
        try:
            form = dict(parse_qsl(content.decode("utf-8", "replace")))
            client = self._checked_client(form)
            return self._tokens(client, self._granted(client, form))
        except _Refused as refused:
            raise BadInput(str(refused), "That was no request of this client.", "Log in again.") from None

    async def goodbye(self, request: Request) -> Response:
        """Send the browser back to where the client may ask, and nowhere else. There is no session here to end."""
        asked = request.query_params
        where = asked.get("post_logout_redirect_uri", "")
        if where not in {client.after_logout for client in self._clients.values()}:
            return self._page("U bent uitgelogd", '<p lang="en">You are logged out.</p>')
        state = {"state": asked["state"]} if "state" in asked else {}
        return RedirectResponse(_with(where, state), 303, NO_STORE)

    def _client(self, asked: Mapping[str, str]) -> DemoClient | None:
        """Find who sends somebody, where it is known and wants them back at its own address."""
        client = self._clients.get(asked.get("client_id", ""))
        return client if client is not None and asked.get("redirect_uri") == client.redirect_uri else None

    def _unknown(self) -> Response:
        """Answer here what could be anybody's request."""
        told = '<p>Deze website is hier niet bekend. <span lang="en">This site is not known here.</span></p>'
        return self._page("Inloggen kan niet", told, status=400)

    def _no(self, client: DemoClient, asked: Mapping[str, str]) -> Response | None:
        """Answer a client's request that is no good, at that client."""
        if asked.get("response_type") != "code":
            return self._back(client, asked, {"error": "unsupported_response_type"})
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return self._back(client, asked, {"error": "invalid_request"})
        if "openid" not in asked.get("scope", "").split():
            return self._back(client, asked, {"error": "invalid_scope"})
        return None

    def _back(self, client: DemoClient, asked: Mapping[str, str], answer: Mapping[str, str]) -> Response:
        state = {"state": asked["state"]} if "state" in asked else {}
        return RedirectResponse(_with(client.redirect_uri, {**answer, **state, "iss": self._issuer}), 303, NO_STORE)

    def _page(self, title: str, content: str, *, back: str | None = None, status: int = 200) -> Response:
        # The form's answer leads to the client: browsers hold redirects to `form-action` too.
        client = urlsplit(back or self._issuer)
        policy = (
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {client.scheme}://{client.netloc}"
        )
        headers = {
            **NO_STORE,
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(_PAGE.format(title=escape(title), body=content), status, headers)

    def _checked_client(self, form: Mapping[str, str]) -> DemoClient:
        """See which client asks itself: by an assertion for us, signed with its key, that counts once."""
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise _Refused("invalid_client")
        for client in self._clients.values():
            claims = _asserted(form.get("client_assertion", ""), client)
            if claims is not None:
                break
        else:
            raise _Refused("invalid_client")
        if claims.get("aud") != self._issuer or not self._is_now(claims) or not self._is_first(claims):
            raise _Refused("invalid_client")
        return client

    def _granted(self, client: DemoClient, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Read what a code stands for, once."""
        if form.get("grant_type") != "authorization_code":
            raise _Refused("unsupported_grant_type")
        try:
            read = jwt.decode(form.get("code", ""), self._key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError):
            raise _Refused("invalid_grant") from None
        claims = read.claims
        if read.header.get("typ") != CODE_TYPE or form.get("redirect_uri") != client.redirect_uri:
            raise _Refused("invalid_grant")
        if claims.get("client") != client.client_id:
            raise _Refused("invalid_grant")
        challenge = _digest(form.get("code_verifier", ""), hashlib.sha256().digest_size)
        if not hmac.compare_digest(challenge, claims["challenge"]):
            raise _Refused("invalid_grant")
        if not self._is_now(claims) or not self._is_first(claims):
            raise _Refused("invalid_grant")
        return claims

    def _tokens(self, client: DemoClient, granted: Mapping[str, Any]) -> Mapping[str, Any]:
        chosen, represented = granted["persona"], granted["represented"]
        role, persona = ("citizen", chosen) if client.is_for_citizens else (chosen, None)
        access, now = self._mint(role, persona, represented), self._now_s()
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": client.client_id,
            "sub": self._sub(role, persona),
            "sub_id_type": PSEUDONYM,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + ID_TOKEN_SECONDS,
            "auth_time": now,
            "acr": ACR,
            "at_hash": _digest(access, hashlib.sha256().digest_size // 2),
        }
        if granted["nonce"] is not None:
            claims["nonce"] = granted["nonce"]
        if represented is not None:
            sub = self._sub(role, represented)
            claims["represents"] = {
                "iss": self._issuer,
                "sub": sub,
                "sub_id_type": PSEUDONYM,
                "name": represented,
            }
        return {"access_token": access, "token_type": "Bearer", "id_token": self._signed("JWT", claims)}

    def _is_now(self, claims: Mapping[str, Any]) -> bool:
        ends = claims.get("exp")
        return type(ends) is int and ends > self._now_s()

    def _is_first(self, claims: Mapping[str, Any]) -> bool:
        """Say whether this code or assertion was not used yet, as far as this worker remembers."""
        name = claims.get("jti")
        if not isinstance(name, str) or name in self._used:
            return False
        self._used[name] = None
        if len(self._used) > MOST_REMEMBERED:
            del self._used[next(iter(self._used))]
        return True

    def _signed(self, kind: str, claims: Mapping[str, Any]) -> str:
        return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": self._key.kid}, dict(claims), self._key)

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())


async def body(request: Request) -> bytes:
    """Read what was sent. Raises ValueError as soon as it is too much."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST_REQUEST:
            raise ValueError("too large a request")
    return content


def _asserted(assertion: str, client: DemoClient) -> Mapping[str, Any] | None:
    """Read what a client says of itself; None where it was another, or nobody."""
    try:
        registry = JWSRegistry(algorithms=["ES256", "PS256"])
        claims = jwt.decode(assertion, client.key, registry=registry).claims
    except (JoseError, ValueError, TypeError):
        return None
    return claims if claims.get("iss") == claims.get("sub") == client.client_id else None


def _digest(text: str, size: int) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:size]).rstrip(b"=").decode()


def _with(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(parameters)}" if parameters else address
