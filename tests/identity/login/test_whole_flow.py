"""Logging in from the first click to the call to the hub, on every database."""

import pytest
from identity.login.site import Site, query_of
from joserfc import jwt
from joserfc.jwk import ECKey

FAPI = pytest.mark.parametrize("is_fapi", [True], ids=["fapi"])


async def test_somebody_logs_in_and_is_served(site: Site) -> None:
    before = await site.browser.who()
    answer = await site.browser.log_in("/login?next=/mijn/schulden?jaar=2026")
    who = await site.browser.who()

    assert before is None
    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn/schulden?jaar=2026")
    assert who is not None
    assert (who["served"], who["actor"], who["represents"]) == ("pairwise-burger", None, False)
    assert who["acr"] == "http://eidas.europa.eu/LoA/substantial"
    assert who["logged_in_at"] == "2026-11-23T11:59:55+00:00"
    assert who["headers"] == {"Authorization": f"Bearer {site.provider.given[0]}"}


@FAPI
async def test_a_provider_of_fapi_2_gets_all_it_wants(site: Site) -> None:
    answer = await site.browser.log_in()
    who = await site.browser.who()

    assert answer.status_code == 303
    assert who is not None
    token, headers = site.provider.given[0], who["headers"]
    assert headers["Authorization"] == f"DPoP {token}"
    proof = jwt.decode(headers["DPoP"], lambda made: ECKey.import_key(made.headers()["jwk"]))
    assert (proof.claims["htm"], proof.claims["htu"]) == ("POST", "http://127.0.0.1/graphql")
    assert proof.claims["ath"]


@FAPI
async def test_every_call_has_a_proof_of_its_own(site: Site) -> None:
    await site.browser.log_in()
    one, other = await site.browser.who(), await site.browser.who()

    assert one is not None
    assert other is not None
    assert one["headers"]["DPoP"] != other["headers"]["DPoP"]


@FAPI
async def test_the_nonce_that_a_provider_asks_for_is_given_and_remembered(site: Site) -> None:
    site.provider.wants_nonce = "nonce-1"
    first = await site.browser.log_in()
    proofs = len(site.provider.proofs)
    again = await site.browser.log_in()

    assert (first.status_code, again.status_code) == (303, 303)
    assert (proofs, len(site.provider.proofs)) == (2, 3)


@FAPI
async def test_a_nonce_that_changes_each_time_is_asked_for_twice_at_most(site: Site) -> None:
    class Fickle(str):
        __slots__ = ()

        def __ne__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    site.provider.wants_nonce = Fickle("nonce-1")

    assert await site.fault() == "login.provider_refused"
    assert len(site.provider.proofs) == 2


@pytest.mark.parametrize(
    "settings",
    [{"scopes": ("profile", "openid"), "acr_values": ("a", "b"), "max_age_s": 60, "resource": "https://hub.invalid"}],
)
async def test_what_is_configured_is_asked_for(site: Site) -> None:
    await site.browser.log_in()
    asked = site.provider.asked[0]

    assert (asked["scope"], asked["acr_values"], asked["max_age"]) == ("openid profile", "a b", "60")
    assert asked["resource"] == site.provider.redeemed[0]["resource"] == "https://hub.invalid"
    assert asked["redirect_uri"] == f"{site.url}/login/callback"


async def test_every_log_in_has_its_own_secrets_of_256_bits(site: Site) -> None:
    for _ in range(2):
        await site.browser.log_in()
    one, other = site.provider.asked

    for name in ("state", "nonce", "code_challenge"):
        assert one[name] != other[name]
        assert len(one[name]) == 43


async def test_two_tabs_of_one_browser_can_log_in(site: Site) -> None:
    first, second = await site.browser.to_callback("/login?next=/a"), await site.browser.to_callback("/login?next=/b")
    one = await site.browser.get(first)
    other = await site.browser.get(second)

    assert (one.headers["location"], other.headers["location"]) == ("/a", "/b")


async def test_the_browser_is_sent_to_the_provider_without_any_secret(site: Site) -> None:
    begun = await site.browser.get("/login")

    assert "code_verifier" not in query_of(begun.headers["location"])
    assert begun.headers["cache-control"] == "no-store"
    assert begun.headers["referrer-policy"] == "no-referrer"
