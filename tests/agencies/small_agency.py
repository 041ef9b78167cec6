"""A small agency on loopback: gives tokens, answers questions, publishes keys. A test says how, and sees who came."""

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from agencies.fcid_cases import Json, a_case, an_answer, as_bytes
from aiohttp import web
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key

from adapters.settings import SourceSettings

Answer = Callable[["SmallAgency"], Awaitable[web.StreamResponse]]
See = Callable[[web.Request, web.StreamResponse], Awaitable[None]]
AUDIENCE = "https://agency.invalid/token"
JSON, JOSE = "application/json", "application/jose"


async def well(agency: "SmallAgency") -> web.StreamResponse:
    """Answer that there is one fine of 100 euros."""
    return web.Response(body=as_bytes(agency.document), content_type=JSON)


async def signed(agency: "SmallAgency") -> web.StreamResponse:
    """Answer the same, under signature."""
    return web.Response(body=agency.sign(), content_type=JOSE)


async def a_token(agency: "SmallAgency") -> web.StreamResponse:
    """Give a token for five minutes."""
    return web.json_response({"access_token": agency.new_token(), "token_type": "Bearer", "expires_in": 300})


async def its_keys(agency: "SmallAgency") -> web.StreamResponse:
    """Publish the keys it signs with."""
    return web.json_response({"keys": [key.as_dict(private=False) for key in agency.published]})


@dataclass(slots=True)
class SmallAgency:
    """What it does, and what it saw."""

    client_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    key: Key = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    published: list[Key] = field(default_factory=list)
    document: Json = field(default_factory=lambda: an_answer(a_case()))
    answer: Answer = well
    token_answer: Answer = a_token
    keys_answer: Answer = its_keys
    port: int = 0
    tokens: set[str] = field(default_factory=set)
    assertions: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    questions: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    key_visits: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def new_token(self) -> str:
        token = secrets.token_urlsafe(32)
        self.tokens.add(token)
        return token

    def sign(self, *, key: Key | None = None, **header: object) -> str:
        """Sign the document; `header` overrides."""
        signer = key or self.key
        fields = {"alg": "ES256", "kid": signer.kid} | header
        kept = {name: value for name, value in fields.items() if value is not None}
        registry = jws.JWSRegistry(algorithms=["ES256", "PS256", "RS256"], strict_check_header=False)
        return jws.serialize_compact(kept, as_bytes(self.document), signer, registry=registry)

    def settings(self, folder: Path, **more: object) -> SourceSettings:
        """Give the settings that lead here."""
        key_file = folder / "client.jwk"
        key_file.write_text(json.dumps(self.client_key.as_dict(private=True)), encoding="utf-8")
        fields: dict[str, Any] = {
            "url": self.url,
            "token_url": f"{self.url}/oauth/token",
            "token_audience": AUDIENCE,
            "client_id": "hub-here",
            "key_file": key_file,
        }
        return SourceSettings(**(fields | more))

    async def give_token(self, request: web.Request) -> web.StreamResponse:
        form = parse_qs(await request.text())
        self.forms.append(form)
        assertion = jwt.decode(form["client_assertion"][0], self.client_key, algorithms=["ES256"])
        self.assertions.append({**assertion.header, **assertion.claims})
        return await self.token_answer(self)

    async def tell(self, request: web.Request) -> web.StreamResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        self.questions.append(await request.json())
        self.headers.append(dict(request.headers))
        if scheme != "Bearer" or token not in self.tokens:
            return web.Response(status=401)
        return await self.answer(self)

    async def publish(self, _request: web.Request) -> web.StreamResponse:
        self.key_visits += 1
        return await self.keys_answer(self)


@asynccontextmanager
async def small_agency(
    *see: Callable[[web.Request, web.StreamResponse], Awaitable[None]],
) -> AsyncIterator[SmallAgency]:
    """Run one; whoever wants to see each request is told of it."""
    agency = SmallAgency()
    agency.published.append(agency.key)
    app = web.Application()
    app.on_response_prepare.extend(see)
    app.router.add_post("/oauth/token", agency.give_token)
    app.router.add_post("/v1/financial-claims", agency.tell)
    app.router.add_get("/jwks", agency.publish)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    agency.port = runner.addresses[0][1]
    try:
        yield agency
    finally:
        await runner.cleanup()
