"""The demo's own issuer, over HTTP on loopback, and what the hub makes of its tokens."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from identity import forging
from identity.forging import AUDIENCE, NOW, NUMBER, StillClock, citizens, crowd, partners, who
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.demo_issuer import DemoIssuer, read_key
from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.tokens import TokenChecker
from consent.parties import Requester, Role
from hub.errors import BadInput

KEY = ECKey.generate_key("P-256", {"kid": "demo-1"})
PEOPLE = {"mila": NUMBER, "noor": "999990044"}


def an_issuer(address: str = "http://127.0.0.1:1/demo/issuer") -> DemoIssuer:
    return DemoIssuer(issuer=address, audience=AUDIENCE, key=KEY, people=PEOPLE, clock=StillClock())


def a_checker(issuer: DemoIssuer, keys: IssuerKeys | None = None) -> TokenChecker:
    """A hub that trusts this issuer, for citizens and for organisations."""
    rows = (citizens(issuer=issuer.issuer), partners(issuer=issuer.issuer))
    checker = forging.a_checker(*rows, keys=[KEY])
    return checker if keys is None else replace(checker, keys=keys)


def parts(token: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


@pytest.fixture
async def running(unused_tcp_port: int) -> AsyncIterator[DemoIssuer]:
    """The issuer as a server."""
    issuer = an_issuer(f"http://127.0.0.1:{unused_tcp_port}")
    server = uvicorn.Server(
        uvicorn.Config(issuer.application(), port=unused_tcp_port, log_config=None, lifespan="off", ws="none")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 the server has no event to wait for
        await asyncio.sleep(0.01)
    yield issuer
    server.should_exit = True
    await task


async def sent(issuer: DemoIssuer, content: bytes, method: str = "POST", path: str = "/token") -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        return await client.request(method, f"{issuer.issuer}{path}", content=content)


# ── Minting ──


@pytest.mark.parametrize(
    ("as_", "role"),
    [
        ("agency:cjib", Role.AGENCY),
        ("staff:cjib", Role.STAFF),
        ("intermediary", Role.INTERMEDIARY),
        ("auditor", Role.AUDITOR),
    ],
)
async def test_every_role_comes_in(as_: str, role: Role) -> None:
    issuer = an_issuer()

    answer = await who(a_checker(issuer), f"Bearer {issuer.mint(as_=as_)}")

    assert isinstance(answer, Requester)
    assert answer.role is role


async def test_a_persona_comes_in_under_their_own_number() -> None:
    issuer = an_issuer()
    checker = a_checker(issuer)

    answer = await who(checker, f"Bearer {issuer.mint(as_='citizen', persona='noor')}")

    assert isinstance(answer, Requester)
    assert answer.role is Role.CITIZEN
    assert [bsn.digits for bsn in crowd(checker).asked] == [PEOPLE["noor"]]


def test_a_token_says_what_it_is_and_lasts_an_hour() -> None:
    header, claims = parts(an_issuer().mint(as_="citizen", persona="mila"))

    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": "demo-1"}
    assert (claims["iat"], claims["exp"], claims["aud"]) == (NOW, NOW + 3_600, AUDIENCE)
    assert NUMBER not in claims["sub"]


def test_every_token_is_another_one_about_the_same_subject() -> None:
    issuer = an_issuer()
    one, again, other = (parts(issuer.mint(as_="citizen", persona=name))[1] for name in ("mila", "mila", "noor"))

    assert one["sub"] == again["sub"] != other["sub"]
    assert len({one["jti"], again["jti"], other["jti"]}) == 3


def test_only_a_citizens_token_carries_a_number() -> None:
    assert "bsn" not in parts(an_issuer().mint(as_="agency:cjib"))[1]


@pytest.mark.parametrize("persona", [None, "", "nobody", "Mila", NUMBER])
def test_a_persona_that_does_not_exist_is_refused_with_those_who_do(persona: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        an_issuer().mint(as_="citizen", persona=persona)

    assert refused.value.code == "persona.unknown"
    assert refused.value.todo == "Ask for one of: mila, noor."


@pytest.mark.parametrize(
    "as_",
    [
        *("", "king", "Citizen", "citizen:x", "agency", "agency:", "staff", "staff:", "auditor:x", "agency:CJIB"),
        *("agency:a b", "agency:a:b", "agency:\ud800", "agency:a\n", f"agency:{'a' * 100}", "staff:../x"),
    ],
)
def test_a_role_that_does_not_exist_is_refused(as_: str) -> None:
    with pytest.raises(BadInput) as refused:
        an_issuer().mint(as_=as_)

    assert refused.value.code == "token.unknown_role"


# ── Over HTTP ──


async def test_its_metadata_and_keys_are_enough_for_the_hub(running: DemoIssuer) -> None:
    async with IssuerKeys([running.issuer], allow_loopback_http=True) as keys:
        answer = await who(a_checker(running, keys), f"Bearer {running.mint(as_='auditor')}")

    assert isinstance(answer, Requester)


async def test_the_keys_are_public_only(running: DemoIssuer) -> None:
    answer = (await sent(running, b"", "GET", "/jwks")).json()

    assert [key["kid"] for key in answer["keys"]] == ["demo-1"]
    assert not {"d", "p", "q", "k"} & set(answer["keys"][0])


@pytest.mark.parametrize("place", ["openid-configuration", "oauth-authorization-server"])
async def test_the_metadata_names_the_issuer_and_where_its_things_are(running: DemoIssuer, place: str) -> None:
    answer = (await sent(running, b"", "GET", f"/.well-known/{place}")).json()

    assert answer["issuer"] == running.issuer
    assert {answer["jwks_uri"], answer["token_endpoint"]} == {f"{running.issuer}/{end}" for end in ("jwks", "token")}
    assert answer["id_token_signing_alg_values_supported"] == ["ES256"]


async def test_whoever_asks_gets_a_token_that_counts(running: DemoIssuer) -> None:
    answer = await sent(running, b'{"persona": "mila"}')

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    content = answer.json()
    assert (content["token_type"], content["expires_in"]) == ("Bearer", 3_600)
    assert isinstance(await who(a_checker(running), f"Bearer {content['access_token']}"), Requester)


BAD_WISHES = {
    "nothing": b"",
    "no JSON": b"persona=mila",
    "a list": b"[]",
    "a text": b'"mila"',
    "null": b"null",
    "no UTF-8": b'{"persona":"\xff"}',
    "deep": b'{"persona":' + b"[" * 3_000,
    "a number of 5000 digits": b'{"persona":' + b"1" * 5_000 + b"}",
    "no persona": b"{}",
    "an unknown persona": b'{"persona":"nobody"}',
    "a persona that is a list": b'{"persona":["mila"]}',
    "a persona that is an object": b'{"persona":{}}',
    "an unknown role": b'{"as":"king"}',
    "a role that is a list": b'{"as":["auditor"]}',
    "a role that is null": b'{"as":null,"persona":"mila"}',
    "half a letter": b'{"as":"agency:\\ud800"}',
    "very long": b'{"persona":"mila","more":"' + b"x" * 100_000 + b'"}',
}


@pytest.mark.parametrize("wish", BAD_WISHES.values(), ids=BAD_WISHES)
async def test_a_wish_that_cannot_be_granted_is_a_bad_request(running: DemoIssuer, wish: bytes) -> None:
    answer = await sent(running, wish)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.headers["cache-control"] == "no-store"
    assert not any(number in answer.text for number in PEOPLE.values())


async def test_a_token_is_not_given_by_reading(running: DemoIssuer) -> None:
    assert (await sent(running, b"", "GET")).status_code == 405


# ── Its key ──


async def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "issuer.jwk"
    file.write_text(json.dumps(KEY.as_dict(private=True)))

    assert read_key(file).as_dict(private=True) == KEY.as_dict(private=True)


UNNAMED = ECKey.generate_key("P-256")

NO_KEYS = {
    "nothing": "",
    "no JSON": "geheim",
    "a list": "[]",
    "a text": '"geheim"',
    "a number": "5",
    "an empty object": "{}",
    "no UTF-8": "\udcff",
    "only the public half": json.dumps(KEY.as_dict(private=False)),
    "without a name": json.dumps(UNNAMED.as_dict(private=True)),
    "another curve": json.dumps(ECKey.generate_key("P-384", {"kid": "x"}).as_dict(private=True)),
    "another kind": json.dumps(RSAKey.generate_key(2048, {"kid": "x"}).as_dict(private=True)),
    "an unknown curve": '{"kty":"EC","crv":"P-1","x":"AA","y":"AA","d":"AA"}',
}


@pytest.mark.parametrize("content", NO_KEYS.values(), ids=NO_KEYS)
def test_a_file_that_holds_no_key_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "issuer.jwk"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(BadInput) as refused:
        read_key(file)

    assert refused.value.code == "demo.issuer_key"
    assert "geheim" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused_without_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_key(tmp_path / "no such folder" / "issuer.jwk")

    assert "no such folder" not in str(refused.value)
