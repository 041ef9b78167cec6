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


@pytest.mark.parametrize(
    "said",
    [ADDRESS, f"198.51.100.7, {ADDRESS}", f"{ADDRESS}, {PROXY}", f"{ADDRESS}:4711", f"{ADDRESS}:4711, {PROXY}:80"],
)
async def test_behind_our_proxy_the_last_address_that_is_not_ours_counts(said: str) -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", "/login", peer=PROXY, X_Forwarded_For=said) == [200, 429]
    assert await statuses(app, "/login", peer=PROXY, X_Forwarded_For=OTHER) == [200]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{ADDRESS}:4711", f"{ADDRESS}:4712"),
        ("[2001:db8::1]:4711", "[2001:db8::1]:4712"),
        ("[2001:db8::1]", "2001:db8:0::1"),
        ("2001:db8::1", "2001:db8::ffff:0:0:1"),
        (f"::ffff:{ADDRESS}", ADDRESS),
    ],
    ids=["another port", "another port of IPv6", "another spelling", "the same network", "the same in IPv6"],
)
async def test_one_client_is_one_address_however_it_is_written(first: str, second: str) -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", peer=PROXY, X_Forwarded_For=first) == [200]
    assert await statuses(app, "/login", peer=PROXY, X_Forwarded_For=second) == [429]


async def test_a_client_that_has_a_whole_network_counts_once_and_its_neighbor_for_itself() -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", peer="2001:db8:0:1::1") == [200]
    assert await statuses(app, "/login", peer="2001:db8:0:1:ffff::2") == [429]
    assert await statuses(app, "/login", peer="2001:db8:0:2::1") == [200]


async def test_a_proxy_that_says_no_address_is_taken_at_its_word() -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", "/login", peer=PROXY, X_Forwarded_For="unknown") == [200, 429]


async def test_what_somebody_else_says_of_where_they_come_from_does_not_count() -> None:
    app = paced(most=1)
    assert await statuses(app, "/login", X_Forwarded_For=OTHER) == [200]
    assert await statuses(app, "/login", X_Forwarded_For="198.51.100.9") == [429]


async def test_a_proxy_that_names_nobody_is_itself_whoever_comes() -> None:
    assert await statuses(paced(most=1), "/login", "/login", peer=PROXY) == [200, 429]
