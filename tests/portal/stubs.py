"""The portal by itself, before a hub that says what a test wants, for a visitor who is simply there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.portal.application import portal
from adapters.portal.hub import Hub
from adapters.portal.site import Helpers, site
from adapters.portal.visitor import CREDENTIALS

ORIGIN = "https://portal.example"
TOKEN = "a-token-that-nobody-sees"


@dataclass(slots=True)
class Somebody:
    """A visitor who is logged in."""

    represents: bool = False
    whom: str | None = None
    form_token: str = "of-this-form"
    notes: dict[str, str] = field(default_factory=dict)

    async def keep(self, name: str, value: str | None) -> None:
        if value is None:
            self.notes.pop(name, None)
        else:
            self.notes[name] = value

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        self.notes = dict(notes)

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        del method, url, nonce
        return {"Authorization": f"Bearer {TOKEN}"}


def before(answer: Mapping[str, Any], who: Somebody | None, **named: Any) -> ASGIApp:
    """Give the portal before a hub that always says the same. `named` is whatever else a site is made with."""

    async def says(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await JSONResponse(answer)(scope, receive, send)

    given: dict[str, Any] = {
        "origin": ORIGIN,
        "provider": None,
        "is_demo": True,
        "helpers": Helpers(name="Een mens", phone="0800 0000"),
        "today": lambda: date(2026, 11, 24),
        **named,
    }
    pages = portal(site(hub=Hub.at(ORIGIN, transport=httpx2.ASGITransport(app=says)), **given))

    async def with_visitor(scope: Scope, receive: Receive, send: Send) -> None:
        await pages({**scope, CREDENTIALS: who}, receive, send)

    return with_visitor


def speaking_to(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ORIGIN)
