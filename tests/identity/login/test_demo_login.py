"""The demo as it runs: the configuration that `hub demo` writes, its own issuer, and the log-in around a site."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from identity.login.serving import address, bound, serving
from identity.login.site import Browser, browser, code_of, portal, query_of
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.routing import Mount
from typer.testing import CliRunner

from adapters import bootstrap, portal_parts
from adapters import settings as configuration
from adapters.agencies import personas
from adapters.cli.demo_folder import WORKERS, DemoFolder, demo_portal
from adapters.cli.main import app
from adapters.settings import DEMO_ISSUER, Settings
from adapters.settings_portal import Audience
from adapters.system import SystemClock
from hub.errors import BadInput

AGENCY = {
    "code": "duo",
    "oin": "00000099000000001000",
    "signs_answers": False,
    "url": "http://127.0.0.1:9",
    "token_url": "http://127.0.0.1:9/t",
    "jwks_url": "-",
}
"""One agency that is not running: without any, the hub does not start."""


ADDRESSES = pytest.mark.leaks("the browser of these tests writes down whole addresses, the demo's codes in them")


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[AGENCY])
    return made


@pytest.fixture
async def demo(folder: DemoFolder) -> AsyncIterator[Browser]:
    """A browser before a running demo."""
    sock = bound()
    folder.configure(public_url=address(sock), agencies=[])
    settings = configuration.load(folder.config)
    issuer = bootstrap.demo_issuer(settings).application()
    site = portal_parts.with_login(Starlette(routes=[Mount(DEMO_ISSUER, issuer), Mount("/", portal)]), settings)
    async with serving(site, sock, lifespan="on"), browser(address(sock)) as visitor:
        yield visitor


async def choose(demo: Browser, **chosen: str) -> httpx2.Response:
    """Go to the page on which one chooses, and choose."""
    begun = await demo.get("/login?next=/mijn")
    page = await demo.get(begun.headers["location"])
    assert page.status_code == 200
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    return await demo.post(f"{DEMO_ISSUER}/authorize", data={**hidden, **chosen})


@ADDRESSES
async def test_a_persona_logs_in_and_out(demo: Browser) -> None:
    back = await choose(demo, persona="noor", represented="")
    answer = await demo.get(back.headers["location"])
    who = await demo.who()
    bye = await demo.log_out()
    home = await demo.get(bye.headers["location"])

    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn")
    assert who is not None
    assert (who["actor"], who["acr"]) == (None, "http://eidas.europa.eu/LoA/substantial")
    assert who["headers"]["Authorization"].startswith("Bearer ")
    assert home.status_code == 303
    assert home.headers["location"].startswith(f"{demo.site}/?state=")
    assert await demo.who() is None


@ADDRESSES
async def test_somebody_acts_for_somebody_else(demo: Browser, folder: DemoFolder) -> None:
    back = await choose(demo, persona="noor", represented="yusuf")
    await demo.get(back.headers["location"])
    who = await demo.who()

    assert who is not None
    assert who["represents"] is True
    claims = claims_of(who["headers"]["Authorization"].removeprefix("Bearer "), folder)
    numbers = personas.numbers()
    assert (claims["bsn"], claims["represents"]["bsn"]) == (numbers["noor"], numbers["yusuf"])
    assert (claims["sub"], claims["represents"]["sub"]) == (who["actor"], who["served"])


def with_workers(folder: DemoFolder, site: str, *, sent_from: str) -> Settings:
    """Give the demo's configuration of a hub at this site, where people come from that client."""
    folder.configure(public_url=site, agencies=[])
    more = "".join(demo_portal(folder, audience, site) for audience in WORKERS)
    folder.config.write_text(folder.config.read_text(encoding="utf-8") + more, encoding="utf-8")
    settings = configuration.load(folder.config)
    assert settings.login is not None
    assert settings.portal is not None
    audience: Audience = "staff" if sent_from == "staff-portal" else "intermediary"
    login = settings.login.model_copy(update={"client_id": sent_from, "key_file": folder.worker_key(audience)})
    return settings.model_copy(
        update={"login": login, "portal": settings.portal.model_copy(update={"audience": audience})}
    )


@asynccontextmanager
async def workers_demo(folder: DemoFolder, *, sent_from: str) -> AsyncIterator[Browser]:
    """A browser before a portal for workers."""
    sock = bound()
    theirs = with_workers(folder, address(sock), sent_from=sent_from)
    issuer = bootstrap.demo_issuer(configuration.load(folder.config)).application()
    site = portal_parts.with_login(Starlette(routes=[Mount(DEMO_ISSUER, issuer), Mount("/", portal)]), theirs)
    async with serving(site, sock, lifespan="on"), browser(address(sock)) as visitor:
        yield visitor


