"""Logging out: here, at the provider, and because the provider says so; never because another site does."""

from typing import Any

import pytest
from identity.forging import NUMBER
from identity.login.hostile_provider import EVENT, HELD, STRANGERS
from identity.login.site import SESSION, Site, browser, code_of, query_of

IN_MEMORY = pytest.mark.parametrize("database", ["memory"], indirect=True)
NOW = 1_795_435_200


@IN_MEMORY
async def test_logging_out_ends_the_session_here_and_goes_on_to_the_provider(site: Site) -> None:
    await site.browser.log_in()
    session_id = site.browser.session_id
    answer = await site.browser.log_out()

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{site.provider.issuer}/bye?")
    asked = query_of(answer.headers["location"])
    assert asked["id_token_hint"] in site.provider.given
    assert (asked["post_logout_redirect_uri"], asked["client_id"]) == (f"{site.url}/", "portal")
    assert len(asked["state"]) == 43
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert 'hub=""' in answer.headers["set-cookie"]
    assert session_id is not None
    site.browser.take_session(session_id)
    assert await site.browser.who() is None


@IN_MEMORY
@pytest.mark.parametrize("before", ["", "bsn-", "BSN", "nl_"])
@pytest.mark.parametrize("after", ["", "-x"])
async def test_an_id_token_that_holds_a_number_goes_into_no_address(site: Site, before: str, after: str) -> None:
    def with_number(content: dict[str, Any]) -> None:
        content["about"] = f"{before}{NUMBER}{after}"

    site.provider.change_claims = with_number
    await site.browser.log_in()
    answer = await site.browser.log_out()

    assert "id_token_hint" not in query_of(answer.headers["location"])


@IN_MEMORY
@pytest.mark.parametrize("endpoint", [None, "http://evil.invalid/bye"])
async def test_the_session_ends_even_where_the_provider_cannot_be_told(site: Site, endpoint: str | None) -> None:
    site.provider.life_s = 3_600
    await site.browser.log_in()
    session_id = site.browser.session_id
    site.provider.change_metadata = lambda content: content.update(end_session_endpoint=endpoint)
    site.later(seconds=11 * 60)
    answer = await site.browser.log_out()

    assert session_id is not None
    site.browser.take_session(session_id)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await site.browser.who() is None


@IN_MEMORY
async def test_logging_out_without_a_session_leads_home(site: Site) -> None:
    answer = await site.browser.log_out()

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


