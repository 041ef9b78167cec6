"""What stands around a log-in: an encrypted site, keys of two kinds, a store and a provider that do not answer."""

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from identity.forging import StillClock
from identity.login.conftest import OURS
from identity.login.hostile_provider import CLIENT, HostileProvider
from identity.login.serving import address, bound, serving
from identity.login.site import SESSION, Site, code_of, portal
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.keys import KeyRing
from adapters.identity.login.client_key import read_client_key
from adapters.identity.login.middleware import LoginMiddleware
from adapters.identity.login.parts import LoginParts
from adapters.settings import LoginSettings
from adapters.store.engine import open_engine
from adapters.store.sessions import SqlSessions
from hub.errors import BadInput

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.parametrize("database", ["memory"], indirect=True)

RSA = RSAKey.generate_key(2048, {"kid": "portal-rsa"})


def a_file(folder: Path, content: object) -> Path:
    path = folder / "portal.jwk"
    path.write_text(json.dumps(content))
    return path


def parts(provider: HostileProvider, engine: "AsyncEngine", keys: IssuerKeys, ring: KeyRing, **more: Any) -> LoginParts:
    settings = LoginSettings(issuer=provider.issuer, client_id=CLIENT, key_file=more.pop("key_file"))
    return LoginParts(
        settings=settings,
        issuer=keys,
        store=SqlSessions(engine),
        keys=ring,
        clock=provider.clock,
        allow_loopback_http=True,
        **more,
    )


async def test_an_encrypted_site_sets_cookies_that_no_other_site_can_plant(
    engine: "AsyncEngine", ring: KeyRing, tmp_path: Path
) -> None:
    theirs, ours = bound(), bound()
    provider = HostileProvider(address(theirs), OURS, StillClock())
    async with (
        serving(provider.application(), theirs),
        IssuerKeys([provider.issuer], allow_loopback_http=True) as keys,
        httpx2.AsyncClient(trust_env=False, timeout=20) as http,
    ):
        made = parts(
            provider,
            engine,
            keys,
            ring,
            key_file=a_file(tmp_path, OURS.as_dict(private=True)),
            public_url="https://regeling.invalid",
        )
        async with serving(LoginMiddleware(portal, made), ours):
            begun = await http.get(f"{address(ours)}/login")
            browsers = begun.headers["set-cookie"].partition(";")[0]
            back = (await http.get(begun.headers["location"])).headers["location"]
            here = back.replace("https://regeling.invalid", address(ours))
            done = await http.get(here, headers={"Cookie": browsers})
            session = done.headers["set-cookie"].partition(";")[0]
            who = await http.get(f"{address(ours)}/", headers={"Cookie": session})
            plain = await http.get(f"{address(ours)}/", headers={"Cookie": session.removeprefix("__Host-")})

    assert back.startswith("https://regeling.invalid/login/callback?")
    assert browsers.startswith("__Host-hub-login=")
    assert session.startswith("__Host-hub=")
    for answer in (begun, done):
        assert {"secure", "httponly", "path=/"} <= {
            flag.strip().lower() for flag in answer.headers["set-cookie"].split(";")
        }
    assert who.json() is not None
    assert plain.json() is None


@pytest.mark.parametrize("client_key", [RSA], ids=["PS256"])
async def test_a_client_with_an_rsa_key_signs_ps256(site: Site, client_key: RSAKey) -> None:
    assert (await site.browser.log_in()).status_code == 303


UNFIT = {
    "nothing": {},
    "a text": "geheim",
    "the public half": OURS.as_dict(private=False),
    "another curve": ECKey.generate_key("P-384").as_dict(private=True),
    "a secret": {"kty": "oct", "k": "Z2VoZWlt" * 6},
    "an unknown kind": {"kty": "X"},
}


@pytest.mark.parametrize("content", UNFIT.values(), ids=UNFIT)
def test_a_key_that_cannot_sign_is_refused_without_showing_it(tmp_path: Path, database: str, content: object) -> None:
    with pytest.raises(BadInput) as refused:
        read_client_key(a_file(tmp_path, content), allow_demo=True)

    assert refused.value.code == "config.key_file"
    assert "geheim" not in str(refused.value)


async def test_a_store_that_does_not_answer_is_told_and_nobody_is_let_in(
    site: Site, ring: KeyRing, tmp_path: Path
) -> None:
    await site.browser.log_in()
    session_id = site.browser.session_id
    away, ours = open_engine("postgresql://127.0.0.1:1/away"), bound()
    async with IssuerKeys([site.provider.issuer], allow_loopback_http=True) as keys:
        key_file = a_file(tmp_path, OURS.as_dict(private=True))
        made = parts(site.provider, away, keys, ring, key_file=key_file, public_url=address(ours))
        async with (
            serving(LoginMiddleware(portal, made), ours),
            httpx2.AsyncClient(trust_env=False, timeout=20) as http,
        ):
            inside = await http.get(f"{address(ours)}/", headers={"Cookie": f"{SESSION}={session_id}"})
            begun = await http.get(f"{address(ours)}/login")
            outside = await http.get(f"{address(ours)}/")
    await away.dispose()

    for answer in (inside, begun):
        assert (answer.status_code, code_of(answer)) == (503, "login.store_unavailable")
    assert outside.json() is None


async def test_a_provider_that_does_not_answer_is_told(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}/token"
    site.provider.change_metadata = lambda content: content.update(token_endpoint=gone)
    answer = await site.browser.log_in()

    assert (answer.status_code, code_of(answer)) == (503, "login.provider_unavailable")


@pytest.mark.parametrize("status", [500, 503])
async def test_a_provider_that_fails_is_told_apart_from_one_that_refuses(site: Site, status: int) -> None:
    site.provider.token_status = status
    failed = await site.browser.log_in()
    site.provider.token_status = 403
    refused = await site.browser.log_in()

    assert code_of(failed) == "login.provider_unavailable"
    assert code_of(refused) == "login.provider_refused"


async def test_a_session_stays_while_the_provider_cannot_renew_it(site: Site) -> None:
    site.provider.gives_refresh = True
    await site.browser.log_in()
    site.provider.token_status = 503
    site.later(seconds=285)
    kept = await site.browser.who()
    site.provider.token_status = None
    site.later(seconds=11)
    renewed = await site.browser.who()

    assert kept is not None
    assert renewed is not None
    assert kept["headers"] != renewed["headers"]
