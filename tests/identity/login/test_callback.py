"""The way back from the provider: mixed up, forged, repeated, stolen; and a provider that is not who we configured."""

import asyncio
import gzip
import logging
from collections.abc import Callable
from typing import Any

import pytest
from identity.login.hostile_provider import HostileProvider
from identity.login.site import BROWSER, Site, browser, code_of, query_of
from structlog.testing import capture_logs

pytestmark = pytest.mark.parametrize("database", ["memory"], indirect=True)

FAPI = pytest.mark.parametrize("is_fapi", [True], ids=["fapi"])


@pytest.mark.parametrize("is_fapi", [False, True])
@pytest.mark.parametrize("issuer", ["https://other.invalid", ""])
async def test_an_answer_of_another_issuer_is_refused_before_its_code_is_redeemed(site: Site, issuer: str) -> None:
    site.provider.change_callback = lambda answer: answer.update(iss=issuer)

    assert await site.fault() == "login.mixed_up"
    assert site.provider.redeemed == []


@FAPI
async def test_an_answer_without_issuer_is_refused_where_the_provider_sends_it(site: Site) -> None:
    site.provider.change_callback = lambda answer: answer.pop("iss")

    assert await site.fault() == "login.mixed_up"
    assert site.provider.redeemed == []


async def test_the_state_of_another_browser_is_refused(site: Site) -> None:
    stolen = await site.browser.to_callback()
    async with browser(site.url) as other, browser(site.url) as fresh:
        await other.to_callback()
        refused, without = await other.get(stolen), await fresh.get(stolen)

    assert (code_of(refused), code_of(without)) == ("login.state", "login.state")
    assert (await site.browser.get(stolen)).status_code == 303


async def test_a_state_counts_once(site: Site) -> None:
    callback = await site.browser.to_callback()
    answers = await asyncio.gather(*(site.browser.get(callback) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [303] + [400] * 7
    assert code_of(await site.browser.get(callback)) == "login.state"


@pytest.mark.parametrize("state", ["", "x", "x" * 43, "x" * 5_000, "%00", "é"])
async def test_a_state_that_we_did_not_make_is_refused(site: Site, state: str) -> None:
    await site.browser.to_callback()
    answer = await site.browser.get("/login/callback", params={"code": "c", "state": state})

    assert code_of(answer) in {"login.state", "login.parameters"}
    assert site.provider.redeemed == []


async def test_a_begun_log_in_lapses(site: Site) -> None:
    callback = await site.browser.to_callback()
    site.later(seconds=600)

    assert code_of(await site.browser.get(callback)) == "login.state"


async def test_a_code_of_somebody_else_is_worth_nothing(site: Site) -> None:
    """The thief's browser sends the victim's code under its own state: its verifier does not fit."""
    victims = query_of(await site.browser.to_callback())
    async with browser(site.url) as thief:
        own = query_of(await thief.to_callback())
        answer = await thief.get("/login/callback", params={**own, "code": victims["code"]})

        assert code_of(answer) == "login.provider_refused"
        assert await thief.who() is None
    assert len(site.provider.redeemed) == 1


CALLBACKS = {
    "nothing": "",
    "a code alone": "code=c",
    "two codes": "code=a&code=b&state=s",
    "two states": "code=a&state=s&state=t",
    "an error alone": "error=access_denied",
    "100 parameters": "&".join(f"p{number}=1" for number in range(100)),
    "no UTF-8": "code=%ff&state=%ff",
}


@pytest.mark.parametrize("query", CALLBACKS.values(), ids=CALLBACKS)
async def test_a_callback_that_nobody_sent_us_is_refused(site: Site, query: str) -> None:
    await site.browser.to_callback()
    answer = await site.browser.get(f"/login/callback?{query}")

    assert code_of(answer) in {"login.state", "login.parameters"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "login.denied"),
        ("server_error", "login.provider_refused"),
        ("<script>", "login.provider_refused"),
    ],
)
async def test_an_error_of_the_provider_is_told_by_our_code_alone(site: Site, error: str, code: str) -> None:
    def fail(answer: dict[str, Any]) -> None:
        answer |= {"error": error, "error_description": "<b>geheim</b>"}

    site.provider.change_callback = fail
    answer = await site.browser.log_in()

    assert code_of(answer) == code
    assert "geheim" not in answer.text
    assert "<script>" not in answer.text
    assert site.provider.redeemed == []


@pytest.mark.parametrize("more", ["code=other", "state=other", "iss=other&iss=other"])
async def test_an_answer_that_says_something_twice_is_refused(site: Site, more: str) -> None:
    """Two readers might take one of them each."""
    callback = await site.browser.to_callback()
    twice, first = await site.browser.get(f"{callback}&{more}"), len(site.provider.redeemed)
    turned = await site.browser.get(callback.replace("?", f"?{more}&"))

    assert (code_of(twice), code_of(turned), first) == ("login.parameters", "login.parameters", 0)
    assert site.provider.redeemed == []


async def test_an_answer_without_code_is_refused(site: Site) -> None:
    site.provider.change_callback = lambda answer: answer.pop("code")

    assert await site.fault() == "login.parameters"


def metadata(**changes: Any) -> Callable[[HostileProvider], None]:
    return lambda provider: setattr(provider, "change_metadata", lambda content: content.update(changes))


