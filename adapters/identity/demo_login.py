"""Logging in at the demo's issuer: one chooses whom to be, and for whom. Nobody is real, so nobody proves anything.

Apart from that it is an OpenID Provider like others: code flow with PKCE, a client that signs who it is, RFC 9207.
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
<p><label for="represented">Voor wie doet u dit? <span lang="en">For whom do you do this?</span></label><br>
<select id="represented" name="represented"><option value="">Voor mijzelf (for myself)</option>{people}</select></p>
<p><button type="submit">Inloggen <span lang="en">(log in)</span></button></p>
</form>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClient:
    """The one client that may send people here. `key` is the public half of its own."""

    client_id: str
    key: ECKey | RSAKey
    redirect_uri: str
    after_logout: str


TOKEN_ERRORS: Final = frozenset({"invalid_client", "invalid_grant", "unsupported_grant_type"})
"""Errors of the token endpoint (RFC 6749 §5.2)."""


class _Refused(Exception):
    """Carries the error of RFC 6749 and nothing else."""


class DemoLogin:
    """`mint` makes the access token, `sub` the name of a persona."""

    def __init__(
        self,
        client: DemoClient,
        *,
        issuer: str,
        key: ECKey,
        people: Sequence[str],
        clock: Clock,
        mint: Callable[[str, str | None], str],
        sub: Callable[[str], str],
    ) -> None:
        self._client = client
        self._issuer = issuer
        self._key = key
        self._people = people
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
        if (no := self._no(asked)) is not None:
            return no
        hidden = "\n".join(
            f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in _PASSED_ON if name in asked
        )
        people = "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in self._people)
        choice = _CHOICE.format(action=escape(f"{self._issuer}/authorize"), hidden=hidden, people=people)
        return self._page("Inloggen in de demo", choice)

    async def chosen(self, request: Request) -> Response:
        """Send the browser back with a code for whom was chosen."""
        try:
            content = await body(request)
        except ValueError:
            return Response(status_code=413)
        form = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
        if (no := self._no(form)) is not None:
            return no
        persona, represented = form.get("persona", ""), form.get("represented") or None
        if persona not in self._people or represented not in (None, *self._people) or persona == represented:
            return self._back(form, {"error": "access_denied"})
        now = self._now_s()
        code = self._signed(
            CODE_TYPE,
            {
                "exp": now + CODE_SECONDS,
                "jti": secrets.token_urlsafe(16),
                "persona": persona,
                "represented": represented,
                "nonce": form.get("nonce"),
                "challenge": form["code_challenge"],
            },
        )
        return self._back(form, {"code": code})

    def redeem(self, content: bytes) -> Mapping[str, Any]:
        """Give the tokens for a code. Raises BadInput with the error of RFC 6749 as its code."""
        try:
            form = dict(parse_qsl(content.decode("utf-8", "replace")))
            self._check_client(form)
            return self._tokens(self._granted(form))
        except _Refused as refused:
            raise BadInput(str(refused), "That was no request of this client.", "Log in again.") from None

    async def goodbye(self, request: Request) -> Response:
        """Send the browser back to where the client may ask, and nowhere else. There is no session here to end."""
        asked = request.query_params
        if asked.get("post_logout_redirect_uri") != self._client.after_logout:
            return self._page("U bent uitgelogd", '<p lang="en">You are logged out.</p>')
        state = {"state": asked["state"]} if "state" in asked else {}
        return RedirectResponse(_with(self._client.after_logout, state), 303, NO_STORE)

    def _no(self, asked: Mapping[str, str]) -> Response | None:
        """Answer a request that is no good: here where it could be anybody's, otherwise at the client."""
        client = self._client
        if asked.get("client_id") != client.client_id or asked.get("redirect_uri") != client.redirect_uri:
            told = '<p>Deze website is hier niet bekend. <span lang="en">This site is not known here.</span></p>'
            return self._page("Inloggen kan niet", told, status=400)
        if asked.get("response_type") != "code":
            return self._back(asked, {"error": "unsupported_response_type"})
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return self._back(asked, {"error": "invalid_request"})
        if "openid" not in asked.get("scope", "").split():
            return self._back(asked, {"error": "invalid_scope"})
        return None

    def _back(self, asked: Mapping[str, str], answer: Mapping[str, str]) -> Response:
        state = {"state": asked["state"]} if "state" in asked else {}
        return RedirectResponse(
            _with(self._client.redirect_uri, {**answer, **state, "iss": self._issuer}), 303, NO_STORE
        )

    def _page(self, title: str, content: str, *, status: int = 200) -> Response:
        # The form's answer leads to the client: browsers hold redirects to `form-action` too.
        back = urlsplit(self._client.redirect_uri)
        policy = (
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {back.scheme}://{back.netloc}"
        )
        headers = {
            **NO_STORE,
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(_PAGE.format(title=escape(title), body=content), status, headers)

    def _check_client(self, form: Mapping[str, str]) -> None:
        """See that the client itself asks: by an assertion for us, signed with its key, that counts once."""
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise _Refused("invalid_client")
        try:
            registry = JWSRegistry(algorithms=["ES256", "PS256"])
            claims = jwt.decode(form.get("client_assertion", ""), self._client.key, registry=registry).claims
        except (JoseError, ValueError, TypeError):
            raise _Refused("invalid_client") from None
        is_ours = claims.get("aud") == self._issuer
        is_theirs = claims.get("iss") == claims.get("sub") == self._client.client_id
        if not is_ours or not is_theirs or not self._is_now(claims) or not self._is_first(claims):
            raise _Refused("invalid_client")

    def _granted(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Read what a code stands for, once."""
        if form.get("grant_type") != "authorization_code":
            raise _Refused("unsupported_grant_type")
        try:
            read = jwt.decode(form.get("code", ""), self._key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError):
            raise _Refused("invalid_grant") from None
        claims = read.claims
        if read.header.get("typ") != CODE_TYPE or form.get("redirect_uri") != self._client.redirect_uri:
            raise _Refused("invalid_grant")
        challenge = _digest(form.get("code_verifier", ""), hashlib.sha256().digest_size)
        if not hmac.compare_digest(challenge, claims["challenge"]):
            raise _Refused("invalid_grant")
        if not self._is_now(claims) or not self._is_first(claims):
            raise _Refused("invalid_grant")
        return claims

    def _tokens(self, granted: Mapping[str, Any]) -> Mapping[str, Any]:
        persona, represented = granted["persona"], granted["represented"]
        access, now = self._mint(persona, represented), self._now_s()
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._client.client_id,
            "sub": self._sub(persona),
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
            whom = {"iss": self._issuer, "sub": self._sub(represented), "sub_id_type": PSEUDONYM, "name": represented}
            claims["represents"] = whom
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


def _digest(text: str, size: int) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:size]).rstrip(b"=").decode()


def _with(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(parameters)}" if parameters else address
