"""A site with a provider of its own; `fapi` one that wants everything FAPI 2.0 wants."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from identity.forging import StillClock
from identity.login.hostile_provider import CLIENT, SUBSTANTIAL, HostileProvider
from identity.login.serving import address, bound, serving
from identity.login.site import Site, browser, portal
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.keys import KeyRing
from adapters.identity.login.middleware import LoginMiddleware
from adapters.identity.login.parts import LoginParts
from adapters.settings import LoginSettings
from adapters.store.sessions import SqlSessions

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

OURS = ECKey.generate_key("P-256", {"kid": "portal-1"})


@pytest.fixture
def settings() -> dict[str, Any]:
    """What a test configures otherwise."""
    return {}


@pytest.fixture
def is_fapi() -> bool:
    return False


@pytest.fixture
def client_key() -> ECKey | RSAKey:
    return OURS


@pytest.fixture
async def site(
    engine: "AsyncEngine",
    ring: KeyRing,
    tmp_path: Path,
    settings: dict[str, Any],
    client_key: ECKey | RSAKey,
    *,
    is_fapi: bool,
) -> AsyncIterator[Site]:
    clock, theirs, ours = StillClock(), bound(), bound()

    def passing() -> float:
        return clock.at.timestamp()

    key_file = tmp_path / "portal.jwk"
    key_file.write_text(json.dumps(client_key.as_dict(private=True)))
    provider = HostileProvider(issuer=address(theirs), client_key=client_key, clock=clock, is_fapi=is_fapi)
    configured = LoginSettings(
        **{
            "issuer": provider.issuer,
            "client_id": CLIENT,
            "key_file": key_file,
            "acr_minimum": SUBSTANTIAL,
            **settings,
        }
    )
    async with (
        serving(provider.application(), theirs),
        IssuerKeys([provider.issuer], allow_loopback_http=True, monotonic_s=passing) as keys,
    ):
        parts = LoginParts(
            settings=configured,
            public_url=address(ours),
            issuer=keys,
            store=SqlSessions(engine),
            keys=ring,
            clock=clock,
            allow_loopback_http=True,
        )
        async with serving(LoginMiddleware(portal, parts), ours), browser(address(ours)) as visitor:
            yield Site(address(ours), provider, clock, visitor)