@ADDRESSES
@pytest.mark.parametrize(
    ("sent_from", "chosen", "client"),
    [("staff-portal", "staff:cjib", "staff-cjib"), ("intermediary-portal", "intermediary", "intermediary")],
)
async def test_a_worker_logs_in_for_their_organization_and_for_nobody_else(
    folder: DemoFolder, sent_from: str, chosen: str, client: str
) -> None:
    async with workers_demo(folder, sent_from=sent_from) as demo:
        page = await demo.get((await demo.get("/login")).headers["location"])
        back = await choose(demo, persona=chosen)
        answer = await demo.get(back.headers["location"])
        cookies = set(demo.http.cookies)
        who = await demo.who()

    assert "represented" not in page.text
    assert "noor" not in page.text
    assert answer.headers["location"] == "/mijn"
    assert "hub" not in cookies  # two portals of one machine do not log each other out
    assert who is not None
    claims = claims_of(who["headers"]["Authorization"].removeprefix("Bearer "), folder)
    assert (claims["client_id"], claims["sub"], who["represents"]) == (client, who["served"], False)
    assert "bsn" not in claims


@ADDRESSES
@pytest.mark.parametrize("chosen", [{"persona": "noor"}, {"persona": "staff:cjib", "represented": "staff:duo"}])
async def test_a_citizen_is_no_worker_and_a_worker_nobody_else(folder: DemoFolder, chosen: dict[str, str]) -> None:
    async with workers_demo(folder, sent_from="staff-portal") as demo:
        back = await choose(demo, **chosen)
        assert code_of(await demo.get(back.headers["location"])) == "login.denied"


async def test_a_code_of_one_client_is_no_good_for_another(demo: Browser, folder: DemoFolder) -> None:
    config = folder.config.read_text(encoding="utf-8")
    folder.config.write_text(config + demo_portal(folder, "staff", demo.site), encoding="utf-8")
    login = bootstrap.demo_issuer(configuration.load(folder.config))._login()
    assert login is not None
    form = a_form(demo, folder, await a_code(demo, "v" * 43), "v" * 43)
    key = ECKey.import_key(json.loads(folder.worker_key("staff").read_text(encoding="utf-8")))
    claims = jwt.decode(form["client_assertion"], ECKey.import_key(json.loads(folder.portal_key.read_text()))).claims
    theirs = jwt.encode(
        {"alg": "ES256"}, {**claims, "iss": "staff-portal", "sub": "staff-portal", "jti": "theirs"}, key
    )

    with pytest.raises(BadInput) as refused:
        login.redeem(urlencode({**form, "client_assertion": theirs}).encode())
    assert refused.value.code == "invalid_grant"
    assert login.redeem(urlencode(form).encode())["token_type"] == "Bearer"


def claims_of(token: str, folder: DemoFolder) -> dict[str, Any]:
    key = bootstrap.demo_issuer(configuration.load(folder.config)).key
    return dict(jwt.decode(token, key).claims)


async def test_the_page_needs_no_script_and_lets_none_in(demo: Browser) -> None:
    begun = await demo.get("/login")
    page = await demo.get(begun.headers["location"])

    assert page.headers["content-security-policy"].startswith("default-src 'none'; base-uri 'none'")
    assert "script" not in page.text
    assert '<html lang="nl">' in page.text
    for name in ("persona", "represented"):
        assert f'<label for="{name}">' in page.text
        assert f'<select id="{name}"' in page.text


async def test_what_a_request_says_is_shown_as_text(demo: Browser) -> None:
    begun = await demo.get("/login")
    asked = {**query_of(begun.headers["location"]), "state": '"><script>alert(1)</script>'}
    page = await demo.get(f"{DEMO_ISSUER}/authorize?{urlencode(asked)}")

    assert page.status_code == 200
    assert "<script>" not in page.text


async def test_nobody_is_sent_to_a_site_that_is_not_known(demo: Browser) -> None:
    begun = await demo.get("/login")
    asked = {**query_of(begun.headers["location"]), "redirect_uri": "https://evil.invalid/"}
    page = await demo.get(f"{DEMO_ISSUER}/authorize?{urlencode(asked)}")
    bye = await demo.get(f"{DEMO_ISSUER}/end-session?post_logout_redirect_uri=https://evil.invalid/")

    assert (page.status_code, bye.status_code) == (400, 200)
    assert "location" not in {**page.headers, **bye.headers}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
async def test_a_request_that_is_not_the_code_flow_goes_back(demo: Browser, change: dict[str, str], error: str) -> None:
    begun = await demo.get("/login")
    asked = {**query_of(begun.headers["location"]), **change}
    answer = await demo.get(f"{DEMO_ISSUER}/authorize?{urlencode(asked)}")

    assert query_of(answer.headers["location"])["error"] == error
    assert query_of(answer.headers["location"])["iss"] == f"{demo.site}{DEMO_ISSUER}"


@pytest.mark.parametrize("chosen", [{"persona": "nobody"}, {}, {"persona": "noor", "represented": "noor"}])
async def test_nobody_becomes_somebody_who_is_not_there(demo: Browser, chosen: dict[str, str]) -> None:
    back = await choose(demo, **chosen)

    assert code_of(await demo.get(back.headers["location"])) == "login.denied"


