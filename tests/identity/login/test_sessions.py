"""Sessions: their cookie, their ends, their renewal, and that nothing of them can be read in the database."""

import asyncio
import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import httpx2
import pytest
from identity.forging import NUMBER
from identity.login.site import BROWSER, SESSION, Site, browser
from kept import whole_database
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

IN_MEMORY = pytest.mark.parametrize("database", ["memory"], indirect=True)
FAPI = pytest.mark.parametrize("is_fapi", [True], ids=["fapi"])


@IN_MEMORY
async def test_the_cookies_are_for_this_site_alone_and_for_no_script(site: Site) -> None:
    begun = await site.browser.get("/login")
    done = await site.browser.log_in()

    for answer, name in ((begun, BROWSER), (done, SESSION)):
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{name}=")
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert not [flag for flag in flags if flag.startswith("domain")]
    assert "max-age=600" in begun.headers["set-cookie"].lower()
    assert "max-age" not in done.headers["set-cookie"].lower()


@IN_MEMORY
async def test_a_session_known_before_opens_nothing_after_logging_in(site: Site) -> None:
    """Fixation: what somebody planted, or knew, is dead once the browser logs in."""
    planted = "A" * 43
    site.browser.take_session(planted)
    await site.browser.log_in()
    first = site.browser.session_id
    await site.browser.log_in()
    second = site.browser.session_id

    assert len({planted, first, second}) == 3
    assert await site.browser.who() is not None
    for dead in (planted, first):
        async with browser(site.url) as thief:
            assert dead is not None
            thief.take_session(dead)
            assert await thief.who() is None


