"""A worker of an agency before their portal: they see what their basis allows, and the client sees them look."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2
import pytest
from playwright.sync_api import Browser, expect
from portal.test_every_page import wrong
from portal.walking import Walker
from portal.workers import Workplace, working, workplace
from running_hub import PERSONAS, RunningHub

from adapters.portal.hub import documents

LEAKS = pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")

CLAIMS: Final = """{ overview { ... on Overview { claims(first: 50) { edges { node {
  id reference openAmount owner { code } collector { code } } } } } } }"""

LOOKS: Final = """{ accesses { ... on AccessConnection { edges { node {
  kind case refused purpose by { role oin } decisions { agency { code } permitted } } } } } }"""

ASK: Final = """mutation ($about: ReviewAboutInput!) {
  requestHumanReview(input: { idempotencyKey: "review", about: $about, words: "Mijn inkomen is lager." }) {
    review { id } problems { ... on Problem { code } } } }"""

DISPUTE: Final = """mutation ($claim: ID!) {
  disputeClaim(input: { idempotencyKey: "dispute", claim: $claim, scheme: "rijk-2025", wrong: PAID,
                        words: "Al betaald." }) {
    dispute { id } problems { ... on Problem { code } } } }"""

REVIEWS: Final = """{ humanReviews { ... on HumanReviewConnection { edges { node {
  state messages { text by { code } } decision { kind reason article } } } } } }"""

CASE: Final = "Z-2026-17"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with workplace(tmp_path_factory.mktemp("workers"), "staff") as running:
        hub = running.hub
        for persona in ("noor", "lotte"):
            hub.consent(persona)
        asked_for_a_person(hub, "noor", accepted(hub, "noor"))
        disputed(hub, "noor", "cjib")
        yield running


def accepted(hub: RunningHub, persona: str) -> str:
    kept = hub.client.ask(persona, "demo_propose", {"key": "plan", "scheme": "rijk-2025"})["proposeArrangement"]
    done = hub.client.ask(persona, "demo_accept", {"key": "yes", "id": kept["arrangement"]["id"]})["acceptArrangement"]
    assert done["problems"] == []
    return str(done["arrangement"]["id"])


def asked_for_a_person(hub: RunningHub, persona: str, arrangement: str) -> None:
    answer = hub.post(ASK, token=hub.token(persona=persona), about={"arrangement": arrangement})
    assert answer["data"]["requestHumanReview"]["problems"] == []


def disputed(hub: RunningHub, persona: str, owner: str) -> None:
    claim = next(each["id"] for each in claims_of(hub, persona) if each["owner"]["code"] == owner)
    answer = hub.post(DISPUTE, token=hub.token(persona=persona), claim=claim)
    assert answer["data"]["disputeClaim"]["problems"] == []


def claims_of(hub: RunningHub, persona: str) -> list[Mapping[str, Any]]:
    edges = hub.post(CLAIMS, token=hub.token(persona=persona))["data"]["overview"]["claims"]["edges"]
    return [edge["node"] for edge in edges]


def looks_of(hub: RunningHub, persona: str) -> list[Mapping[str, Any]]:
    edges = hub.post(LOOKS, token=hub.token(persona=persona))["data"]["accesses"]["edges"]
    return [edge["node"] for edge in edges if edge["node"]["case"]]


def reference_of(hub: RunningHub, persona: str, who: str) -> str:
    """What an organization knows somebody as."""
    asked = {
        "documentId": documents()["ClientReference"].id,
        "variables": {"person": {"bsn": PERSONAS[persona].bsn}},
    }
    headers = {"Authorization": f"Bearer {hub.token(as_=who)}"}
    answer = httpx2.post(f"{hub.url}/graphql", json=asked, headers=headers, trust_env=False).json()
    return str(answer["data"]["person"]["ref"])


def open_case(walker: Walker, persona: str, *, purpose: str = "OVERVIEW", reason: str = "CONTACT") -> None:
    walker.go("/medewerker")
    walker.page.fill("[name=client]", PERSONAS[persona].bsn)
    walker.page.fill("[name=number]", CASE)
    walker.tick("reason", reason)
    walker.tick("purpose", purpose)
    walker.press({"nl": "Bekijk de klant", "en": "View the client"}[walker.language])
    expect(walker.page.locator("h1")).to_have_text({"nl": "De klant", "en": "The client"}[walker.language])


@LEAKS
@pytest.mark.parametrize("agency", ["cjib", "duo", "toeslagen"])
def test_a_worker_sees_their_own_agencys_debts_and_why_the_others_are_withheld(
    place: Workplace, browser: Browser, agency: str
) -> None:
    theirs = {each["reference"]: each["owner"]["code"] for each in claims_of(place.hub, "lotte")}
    before_it = len(looks_of(place.hub, "lotte"))
    with working(browser, place, f"staff:{agency}") as worker:
        open_case(worker, "lotte")
        seen, path = worker.text, worker.path

    assert {reference for reference in theirs if reference in seen} == {
        reference for reference, owner in theirs.items() if owner == agency
    }
    withheld = seen.partition("Wat u niet ziet, en waarom")[2]
    for name in {"CJIB", "DUO", "CAK"} - {agency.upper()}:
        assert f"{name}\tHet is niet van uw organisatie" in withheld
    assert "De wet houdt dit geheim. Ook de klant kan u dit hier niet laten zien. (AWR art. 67" in withheld
    assert path == "/medewerker/klant"
    looks = looks_of(place.hub, "lotte")
    assert len(looks) > before_it
    assert {(look["by"]["role"], look["case"]) for look in looks} == {("STAFF", f"contact:{CASE}")}


@LEAKS
def test_who_carries_an_arrangement_out_sees_it_and_nothing_that_is_not_in_it(
    place: Workplace, browser: Browser
) -> None:
    theirs = claims_of(place.hub, "noor")
    with working(browser, place, "staff:cjib") as worker:
        open_case(worker, "noor", purpose="EXECUTION", reason="ARRANGEMENT")
        seen = worker.text
    assert "CJIB voert haar uit" in seen
    assert "Bekijk de termijnen" in seen
    for claim in theirs:
        is_in_it = claim["owner"]["code"] in {"cjib", "duo", "cak"}
        assert (claim["reference"], claim["reference"] in seen) == (claim["reference"], is_in_it)


@LEAKS
def test_a_worker_speaks_in_a_review_and_decides_it_and_the_person_reads_that(
    place: Workplace, browser: Browser
) -> None:
    with working(browser, place, "staff:cjib") as worker:
        worker.go("/medewerker/wachtrij")
        worker.page.fill("[name=number]", CASE)
        worker.tick("reason", "ARRANGEMENT")
        worker.press("Bekijk de wachtrij")
        assert "Er wacht 1 vraag op uw organisatie." in worker.text
        assert "Mijn inkomen is lager." in worker.text
        worker.press("Open deze vraag")
        worker.page.fill("[name=text]", "Heeft u een loonstrook?")
        worker.press("Zeg dit")
        assert "CJIB" in worker.text.partition("Wat er gezegd is")[2]
        assert "Heeft u een loonstrook?" in worker.text

        worker.press("Leg het besluit vast")
        assert (
            worker.page.locator("[href='#decision'], [href='#reason'], [href='#article'], [href='#sure']").count() == 4
        )
        worker.tick("decision", "TAILOR_MADE")
        worker.page.fill("[name=reason]", f"Klant {PERSONAS['noor'].bsn} verdient minder.")
        worker.page.fill("[name=article]", "Beleidsregels 2025, 5:1")
        worker.tick("sure", "yes")
        worker.press("Leg het besluit vast")
        assert "Hier staat een nummer van een mens" in worker.text
        worker.page.fill("[name=reason]", "De klant verdient minder.")
        worker.press("Leg het besluit vast")
        assert worker.page.locator("form textarea").count() == 0
        assert "Een regeling op maat" in worker.text
        worker.go("/medewerker/wachtrij")
        assert "Er wachten 0 vragen op uw organisatie." in worker.text

    (edge,) = place.hub.post(REVIEWS, token=place.hub.token(persona="noor"))["data"]["humanReviews"]["edges"]
    assert edge["node"]["state"] == "DECIDED"
    assert edge["node"]["messages"][0]["by"]["code"] == "cjib"
    assert edge["node"]["decision"] == {
        "kind": "TAILOR_MADE",
        "reason": "De klant verdient minder.",
        "article": "Beleidsregels 2025, 5:1",
    }


@LEAKS
def test_a_worker_answers_what_the_client_says_is_wrong(place: Workplace, browser: Browser) -> None:
    with working(browser, place, "staff:cjib") as worker:
        open_case(worker, "noor")
        worker.page.locator("a[href^='/medewerker/klopt-niet/']").click()
        assert "Al betaald." in worker.text
        worker.tick("answer", "UPHELD")
        worker.page.fill("[name=reason]", "Het was betaald.")
        worker.press("Stuur het antwoord")
        assert "De klant heeft gelijk" in worker.text
        assert worker.page.locator("form textarea").count() == 0


@LEAKS
def test_a_case_that_is_closed_is_forgotten_and_the_client_stands_in_no_address_and_no_log(
    place: Workplace, browser: Browser
) -> None:
    addresses: list[str] = []
    with working(browser, place, "staff:duo") as worker:
        worker.page.on("request", lambda request: addresses.append(request.url))
        open_case(worker, "lotte")
        assert f"Zaak {CASE}: De klant nam contact op." in worker.text
        assert PERSONAS["lotte"].bsn not in worker.page.content()
        worker.press("Sluit de zaak")
        assert "Zaak Z" not in worker.text
        for path in ("/medewerker/klant", "/medewerker/beoordeling/x", "/medewerker/klopt-niet/x"):
            worker.go(path)
            assert worker.path == "/medewerker"
        worker.go("/overzicht")
        assert worker.heading == "Deze pagina is er niet"

    reference = reference_of(place.hub, "lotte", "staff:duo")
    written = [path.read_text(encoding="utf-8") for path in place.hub.folder.path.glob("*.log")]
    assert len(written) > 1
    for secret in (PERSONAS["lotte"].bsn, reference):
        assert not [each for each in (*addresses, *written) if secret in each]


@LEAKS
@pytest.mark.parametrize(("width", "language"), [(320, "nl"), (1280, "en")])  # both of each, in half the time
def test_every_page_of_a_worker_is_for_everybody(place: Workplace, browser: Browser, width: int, language: str) -> None:
    with working(browser, place, "staff:cjib", language=language, width=width, scripts=True) as worker:
        assert wrong(worker) == []
        worker.page.locator("main button[type=submit]").last.click()
        assert wrong(worker) == []
        open_case(worker, "noor", purpose="EXECUTION")
        links = worker.page.locator("a[href*='/medewerker/beoordeling/'], a[href*='/medewerker/klopt-niet/']").all()
        found = [str(link.get_attribute("href")).removeprefix("/en") for link in links]
        assert len(found) == 2
        for path in (
            "/",
            "/medewerker",
            "/medewerker/klant",
            "/medewerker/wachtrij",
            *found,
            "/medewerker/beoordeling/x",
        ):
            worker.go(path)
            assert (path, wrong(worker)) == (path, [])
            assert worker.page.locator("h1").count() == 1
            assert worker.page.get_attribute("html", "lang") == language