def a_form(demo: Browser, folder: DemoFolder, code: str, verifier: str) -> dict[str, str]:
    """What the portal sends to redeem a code, with an assertion made for the occasion."""
    key = ECKey.import_key(json.loads(folder.portal_key.read_text(encoding="utf-8")))
    claims = {
        "iss": "portal",
        "sub": "portal",
        "aud": f"{demo.site}{DEMO_ISSUER}",
        "exp": int(SystemClock().now().timestamp()) + 60,
        "jti": token_urlsafe(),
    }
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{demo.site}/login/callback",
        "code_verifier": verifier,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "ES256"}, claims, key),
    }


async def a_code(demo: Browser, verifier: str) -> str:
    asked = query_of((await demo.get("/login")).headers["location"])
    asked["code_challenge"] = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    back = await demo.post(f"{DEMO_ISSUER}/authorize", data={**asked, "persona": "noor"})
    return query_of(back.headers["location"])["code"]


async def test_a_code_counts_once(demo: Browser, folder: DemoFolder) -> None:
    code = await a_code(demo, "v" * 43)
    answers = [await demo.post(f"{DEMO_ISSUER}/token", data=a_form(demo, folder, code, "v" * 43)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code": "a.b.c"}, "invalid_grant"),
        ({"redirect_uri": "https://evil.invalid/"}, "invalid_grant"),
        ({"client_assertion": "a.b.c"}, "invalid_client"),
        ({"client_assertion_type": "secret"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_a_code_is_for_the_client_with_its_verifier(
    demo: Browser, folder: DemoFolder, change: dict[str, str], error: str
) -> None:
    form = a_form(demo, folder, await a_code(demo, "v" * 43), "v" * 43)
    refused = await demo.post(f"{DEMO_ISSUER}/token", data={**form, **change})

    assert (refused.status_code, refused.json()["error"]) == (400, error)


async def test_an_assertion_counts_once(demo: Browser, folder: DemoFolder) -> None:
    form = a_form(demo, folder, await a_code(demo, "v" * 43), "v" * 43)
    await demo.post(f"{DEMO_ISSUER}/token", data=form)
    again = {**form, "code": await a_code(demo, "v" * 43)}

    assert (await demo.post(f"{DEMO_ISSUER}/token", data=again)).json()["error"] == "invalid_client"


def test_a_token_for_somebody_else_is_printed(folder: DemoFolder) -> None:
    ran = CliRunner().invoke(
        app, ["token", "--persona", "noor", "--for", "yusuf", "--config", str(folder.config), "--json"]
    )
    claims = claims_of(json.loads(ran.stdout)["access_token"], folder)

    assert ran.exit_code == 0
    assert claims["represents"]["bsn"] == personas.numbers()["yusuf"]
    assert claims["bsn"] == personas.numbers()["noor"]


@pytest.mark.parametrize(
    "named", [("noor", "noor", "citizen"), ("noor", "nobody", "citizen"), (None, "noor", "auditor")]
)
def test_a_token_for_nobody_else_is_refused(folder: DemoFolder, named: tuple[str, str, str]) -> None:
    persona, represented, as_ = named

    with pytest.raises(BadInput):
        bootstrap.demo_issuer(configuration.load(folder.config)).mint(as_=as_, persona=persona, represented=represented)


# ── Production ──


def in_production(folder: DemoFolder, **login: str) -> Settings:
    text = folder.config.read_text(encoding="utf-8").replace('mode = "demo"', 'mode = "production"')
    for name, value in login.items():
        text = re.sub(rf'(?m)^{name} = ".*/demo/issuer"$|^{name} = "http://127.0.0.1:8"$', f'{name} = "{value}"', text)
    folder.config.write_text(text, encoding="utf-8")
    return configuration.load(folder.config)


def test_production_refuses_the_demo_issuer_and_a_site_without_encryption(folder: DemoFolder) -> None:
    faults = bootstrap.all_faults(in_production(folder))

    for fault in (
        "login.issuer: not https",
        "login.issuer: the demo issuer in production",
        "public_url: people log in there, and it is not https",
    ):
        assert fault in faults


def test_production_has_no_demo_issuer_however_it_is_configured(folder: DemoFolder) -> None:
    with pytest.raises(BadInput) as refused:
        bootstrap.demo_issuer(in_production(folder))

    assert refused.value.code == "demo.no_issuer"


def test_production_refuses_a_demo_key_of_the_client(folder: DemoFolder) -> None:
    with pytest.raises(BadInput) as refused:
        portal_parts.with_login(portal, in_production(folder))

    assert (refused.value.code, "demo key" in refused.value.happened) == ("config.key_file", True)


def test_without_a_configured_provider_there_is_no_log_in(folder: DemoFolder) -> None:
    settings = configuration.load(folder.config).model_copy(update={"login": None})

    with pytest.raises(BadInput) as refused:
        portal_parts.with_login(portal, settings)

    assert refused.value.code == "config.no_login"
