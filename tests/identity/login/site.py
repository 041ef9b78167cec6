"""A site behind the log-in, and browsers that visit it, over real HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from identity.forging import StillClock
from identity.login.hostile_provider import HostileProvider
from starlette.types import Receive, Scope, Send

SESSION, BROWSER = "hub", "hub-login"


async def portal(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell who is served, and show the headers for a call to the hub."""
    who = scope["hub.credentials"]
    content: Any = None
    if scope["path"] == "/cookies":
        content = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    elif who is not None:
        content = {
            "served": who.served.subject,
            "actor": who.actor and who.actor.subject,
            "represents": who.represents,
            "acr": who.acr,
            "logged_in_at": who.logged_in_at.isoformat(),
            "headers": who.headers("POST", "http://127.0.0.1/graphql?x=1#y"),
            "text": repr(who),
        }
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


@dataclass
class Browser:
    """Keeps cookies, and goes on by itself only where a test says so."""

    site: str
    http: httpx2.AsyncClient

    async def get(self, address: str, **more: Any) -> httpx2.Response:
        return await self.http.get(address if address.startswith("http://") else f"{self.site}{address}", **more)

    async def post(self, path: str, **more: Any) -> httpx2.Response:
        return await self.http.post(f"{self.site}{path}", **more)

    async def to_callback(self, path: str = "/login") -> str:
        """Begin a log-in; give the address to which the provider sends the browser back."""
        begun = await self.get(path)
        assert begun.status_code == 303, begun.text
        back = await self.get(begun.headers["location"])
        assert back.status_code == 302, back.text
        return str(back.headers["location"])

    async def log_in(self, path: str = "/login") -> httpx2.Response:
        """Log in; give the answer to the callback."""
        return await self.get(await self.to_callback(path))

    async def log_out(self) -> httpx2.Response:
        return await self.post("/logout", headers={"Origin": self.site})

    async def who(self) -> Mapping[str, Any] | None:
        """Ask the portal who is served."""
        answer = await self.get("/anything")
        assert answer.status_code == 200, answer.text
        found: Mapping[str, Any] | None = answer.json()
        return found

    @property
    def session_id(self) -> str | None:
        return self.http.cookies.get(SESSION)

    def take_session(self, session_id: str) -> None:
        self.http.cookies.set(SESSION, session_id, domain="127.0.0.1", path="/")


@asynccontextmanager
async def browser(site: str) -> AsyncIterator[Browser]:
    async with httpx2.AsyncClient(trust_env=False, timeout=20, follow_redirects=False) as http:
        yield Browser(site, http)


@dataclass
class Site:
    """The running site, its provider, and the clock of both."""

    url: str
    provider: HostileProvider
    clock: StillClock
    browser: Browser

    def later(self, *, seconds: int) -> None:
        """Let time pass, for the site and for its provider."""
        self.clock.at += timedelta(seconds=seconds)

    async def fault(self) -> str:
        """Log in, and give the code with which that is refused; nobody is logged in afterwards."""
        answer = await self.browser.log_in()
        assert await self.browser.who() is None
        return code_of(answer)


def code_of(answer: httpx2.Response) -> str:
    """Read the code off the page."""
    assert answer.status_code >= 400, answer.text
    assert "set-cookie" not in answer.headers
    return answer.text.partition("<code>")[2].partition("</code>")[0]


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items()}
