"""The pages before a hub that is played: what it says, and how it fails, is up to the test. No network."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.portal.application import portal
from adapters.portal.hub import Hub
from adapters.portal.site import Helpers, site
from adapters.portal.visitor import CREDENTIALS
from adapters.web.inside import Inside

ORIGIN: Final = "https://portal.test"

TOKEN: Final = "a-form-token"


@dataclass(slots=True)
class Somebody:
    """Whoever is logged in."""

    represents: bool = False
    form_token: str = TOKEN
    notes: dict[str, str] = field(default_factory=dict)

    async def keep(self, name: str, value: str | None) -> None:
        if value is None:
            self.notes.pop(name, None)
        else:
            self.notes[name] = value

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        self.notes = dict(notes)

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        proof = {} if nonce is None else {"DPoP": f"{method} {url} {nonce}"}
        return {"Authorization": "Bearer x", **proof}


@dataclass(slots=True)
class FakeHub:
    """Answers every question alike: with a status and a body, in one piece or several. Notes what it was asked."""

    status: int = 200
    pieces: Sequence[bytes] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    breaks: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        headers = dict(scope["headers"])
        self.asked.append({**json.loads(message["body"]), "headers": headers})
        told = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": told})
        for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if self.breaks:
            raise httpx2.ReadError("the line broke")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@asynccontextmanager
async def before(
    hub: ASGIApp, *, sends_parts: bool = False, who: Somebody | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    """Let somebody be before the pages; they ask this hub."""
    made = portal(
        site(
            hub=Hub.at("https://hub.test", transport=Inside(hub), sends_parts=sends_parts),
            origin=ORIGIN,
            provider=None,
            is_demo=False,
            helpers=Helpers(name="Een mens", phone="0800 1234", name_en="Somebody"),
            today=lambda: date(2026, 11, 24),
        )
    )

    async def with_somebody(scope: Scope, receive: Receive, send: Send) -> None:
        await made({**scope, CREDENTIALS: who or Somebody()}, receive, send)

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=with_somebody, raise_app_exceptions=False), base_url=ORIGIN
    ) as client:
        yield client