METADATA = {
    "another issuer's": (metadata(issuer="https://other.invalid"), "login.provider_unavailable"),
    "nobody's": (metadata(issuer=None), "login.provider_unavailable"),
    "a site without encryption": (metadata(authorization_endpoint="http://op.invalid/a"), "login.metadata"),
    "a token endpoint without encryption": (metadata(token_endpoint="http://op.invalid/t"), "login.metadata"),
    "a script": (metadata(authorization_endpoint="javascript:alert(1)"), "login.metadata"),
    "no endpoint": (metadata(authorization_endpoint=None), "login.metadata"),
    "a list as endpoint": (metadata(token_endpoint=[]), "login.metadata"),
    "a password in it": (metadata(token_endpoint="https://a:b@op.invalid/"), "login.metadata"),
    "an endless address": (metadata(authorization_endpoint="https://op.invalid/" + "a" * 2_000), "login.metadata"),
    "pushed requests, and nowhere to push": (metadata(require_pushed_authorization_requests=True), "login.metadata"),
}


@pytest.mark.parametrize(("lie", "code"), METADATA.values(), ids=METADATA)
async def test_metadata_that_cannot_be_trusted_begins_no_log_in(
    site: Site, lie: Callable[[HostileProvider], None], code: str
) -> None:
    lie(site.provider)
    answer = await site.browser.get("/login")

    assert code_of(answer) == code
    assert "location" not in answer.headers


def answered(**changes: Any) -> Callable[[HostileProvider], None]:
    return lambda provider: setattr(provider, "change_answer", lambda content: content.update(changes))


ANSWERS = {
    "no token": (answered(access_token=None), "login.token_answer"),
    "an empty token": (answered(access_token=""), "login.token_answer"),
    "a token of two lines": (answered(access_token="a\r\nX: y"), "login.token_answer"),
    "an endless token": (answered(access_token="a" * 9_000), "login.token_answer"),
    "a token of another kind": (answered(token_type="mac"), "login.token_answer"),
    "a number as kind": (answered(token_type=5), "login.token_answer"),
    "no life": (answered(expires_in=0), "login.token_answer"),
    "a text as life": (answered(expires_in="soon"), "login.token_answer"),
    "a list as refresh token": (answered(refresh_token=[]), "login.token_answer"),
    "a bound token, unasked": (answered(token_type="DPoP"), "login.token_not_bound"),
    "100 kB": (answered(more="x" * 100_000), "login.provider_unavailable"),
}


async def test_an_answer_that_is_no_token_is_refused(site: Site, subtests: pytest.Subtests) -> None:
    for name, (lie, code) in ANSWERS.items():
        site.provider.honest()
        lie(site.provider)
        with subtests.test(name):
            assert await site.fault() == code


async def test_a_compressed_answer_is_not_unpacked(site: Site) -> None:
    honest = b'{"access_token":"a","token_type":"Bearer","expires_in":60}'
    site.provider.token_content = gzip.compress(honest)
    site.provider.token_status, site.provider.token_headers = 200, {"Content-Encoding": "gzip"}

    assert await site.fault() == "login.provider_unavailable"


PUSHED = {
    "refused": ({"error": "invalid_request"}, 400),
    "refused with a success": ({}, 204),
    "nameless": ({"expires_in": 60}, 201),
    "a number": ({"request_uri": 5}, 201),
    "endless": ({"request_uri": "x" * 1_001}, 201),
    "a list": ([], 201),
}


@FAPI
async def test_a_pushed_request_that_is_not_taken_begins_no_log_in(site: Site, subtests: pytest.Subtests) -> None:
    for name, answer in PUSHED.items():
        site.provider.push_answer = answer
        with subtests.test(name):
            assert code_of(await site.browser.get("/login")) == "login.provider_refused"


@FAPI
async def test_a_token_that_is_not_bound_to_our_key_is_refused_where_the_provider_can_bind_it(site: Site) -> None:
    answered(token_type="Bearer")(site.provider)

    assert await site.fault() == "login.token_not_bound"


ELSEWHERE = (
    *("https://evil.invalid/", "//evil.invalid", "///evil.invalid", "/\\evil.invalid", "\\\\evil.invalid"),
    *("javascript:alert(1)", "evil.invalid", "", "/a\r\nSet-Cookie: x=y", "/\t/evil.invalid", "/ /evil.invalid"),
    *("/" + "a" * 600, "/é", "http:/evil.invalid", "//[", "?next=/", "/\x00"),
)


async def test_nobody_is_sent_to_another_site_after_logging_in(site: Site, subtests: pytest.Subtests) -> None:
    for asked in ELSEWHERE:
        begun = await site.browser.get("/login", params={"next": asked})
        back = await site.browser.get(begun.headers["location"])
        answer = await site.browser.get(back.headers["location"])
        with subtests.test(asked):
            assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/login", "/login/callback"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_a_log_in_is_got_and_not_sent(site: Site, path: str, method: str) -> None:
    answer = await site.browser.http.request(method, f"{site.url}{path}")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@FAPI
async def test_no_secret_of_a_log_in_reaches_a_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, with everything the libraries write: the verifier among it, which authlib's other client would log."""
    caplog.set_level(logging.DEBUG)
    site.provider.gives_refresh = True
    with capture_logs() as lines:
        callback = await site.browser.to_callback()
        cookie = site.browser.http.cookies[BROWSER]
        await site.browser.get(callback)
        await site.browser.who()
        await site.browser.get(callback)
        session_id = site.browser.session_id
    written = ours(caplog) + str(lines)

    assert "login.state" in written
    visits = [record.getMessage() for record in caplog.records if record.name == "uvicorn.access"]
    assert not [visit for visit in visits if query_of(callback)["code"] in visit and "/login/callback" in visit]
    verifier = site.provider.redeemed[0]["code_verifier"]
    for secret in (verifier, cookie, session_id, *site.provider.given):
        assert secret
        assert secret not in written


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that was logged, but for the cookies that the test's own browser is given and writes down."""
    lines = [record.getMessage() for record in caplog.records]
    return "\n".join(line for line in lines if "b'set-cookie'" not in line)
