from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import time  # noqa: TID251 assertions carry the real time, as a client's do
from urllib.parse import urlencode

import pytest
from agencies.simulator.caller import Caller
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from adapters.agencies.simulator import server, tokens
from adapters.agencies.simulator.server import Order, Stall
from adapters.agencies.simulator.toml_table import StoryFault

Forge = Callable[[Caller, Stall], str]


def _with_hmac(caller: Caller, stall: Stall) -> str:
    """The published key taken for a shared secret: the classic confusion."""
    secret = OctKey.import_key(str(caller.key.as_dict(private=False)["x"]).encode() * 2)
    return jwt.encode({"alg": "HS256"}, caller.claims(stall), secret)


def _unsigned(caller: Caller, stall: Stall) -> str:
    signed = caller.assertion(stall)
    payload = signed.split(".")[1]
    return f"eyJhbGciOiJub25lIn0.{payload}."


BAD: Mapping[str, Forge] = {
    "signed by somebody else": lambda c, s: jwt.encode({"alg": "ES256"}, c.claims(s), ECKey.generate_key("P-256")),
    "not signed": _unsigned,
    "signed with a shared secret": _with_hmac,
    "algorithm outside the profile": lambda c, s: jwt.encode(
        {"alg": "RS256"}, c.claims(s), c.rsa_key, algorithms=["RS256"]
    ),
    "unknown client": lambda c, s: c.assertion(s, iss="other", sub="other"),
    "subject is not the client": lambda c, s: c.assertion(s, sub="other"),
    "no issuer": lambda c, s: c.assertion(s, iss=None),
    "another audience": lambda c, s: c.assertion(s, aud="http://127.0.0.1:1/oauth/token"),
    "two audiences": lambda c, s: c.assertion(s, aud=[s.token_url, "http://127.0.0.1:1/oauth/token"]),
    "no audience": lambda c, s: c.assertion(s, aud=None),
    "expired": lambda c, s: c.assertion(s, exp=int(time()) - 1),
    "lives too long": lambda c, s: c.assertion(s, exp=int(time()) + 600),
    "no end": lambda c, s: c.assertion(s, exp=None),
    "end is text": lambda c, s: c.assertion(s, exp="soon"),
    "no begin": lambda c, s: c.assertion(s, iat=None),
    "from the future": lambda c, s: c.assertion(s, iat=int(time()) + 120),
    "no id": lambda c, s: c.assertion(s, jti=None),
    "short id": lambda c, s: c.assertion(s, jti="short"),
    "no token at all": lambda _c, _s: "nonsense",
}


@pytest.mark.parametrize("forge", BAD.values(), ids=BAD)
def test_a_bad_assertion_is_an_invalid_client(caller: Caller, stalls: Mapping[str, Stall], forge: Forge) -> None:
    stall = stalls["cjib"]

    answer = caller.present(stall, forge(caller, stall))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["cache-control"] == "no-store"


def test_a_good_assertion_gets_a_token_for_five_minutes(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    answer = caller.present(stalls["duo"], caller.assertion(stalls["duo"]))

    granted = answer.json()
    assert answer.status_code == 200
    assert granted.pop("access_token")
    assert granted == {"token_type": "Bearer", "expires_in": 300, "scope": "financial-claims:read"}


def test_ps256_and_a_list_of_one_audience_are_good_too(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    stall = stalls["cak"]
    claims = caller.claims(stall, aud=[stall.token_url])

    answer = caller.present(stall, jwt.encode({"alg": "PS256"}, claims, caller.rsa_key, algorithms=["PS256"]))

    assert answer.status_code == 200


def test_an_assertion_is_used_once(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    assertion = caller.assertion(stalls["cjib"])

    answers = [caller.present(stalls["cjib"], assertion).status_code for _ in range(2)]

    assert answers == [200, 401]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="other grant"),
        pytest.param({"client_assertion_type": "other"}, "invalid_request", id="other assertion type"),
        pytest.param({"client_assertion": ""}, "invalid_request", id="no assertion"),
        pytest.param({"scope": "everything"}, "invalid_scope", id="other scope"),
    ],
)
def test_a_wrong_form_is_refused_in_the_words_of_oauth(
    caller: Caller, stalls: Mapping[str, Stall], changes: dict[str, str], error: str
) -> None:
    stall = stalls["cjib"]

    answer = caller.http.post(stall.token_url, data=caller.form(caller.assertion(stall), **changes))

    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("body", [b"", b"%%%", b"grant_type=a&grant_type=b", b"x=1&" * 40, b"\xff"])
def test_a_form_that_cannot_be_read_is_refused(caller: Caller, stalls: Mapping[str, Stall], body: bytes) -> None:
    answer = caller.http.post(stalls["cjib"].token_url, content=body)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_form_without_end_is_refused(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    assert caller.http.post(stalls["cjib"].token_url, content=b"x" * 20_000).status_code == 413


def test_a_client_that_gives_another_name_beside_its_assertion_is_refused(
    caller: Caller, stalls: Mapping[str, Stall]
) -> None:
    form = caller.form(caller.assertion(stalls["cjib"]), client_id="other")

    assert caller.http.post(stalls["cjib"].token_url, data=form).status_code == 401


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x.y.z", "Basic aHViOmh1Yg=="])
def test_without_a_token_of_this_agency_nothing_is_said(
    caller: Caller, stalls: Mapping[str, Stall], header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = caller.http.post(f"{stalls['cjib'].url}/v1/financial-claims", json={}, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_opens_one_agency_only(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    elsewhere = {"Authorization": f"Bearer {caller.token(stalls['duo'])}"}

    answer = caller.http.post(f"{stalls['cjib'].url}/v1/financial-claims", json={}, headers=elsewhere)

    assert answer.status_code == 401


def test_a_token_ends_after_five_minutes(caller: Caller) -> None:
    clock = [datetime.now(UTC)]  # noqa: TID251 the assertion below carries the real time
    key = caller.key.as_dict(private=False)
    order = Order(code="cak", clients={"hub": key})

    with server.running(order, clock=lambda: clock[0]) as stall:
        fresh = caller.ask(stall, "999990019").status_code
        clock[0] += timedelta(seconds=300)
        stale = caller.ask(stall, "999990019").status_code

    assert (fresh, stale) == (200, 401)


def test_an_assertion_may_be_used_again_once_nobody_could_confuse_it(caller: Caller) -> None:
    desk = tokens.TokenDesk(
        base_url="http://127.0.0.1:1",
        audience="http://127.0.0.1:1/oauth/token",
        clients=tokens.clients({"clients": {"hub": caller.key.as_dict(private=False)}}),
        clock=lambda: datetime.now(UTC),  # noqa: TID251 the assertion below carries the real time
    )
    desk._used["a-forgotten-id-of-long-ago"] = 1
    stall = Stall(code="cak", name="CAK", url="http://127.0.0.1:1", pid=1)

    desk.grant(urlencode(caller.form(caller.assertion(stall))).encode())

    assert "a-forgotten-id-of-long-ago" not in desk._used
    assert len(desk._used) == 1


def test_a_private_key_among_the_clients_is_refused(caller: Caller) -> None:
    with pytest.raises(StoryFault, match="private key"):
        tokens.clients({"clients": {"hub": caller.key.as_dict(private=True)}})


@pytest.mark.parametrize("content", [None, [], {}, {"clients": []}, {"clients": {"hub": "key"}}])
def test_a_clients_file_of_another_shape_is_refused(content: object) -> None:
    with pytest.raises(StoryFault):
        tokens.clients(content)
