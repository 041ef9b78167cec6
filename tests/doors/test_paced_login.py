"""How often one address may begin to log in."""

from ipaddress import ip_network

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from adapters.identity.proxies import TrustedProxies
from adapters.web.paced import PacedLogin

PROXY, ADDRESS, OTHER = "10.0.0.5", "192.0.2.1", "192.0.2.2"


class Moved:
    at = 0

    def __call__(self) -> int:
        return self.at


async def _served(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("served")


def paced(most: int = 2, clock: Moved | None = None) -> PacedLogin:
    app = Starlette(routes=[Route("/login", _served), Route("/login/callback", _served), Route("/", _served)])
    proxies = TrustedProxies([ip_network(f"{PROXY}/32")])
    return PacedLogin(app, most=most, is_proxy=proxies.include, monotonic_s=clock or Moved())


async def statuses(app: PacedLogin, *paths: str, peer: str = ADDRESS, **headers: str) -> list[int]:
    transport = httpx2.ASGITransport(app, client=(peer, 1))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx2.AsyncClient(transport=transport, base_url="http://hub.invalid") as http:
        return [(await http.get(path, headers=named)).status_code for path in paths]


async def test_an_address_that_begins_too_often_waits_and_nobody_else_does() -> None:
    clock = Moved()
    app = paced(clock=clock)
    assert await statuses(app, "/login", "/login/callback", "/login") == [200, 200, 429]
    assert await statuses(app, "/") == [200]
    assert await statuses(app, "/login", peer=OTHER) == [200]
    clock.at = 60
    assert await statuses(app, "/login") == [200]


@pytest.mark.parametrize("said", [ADDRESS, f"198.51.100.7, {ADDRESS}", f"{ADDRESS}, {PROXY}"])
async def test_behind_our_proxy_the_last_address_that_is_not_ours_counts(said: str) -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", "/login", peer=PROXY, X_Forwarded_For=said) == [200, 429]
    assert await statuses(app, "/login", peer=PROXY, X_Forwarded_For=OTHER) == [200]


async def test_what_somebody_else_says_of_where_they_come_from_does_not_count() -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", X_Forwarded_For=OTHER) == [200]
    assert await statuses(app, "/login", X_Forwarded_For="198.51.100.9") == [429]


async def test_a_proxy_that_names_nobody_is_itself_whoever_comes() -> None:
    assert await statuses(paced(most=1), "/login", "/login", peer=PROXY) == [200, 429]