CROSS_SITE = {
    "nothing said": {},
    "another site": {"Origin": "https://evil.invalid"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "nobody": {"Origin": "null"},
    "nobody, across sites": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a sister site": {"Sec-Fetch-Site": "same-site"},
    "the address bar": {"Sec-Fetch-Site": "none"},
}


@IN_MEMORY
@pytest.mark.parametrize("headers", CROSS_SITE.values(), ids=CROSS_SITE)
async def test_another_site_cannot_log_anybody_out(site: Site, headers: dict[str, str]) -> None:
    await site.browser.log_in()
    answer = await site.browser.post("/logout", headers=headers)

    assert (answer.status_code, code_of(answer)) == (403, "login.cross_site")
    assert await site.browser.who() is not None


@IN_MEMORY
async def test_our_origin_does_not_count_where_the_browser_saw_another_site(site: Site) -> None:
    await site.browser.log_in()
    answer = await site.browser.post("/logout", headers={"Origin": site.url, "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


@IN_MEMORY
async def test_a_page_that_hides_its_address_can_log_out(site: Site) -> None:
    await site.browser.log_in()
    answer = await site.browser.post("/logout", headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 303
    assert await site.browser.who() is None


@IN_MEMORY
@pytest.mark.parametrize("path", ["/logout", "/logout/back-channel"])
async def test_a_link_logs_nobody_out(site: Site, path: str) -> None:
    await site.browser.log_in()
    answer = await site.browser.get(path)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert await site.browser.who() is not None


async def ordered(site: Site, token: str) -> tuple[int, str]:
    answer = await site.browser.post("/logout/back-channel", data={"logout_token": token})
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["error_description"] if answer.content else ""


async def test_the_provider_ends_one_session_or_all_of_a_person(site: Site) -> None:
    async with browser(site.url) as second, browser(site.url) as other:
        await site.browser.log_in()
        site.provider.change_claims = lambda content: content.update(sid="sid-2")
        await second.log_in()
        site.provider.change_claims = lambda content: content.update(sub="somebody-else", sid="sid-3")
        await other.log_in()

        assert await ordered(site, site.provider.logout_token(sid="sid-2")) == (200, "")
        assert [await each.who() is None for each in (site.browser, second, other)] == [False, True, False]
        assert await ordered(site, site.provider.logout_token(sid=None)) == (200, "")
        assert [await each.who() is None for each in (site.browser, second, other)] == [True, True, False]


async def test_a_session_that_the_id_token_did_not_name_ends_with_its_person(site: Site) -> None:
    """A provider may name the session in the logout token alone: ending nothing would leave somebody logged in."""
    async with browser(site.url) as named, browser(site.url) as other:
        await named.log_in()
        site.provider.change_claims = lambda content: content.pop("sid")
        await site.browser.log_in()
        site.provider.change_claims = lambda content: content.update(sub="somebody-else", sid=None)
        await other.log_in()

        assert await ordered(site, site.provider.logout_token(sid="sid-unheard-of")) == (200, "")
        assert [await each.who() is None for each in (site.browser, named, other)] == [True, False, False]


FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "with a nonce": ({"nonce": "x"}, "login.logout_nonce"),
    "without events": ({"events": None}, "login.logout_events"),
    "with another event": ({"events": {"x": {}}}, "login.logout_events"),
    "with events in a list": ({"events": [EVENT]}, "login.logout_events"),
    "with an event that is no object": ({"events": {EVENT: True}}, "login.logout_events"),
    "without a name": ({"jti": None}, "login.logout_whom"),
    "about nobody": ({"sid": None, "sub": None}, "login.logout_whom"),
    "about a number": ({"sid": 5, "sub": []}, "login.logout_whom"),
    "for somebody else": ({"aud": "other"}, "login.id_token_audience"),
    "of another issuer": ({"iss": "https://other.invalid"}, "login.id_token_issuer"),
    "expired": ({"iat": NOW - 100, "exp": NOW}, "login.id_token_expired"),
    "without end": ({"exp": None}, "login.id_token_malformed"),
    "without beginning": ({"iat": None}, "login.id_token_malformed"),
    "a day old": ({"iat": NOW - 86_400}, "login.id_token_issued_at"),
    "of the future": ({"iat": NOW + 60}, "login.id_token_issued_at"),
    "of a long life": ({"exp": NOW + 301}, "login.id_token_lifetime"),
    "an ID token": ({"header": {"typ": "JWT"}}, "login.id_token_type"),
    "without a type": ({"header": {"typ": None}}, "login.id_token_type"),
    "by a stranger": ({"key": STRANGERS}, "login.id_token_signature"),
    "by an unknown key": ({"header": {"kid": "op-2"}}, "login.id_token_signature"),
    "without signature": ({"header": {"alg": "none"}}, "login.id_token_algorithm"),
}


@IN_MEMORY
async def test_a_forged_order_ends_nothing(site: Site, subtests: pytest.Subtests) -> None:
    await site.browser.log_in()
    for name, (changes, code) in FORGED.items():
        with subtests.test(name):
            assert await ordered(site, site.provider.logout_token(**changes)) == (400, code)
            assert await site.browser.who() is not None


@IN_MEMORY
async def test_the_id_token_of_the_log_in_is_no_order(site: Site) -> None:
    await site.browser.log_in()
    id_token = next(token for token in site.provider.given if token.count(".") == 2)

    assert (await ordered(site, id_token))[0] == 400
    assert await site.browser.who() is not None


async def test_an_order_counts_once(site: Site) -> None:
    order = site.provider.logout_token(key=HELD)
    await site.browser.log_in()
    first = await ordered(site, order)
    await site.browser.log_in()

    assert first == (200, "")
    assert await ordered(site, order) == (400, "login.logout_repeated")
    assert await site.browser.who() is not None


@IN_MEMORY
@pytest.mark.parametrize("body", [b"", b"logout_token=", b"logout_token=a.b.c", b"{}", b"\xff", b"a" * 100_000])
async def test_an_order_that_is_none_is_a_bad_request(site: Site, body: bytes) -> None:
    answer = await site.browser.post("/logout/back-channel", content=body)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@IN_MEMORY
async def test_the_session_cookie_is_unset_with_the_flags_it_was_set_with(site: Site) -> None:
    await site.browser.log_in()
    cookie = (await site.browser.log_out()).headers["set-cookie"].lower()

    assert cookie.startswith(f"{SESSION}=")
    for flag in ("max-age=0", "httponly", "samesite=lax", "path=/"):
        assert flag in cookie