@IN_MEMORY
@pytest.mark.parametrize("guess", ["", "x", "A" * 43, "A" * 5_000, "é", "' OR 1=1 --", "\u2603"])
async def test_a_guessed_session_is_nobodys(site: Site, guess: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.get(f"{site.url}/anything", headers=[(b"Cookie", f"{SESSION}={guess}".encode())])

    assert (answer.status_code, answer.json()) == (200, None)


async def test_a_session_ends_after_fifteen_minutes_without_use(site: Site) -> None:
    site.provider.life_s = 3_600
    await site.browser.log_in()
    for _ in range(3):
        site.later(seconds=14 * 60)
        assert await site.browser.who() is not None
    site.later(seconds=15 * 60)

    assert await site.browser.who() is None


@IN_MEMORY
async def test_a_session_ends_after_eight_hours_whatever_happens(site: Site) -> None:
    site.provider.gives_refresh = True
    site.provider.life_s = 3_600
    await site.browser.log_in()
    for _ in range(8 * 60 // 10 - 1):
        site.later(seconds=10 * 60)
        assert await site.browser.who() is not None
    site.later(seconds=10 * 60)

    assert await site.browser.who() is None


async def test_what_has_ended_is_removed_as_others_come(site: Site, engine: AsyncEngine) -> None:
    await site.browser.log_in()
    await site.browser.get("/login")
    site.later(seconds=8 * 3_600)
    async with browser(site.url) as other:
        await other.log_in()
        await other.get("/login")

    async with engine.connect() as connection:
        for table in ("session", "pending_login"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 1  # noqa: S608 names of our own


@FAPI
async def test_tokens_near_their_end_are_renewed_and_stay_bound(site: Site) -> None:
    site.provider.gives_refresh = True
    await site.browser.log_in()
    site.later(seconds=269)
    early = await site.browser.who()
    site.later(seconds=2)
    renewed = await site.browser.who()

    assert early is not None
    assert renewed is not None
    first, second = (token for token in site.provider.given if token.startswith("access"))
    assert early["headers"]["Authorization"] == f"DPoP {first}"
    assert renewed["headers"]["Authorization"] == f"DPoP {second}"
    assert [form["grant_type"] for form in site.provider.redeemed] == ["authorization_code", "refresh_token"]


@pytest.mark.parametrize("passed", [290, 310])
async def test_a_refresh_token_is_used_once_however_many_ask(site: Site, passed: int) -> None:
    site.provider.gives_refresh = True
    await site.browser.log_in()
    site.later(seconds=passed)
    answers = await asyncio.gather(*(site.browser.who() for _ in range(12)))

    assert None not in answers
    assert len(site.provider.redeemed) == 2


@IN_MEMORY
@pytest.mark.parametrize("has_refresh_token", [True, False])
async def test_without_new_tokens_one_logs_in_anew(site: Site, engine: AsyncEngine, *, has_refresh_token: bool) -> None:
    site.provider.gives_refresh, site.provider.refuses_refresh = has_refresh_token, True
    await site.browser.log_in()
    site.later(seconds=300)

    assert await site.browser.who() is None
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM session"))).scalar_one() == 0


@IN_MEMORY
async def test_a_refresh_token_that_is_not_replaced_is_used_again(site: Site) -> None:
    site.provider.gives_refresh = True
    await site.browser.log_in()
    kept = next(iter(site.provider.refresh_tokens))
    site.provider.gives_refresh = False
    site.later(seconds=290)
    await site.browser.who()
    site.provider.refresh_tokens[kept] = "again"
    site.later(seconds=290)

    assert await site.browser.who() is not None
    assert [form.get("refresh_token") for form in site.provider.redeemed] == [None, kept, kept]


@FAPI
async def test_nothing_of_a_session_can_be_read_in_the_database(
    site: Site, engine: AsyncEngine, store_url: str
) -> None:
    site.provider.gives_refresh = True
    site.provider.sub = "pairwise-of-somebody-7351"

    def with_number(content: dict[str, Any]) -> None:
        content["bsn"] = NUMBER

    site.provider.change_claims = with_number
    await site.browser.get("/login?next=/geheime-pagina")
    await site.browser.log_in()
    await site.browser.post(
        "/logout/back-channel",
        data={"logout_token": site.provider.logout_token(sub="other", sid="other", jti="jti-7351")},
    )
    who = await site.browser.who()
    cookies = site.browser.http.cookies
    content = await whole_database(engine, store_url)

    assert who is not None
    assert who["served"] == "pairwise-of-somebody-7351"
    secrets = [
        *site.provider.given,
        *(site.provider.asked[0][name] for name in ("state", "nonce", "code_challenge")),
        *(form.get("code_verifier") for form in site.provider.redeemed),
        *(cookies[name] for name in (SESSION, BROWSER)),
        *(site.provider.sub, f"sid-{site.provider.sub}", NUMBER, "jti-7351", "geheime-pagina", site.provider.issuer),
    ]
    for secret in secrets:
        assert secret
        plain = secret.encode()
        for form in (plain, b64encode(plain).rstrip(b"="), urlsafe_b64encode(plain).rstrip(b"="), plain.hex().encode()):
            assert form not in content
    assert json.dumps({"kty": "EC"})[1:-1].encode() not in content


@IN_MEMORY
async def test_the_application_sees_its_own_cookies_and_none_of_ours(site: Site) -> None:
    await site.browser.log_in()
    site.browser.http.cookies.set("taal", "nl", domain="127.0.0.1", path="/")
    mixed = await site.browser.get("/cookies")
    site.browser.http.cookies.delete("taal", domain="127.0.0.1", path="/")
    alone = await site.browser.get("/cookies")

    assert (mixed.json(), alone.json()) == (["taal=nl"], [])
    assert await site.browser.who() is not None


@IN_MEMORY
async def test_the_text_of_credentials_shows_no_token_and_nobody(site: Site) -> None:
    await site.browser.log_in()
    who = await site.browser.who()

    assert who is not None
    for secret in (site.provider.given[0], site.provider.sub):
        assert secret not in who["text"]


async def test_a_session_moved_to_another_row_opens_nothing(site: Site, engine: AsyncEngine) -> None:
    """Whoever can write to the database cannot give one browser the session of another."""
    await site.browser.log_in()
    async with browser(site.url) as thief:
        await thief.log_in()
        async with engine.begin() as connection:
            rows = (await connection.execute(text("SELECT id_hash, sealed FROM session ORDER BY id_hash"))).all()
            for row, other in zip(rows, reversed(rows), strict=True):
                values = {"sealed": bytes(other.sealed), "id": bytes(row.id_hash)}
                await connection.execute(text("UPDATE session SET sealed = :sealed WHERE id_hash = :id"), values)

        assert len(rows) == 2
        assert await thief.who() is None
    assert await site.browser.who() is None
