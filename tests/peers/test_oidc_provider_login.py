"""People log in at a portal of ours with a foreign, certified provider, are served by the hub, and log out."""

from collections.abc import Iterator

import httpx2
import pytest
from peers.meeting import WEAK, Meeting
from peers.party import Browser
from peers.portal import Portal

GRANTS = "{ grants { ... on GrantConnection { edges { node { agency { code } } } } } }"

FIVE_MINUTES = 310
"""And a little: the provider itself takes proofs that are up to 300 seconds old."""


@pytest.fixture(scope="module", autouse=True)
def portal(once: Meeting) -> Iterator[None]:
    with once.portal.serving(Portal(hub_url=once.hub.url, query=GRANTS), once.portal_settings):
        yield


@pytest.fixture
def noor() -> Iterator[Browser]:
    with Browser("noor") as browser:
        yield browser


def own(met: Meeting, browser: Browser) -> httpx2.Response:
    """Open the page that shows what the hub knows; whoever is not logged in is asked to on the way."""
    return browser.open(f"{met.portal.url}/own")


def is_in(met: Meeting, browser: Browser) -> bool:
    inside: bool = browser.open(f"{met.portal.url}/").json()["in"]
    return inside


def test_a_person_logs_in_and_sees_their_own(met: Meeting, noor: Browser) -> None:
    met.hub.consent("noor", ["cjib"])

    page = own(met, noor)

    assert page.status_code == 200, page.text
    assert page.json()["status"] == 200
    grants = page.json()["hub"]["data"]["grants"]["edges"]
    assert {edge["node"]["agency"]["code"] for edge in grants} == {"cjib"}


def test_two_people_see_two_things(met: Meeting, noor: Browser) -> None:
    met.hub.consent("noor", ["cjib"])

    with Browser("omar") as omar:
        assert own(met, omar).json()["hub"]["data"]["grants"]["edges"] == []
    assert own(met, noor).json()["hub"]["data"]["grants"]["edges"] != []


def test_a_provider_that_asks_for_a_nonce_lets_people_in_as_well(met: Meeting, noor: Browser) -> None:
    met.provider.turn("nonce", wanted=True)

    assert own(met, noor).json()["status"] == 200


def test_a_login_below_the_wanted_level_is_no_token_for_the_hub(met: Meeting) -> None:
    with Browser(WEAK) as weak:
        page = own(met, weak).json()

    assert (page["status"], page["hub"]["errors"][0]["extensions"]["code"]) == (401, "token.level_too_low")


# ── Logging out ──────────────────────────────────────────────────────────────


def test_who_logged_in_at_the_provider_is_not_asked_again(met: Meeting, noor: Browser) -> None:
    assert own(met, noor).status_code == 200
    noor.left_alone()

    assert noor.open(f"{met.portal.url}/login?next=/own").status_code == 200


def test_logging_out_here_ends_both_sessions(met: Meeting, noor: Browser) -> None:
    assert own(met, noor).status_code == 200
    with noor.copied() as thief:
        was_in = is_in(met, thief)
        question = noor.open(f"{met.portal.url}/logout", method="POST")
        stays_in = is_in(met, thief)  # nobody has answered the provider's question yet

    home = noor.press(question, logout="yes")
    noor.left_alone()

    assert (was_in, stays_in) == (True, False)
    assert str(home.url).startswith(f"{met.portal.url}/")
    assert home.json() == {"in": False}
    assert str(own(met, noor).url).startswith(met.provider.issuer)
    assert own(met, noor).status_code == 403


def test_logging_out_at_the_provider_ends_our_session(met: Meeting, noor: Browser) -> None:
    assert own(met, noor).status_code == 200
    with Browser("noor") as elsewhere:
        assert own(met, elsewhere).status_code == 200
        assert is_in(met, noor)

        noor.press(noor.open(f"{met.provider.issuer}/session/end"), logout="yes")

        assert not is_in(met, noor)
        assert is_in(met, elsewhere)


# ── Clocks that are five minutes off ─────────────────────────────────────────


@pytest.mark.parametrize(
    ("off_seconds", "forgiven_seconds", "code"),
    [
        (FIVE_MINUTES, 15, "login.provider_refused"),
        (FIVE_MINUTES, 600, "login.id_token_issued_at"),
        (-FIVE_MINUTES, 15, "login.id_token_expired"),
    ],
    ids=["ahead", "ahead and lenient", "behind"],
)
def test_a_provider_whose_clock_is_off_lets_nobody_in(
    met: Meeting, noor: Browser, off_seconds: int, forgiven_seconds: int, code: str
) -> None:
    met.provider.turn("forgive", seconds=forgiven_seconds)
    met.provider.turn("clock", seconds=off_seconds)

    page = own(met, noor)

    assert page.status_code >= 400
    assert code in page.text
    assert not is_in(met, noor)
