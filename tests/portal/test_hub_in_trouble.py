"""The hub is away, busy, or answers nonsense: a page says so, keeps the status, and says when to try again."""

import json

import httpx2
import pytest
from portal.fake_hub import ORIGIN, TOKEN, FakeHub, Somebody, before
from portal.over_http import said
from starlette.types import Receive, Scope, Send

JSON = {"Content-Type": "application/graphql-response+json"}


def told(code: str) -> bytes:
    return json.dumps({"errors": [{"message": "a secret of the hub", "extensions": {"code": code}}]}).encode()


@pytest.mark.parametrize(
    ("hub", "status", "words"),
    [
        (FakeHub(status=503, pieces=[told("server.busy")], headers=JSON), 503, "Het is nu te druk."),
        (
            FakeHub(status=429, pieces=[told("rate.exceeded")], headers={**JSON, "Retry-After": "34"}),
            429,
            "U vroeg heel veel in korte tijd. Probeer het over 40 seconden opnieuw.",
        ),
        (FakeHub(status=429, pieces=[told("rate.exceeded")], headers=JSON), 429, "over 60 seconden opnieuw."),
        (FakeHub(status=500, pieces=[told("internal.error")], headers=JSON), 502, "Er ging iets mis bij ons."),
        (FakeHub(status=200, pieces=[told("request.timed_out")], headers=JSON), 502, "Er ging iets mis bij ons."),
        (FakeHub(status=502, pieces=[b"<html>a proxy</html>"]), 502, "Wij kunnen uw gegevens nu niet ophalen."),
        (FakeHub(status=200, pieces=[b"[]"], headers=JSON), 502, "Wij kunnen uw gegevens nu niet ophalen."),
        (FakeHub(status=200, pieces=[b'{"data"'], headers=JSON, breaks=True), 502, "nu niet ophalen."),
    ],
    ids=["busy", "budget", "budget, not said how long", "fault", "partly", "proxy", "no answer", "broken off"],
)
@pytest.mark.parametrize("path", ["/overzicht", "/toestemming", "/voorstel", "/wie-keek-er", "/mijn-regelingen/x"])
async def test_a_page_says_that_the_hub_does_not_answer(hub: FakeHub, status: int, words: str, path: str) -> None:
    async with before(hub) as browser:
        page = await browser.get(path)

    assert page.status_code == status
    assert words in said(page.text)
    assert "Er is niets veranderd." in said(page.text)
    assert "0800 1234" in said(page.text)
    assert "secret" not in page.text
    assert f'href="{path}"' in page.text  # try again


async def test_who_helps_is_named_in_the_language_of_the_page() -> None:
    async with before(FakeHub(status=503, pieces=[told("server.busy")], headers=JSON)) as browser:
        dutch, english = [await browser.get(f"{path}/toestemming") for path in ("", "/en")]

    assert "Een mens helpt u verder." in said(dutch.text)
    assert "Somebody helps you further." in said(english.text)


@pytest.mark.parametrize(("given", "passed_on"), [("7", "7"), ("soon", None), ("7\u0661", None), (None, None)])
async def test_when_to_ask_again_is_passed_on_where_it_is_a_number(given: str | None, passed_on: str | None) -> None:
    async def hub(scope: Scope, receive: Receive, send: Send) -> None:
        more = [] if given is None else [(b"retry-after", given.encode())]
        await send({"type": "http.response.start", "status": 503, "headers": more})
        await send({"type": "http.response.body", "body": told("server.busy")})

    async with before(hub) as browser:
        page = await browser.get("/overzicht")

    assert (page.status_code, page.headers.get("retry-after")) == (503, passed_on)


async def test_a_form_that_the_hub_could_not_take_says_that_nothing_was_changed() -> None:
    hub = FakeHub(status=503, pieces=[told("server.busy")], headers=JSON)
    async with before(hub) as browser:
        page = await browser.post("/toestemming", data={"csrf": TOKEN, "agencies": "duo"}, headers={"Origin": ORIGIN})

    assert page.status_code == 503
    assert "Er is niets veranderd." in said(page.text)


async def test_whom_the_hub_no_longer_knows_logs_in_anew_and_a_form_says_so_first() -> None:
    hub = FakeHub(status=401, pieces=[told("auth.expired")], headers=JSON)
    async with before(hub) as browser:
        page = await browser.get("/en/wie-keek-er?weergave=organisaties")
        form = await browser.post("/toestemming", data={"csrf": TOKEN, "agencies": "duo"}, headers={"Origin": ORIGIN})

    assert page.status_code == 303
    assert page.headers["location"] == "/login?next=/en/wie-keek-er%3Fweergave%3Dorganisaties"
    assert form.status_code == 401
    assert "Uw formulier is niet verstuurd." in said(form.text)


async def test_a_proof_is_made_anew_with_the_number_that_the_hub_asks_for() -> None:
    for sends_parts in (False, True):
        hub = FakeHub(status=401, pieces=[told("auth.nonce")], headers={**JSON, "DPoP-Nonce": "n1"})
        async with before(hub, sends_parts=sends_parts) as browser:
            await browser.get("/overzicht")
        assert [each["headers"].get(b"dpop") for each in hub.asked[:2]] == [
            None,
            b"POST https://hub.test/graphql n1",
        ]


@pytest.mark.parametrize("path", ["/nergens", "/en/nowhere", "/england", "/schuld", "/akkoord/", "/static/../hub.py"])
async def test_an_unknown_page_is_a_page_in_the_language_of_its_address(path: str) -> None:
    async with before(FakeHub()) as browser:
        page = await browser.get(path)

    assert page.status_code == 404
    assert f'<html lang="{"en" if path.startswith("/en/") else "nl"}"' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_another_method_is_refused_with_those_that_there_are() -> None:
    async with before(FakeHub()) as browser:
        page = await browser.put("/overzicht")

    assert page.status_code == 405
    assert "GET" in page.headers["allow"]


async def test_a_head_request_has_the_head_of_the_page_and_asks_for_no_parts() -> None:
    async with before(FakeHub(), who=Somebody(), sends_parts=True) as browser:
        page = await browser.head("/hulp")
        whole = await browser.get("/hulp")

    assert (page.status_code, page.content) == (200, b"")
    assert page.headers["content-security-policy"] == whole.headers["content-security-policy"]


async def test_a_fault_of_ours_is_a_page_too_and_says_nothing_of_itself() -> None:
    hub = FakeHub(status=200, pieces=[b'{"data": {"overview": "a secret"}}'], headers=JSON)
    async with before(hub) as browser:
        page = await browser.get("/overzicht")

    assert page.status_code == 500
    assert "Er ging iets mis bij ons." in said(page.text)
    assert "secret" not in page.text
    assert isinstance(page, httpx2.Response)
    assert page.headers["cache-control"] == "no-store"
