"""What a person does after the overview: say that a debt is not right, ask for a person, decide who sees and who acts.

Each journey goes with and without JavaScript, by a persona of its own each time.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser
from portal.living_hub import LivingHub, living_hub
from portal.test_every_page import wrong
from portal.walking import Walker, walking
from running_hub import PERSONAS

pytestmark = pytest.mark.leaks(
    "the browser of these tests goes through the demo's log-in, whose codes stand in addresses"
)

ALLOWED = ("noor", "milan", "bram", "lotte", "yusuf", "pieter", "fatima", "karim", "willem", "lieke")

CAK = "00000099000000105000"
"""The number of the demo's CAK."""

HELPER = "00000099000000099000"
"""The number of the demo's helper."""

with_and_without = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHub]:
    with living_hub(tmp_path_factory.mktemp("after")) as running:
        for persona in ALLOWED:
            running.consent(persona)
        yield running


def slips(walker: Walker) -> list[str | None]:
    """Where the error summary leads to."""
    links = walker.page.locator(".er-error-summary a")
    return [links.nth(number).get_attribute("href") for number in range(links.count())]


def twice(walker: Walker, press: str) -> int:
    """Press a button, and send what was on the page once more; give the status of the second answer."""
    fields = walker.page.locator("main form").last.locator("input, textarea")
    form: dict[str, str | float | bool] = {}
    for number in range(fields.count()):
        each = fields.nth(number)
        if each.get_attribute("type") not in ("radio", "checkbox") or each.is_checked():
            form[str(each.get_attribute("name"))] = each.input_value()
    url = walker.page.url
    walker.press(press)
    again = walker.page.context.request.post(url, form=form, headers={"Origin": walker.site}, max_redirects=0)
    return again.status


@with_and_without
def test_what_is_not_right_about_a_debt_is_said_seen_and_taken_back(
    hub: LivingHub, browser: Browser, *, scripts: bool
) -> None:
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in("noor" if scripts else "milan")
        page.locator("a[href^='/schuld/']").first.click()
        debt = walker.path
        page.get_by_role("link", name="Zeg wat er niet klopt").click()
        assert "Dit is geen bezwaar." in walker.text
        assert "Wat u volgens de wet kunt doen" in walker.text
        assert page.locator("input:checked").count() == 0

        page.fill("textarea[name=words]", "Ik betaalde dit in maart.")
        walker.press("Zeg het")
        assert slips(walker) == ["#wrong"]
        assert page.input_value("textarea[name=words]") == "Ik betaalde dit in maart."

        walker.tick("wrong", "PAID")
        page.fill("textarea[name=words]", "Mijn nummer is 999990019.")
        walker.press("Zeg het")
        assert slips(walker) == ["#words"]
        assert page.locator("input[value=PAID]").is_checked()

        page.fill("textarea[name=words]", "Ik betaalde dit in maart.")
        assert twice(walker, "Zeg het") == 200
        assert walker.heading == "Uw bericht is opgeschreven"
        assert "Zonder deze schuld" in walker.text
        amounts = re.findall(r"€ [\d.]+,\d\d", walker.text)
        assert len(set(amounts)) > 1

        walker.go(debt)
        assert "U zei dat dit niet klopt." in walker.text
        page.get_by_role("link", name="Bekijk wat u zei").click()
        assert "Ik heb dit al betaald" in walker.text
        assert "Ik betaalde dit in maart." in walker.text
        walker.press("Neem dit terug")
        assert walker.path == debt
        assert "U zei dat dit niet klopt." not in walker.text


ANSWER = """mutation Answer($told: RecordDisputeAnswerInput!) {
  recordDisputeAnswer(input: $told) { problems { __typename } } }"""


def test_what_the_organisation_answers_is_read_where_it_was_said(hub: LivingHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.log_in("pieter")
        walker.page.locator("a[href^='/schuld/']").first.click()
        debt = walker.path
        walker.page.get_by_role("link", name="Zeg wat er niet klopt").click()
        walker.tick("wrong", "PAID")
        walker.page.fill("textarea[name=words]", "Ik betaalde dit in maart.")
        walker.press("Zeg het")

        person = {"bsn": PERSONAS["pieter"].bsn}
        (said,) = told_to_agencies(hub, person)
        told = {"reference": said["reference"], "answer": "CORRECTED", "reason": "Wij vonden uw betaling."}
        answer = hub.post(
            ANSWER,
            token=hub.token(as_=f"agency:{said['agency']['code']}"),
            told={**told, "person": person, "idempotencyKey": "answered"},
        )
        assert answer["data"]["recordDisputeAnswer"]["problems"] == []

        walker.go(debt)
        walker.page.get_by_role("link", name="Bekijk wat u zei").click()
        assert "Het is hersteld" in walker.text
        assert "Wij vonden uw betaling." in walker.text
        assert wrong(walker) == []


SAID = """query Said($person: PersonInput!) {
  disputes(person: $person) { ... on ClaimDisputeConnection { edges { node { reference agency { code } } } } } }"""


def told_to_agencies(hub: LivingHub, person: dict[str, str]) -> list[dict[str, Any]]:
    """Give what any agency was told that somebody disputes."""
    answers = [hub.post(SAID, token=hub.token(as_=f"agency:{code}"), person=person) for code in ("cjib", "duo", "cak")]
    found = [answer["data"]["disputes"].get("edges", []) for answer in answers]
    return [edge["node"] for edges in found for edge in edges]


@with_and_without
def test_a_debt_that_waits_is_taken_in_only_with_the_right_named_that_it_may_cost(
    hub: LivingHub, browser: Browser, *, scripts: bool
) -> None:
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in("bram")
        walker.go("/voorstel")
        assert "Deze schuld wacht: Strafbeschikking" in walker.text
        page.get_by_role("link", name="Toch meenemen in dit plan?").first.click()
        assert walker.heading == "Een schuld die wacht toch betalen"
        assert "U kunt een recht kwijtraken: verzet" in walker.text
        assert "officier van justitie" in walker.text
        assert page.locator("input:checked").count() == 0

        walker.press("Neem deze schuld mee")
        assert slips(walker) == ["#gives_up"]
        walker.tick("gives_up", "verzet")
        walker.press("Neem deze schuld mee")
        assert walker.path == "/voorstel"
        assert "Deze schuld betaalt u toch: Strafbeschikking" in walker.text
        if not scripts:  # the same person has asked for as many plans in a minute as one may
            return
        walker.press("Controleer dit voorstel")
        assert walker.heading == "Klopt dit?"
        assert "Deze schuld betaalt u toch: Strafbeschikking" in walker.text

        walker.go("/voorstel")
        walker.press("Neem deze schuld niet mee")
        page.get_by_text("Deze schuld wacht: Strafbeschikking").first.wait_for()


def test_a_debt_that_no_rule_lets_in_is_not_offered(hub: LivingHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.log_in("lotte")
        walker.go("/voorstel")
        walker.page.get_by_role("link", name="Toch meenemen in dit plan?").first.click()
        can = walker.page.get_by_role("button", name="Neem deze schuld mee").count()
        assert (can == 1) != ("Deze schuld kan nu niet mee." in walker.text)


@with_and_without
def test_a_person_is_asked_spoken_to_and_let_go(hub: LivingHub, browser: Browser, *, scripts: bool) -> None:
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in("fatima" if scripts else "karim")
        walker.go("/laat-een-mens-kijken")
        walker.press("Vraag het aan")
        assert slips(walker) == ["#words"]
        page.fill("textarea[name=words]", "Ik word volgende maand geopereerd.\n\nDaarna kan ik niet werken.")
        assert twice(walker, "Vraag het aan") == 303
        assert page.get_by_role("link", name="Bekijk deze vraag").count() == 1

        page.get_by_role("link", name="Bekijk deze vraag").click()
        assert "Wat er uit de regels kwam" in walker.text
        walker.press("Zeg dit")
        assert slips(walker) == ["#text"]
        page.fill("textarea[name=text]", "Mijn nummer is 999990019.")
        walker.press("Zeg dit")
        assert slips(walker) == ["#text"]
        page.fill("textarea[name=text]", "De operatie\nis uitgesteld.")
        walker.press("Zeg dit")
        assert "De operatie\nis uitgesteld." in page.inner_text("main")
        walker.press("Neem mijn vraag terug")
        assert walker.path == "/laat-een-mens-kijken"
        assert "Ingetrokken" in walker.text


def test_a_person_is_asked_about_a_kept_proposal(hub: LivingHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.log_in("pieter")
        walker.go("/voorstel")
        walker.press("Controleer dit voorstel")
        walker.page.get_by_role("link", name="Laat een mens kijken").first.click()
        assert "Uw vraag gaat over het voorstel" in walker.text
        walker.page.fill("textarea[name=words]", "Kan dit over meer maanden?")
        walker.press("Vraag het aan")
        assert "Uw voorstel" in walker.text
        assert "Kan dit over meer maanden?" in walker.text


ASK = """mutation Ask($key: String!, $person: PersonInput!) {
  requestConsent(input: { idempotencyKey: $key, person: $person, agencies: ["cjib", "duo"], purposes: [OVERVIEW] }) {
    request { id }
    problems { ... on Problem { code } }
  }
}"""


def asked(hub: LivingHub, persona: str, key: str) -> None:
    """Have an agency ask a persona for permission."""
    answer = hub.post(ASK, token=hub.token(as_="agency:cak"), key=key, person={"bsn": PERSONAS[persona].bsn})
    assert answer["data"]["requestConsent"]["problems"] == []


@with_and_without
def test_a_request_for_permission_is_answered_with_no_with_a_part_and_with_all(
    hub: LivingHub, browser: Browser, *, scripts: bool
) -> None:
    persona = "willem" if scripts else "lieke"
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in(persona)
        for number, answer in enumerate(("Nee", "Ja, wat ik aankruis", "Ja, alles")):
            asked(hub, persona, f"{persona}-{number}")
            walker.go("/mijn-toestemmingen")
            page.get_by_role("link", name="Bekijk de vraag").click()
            assert "Nee zeggen heeft geen gevolgen." in walker.text
            assert page.locator("input:checked").count() == 0
            if answer == "Ja, wat ik aankruis":
                walker.press(answer)
                assert slips(walker) == ["#agencies"]
                walker.tick("agencies", "duo")
            walker.press(answer)
            assert walker.path == "/mijn-toestemmingen"
            assert page.get_by_role("link", name="Bekijk de vraag").count() == 0
        grants = hub.post(
            "query G { grants { ... on GrantConnection { edges { node { agency { code } recipient inForce } } } } }",
            token=hub.token(persona=persona),
        )["data"]["grants"]["edges"]
        given = sorted(
            edge["node"]["agency"]["code"]
            for edge in grants
            if edge["node"]["recipient"] == CAK and edge["node"]["inForce"]
        )
        assert given == ["cjib", "duo"]


@with_and_without
def test_permission_is_made_shorter(hub: LivingHub, browser: Browser, *, scripts: bool) -> None:
    until = hub.today() + timedelta(days=10 if scripts else 9)
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in("yusuf" if scripts else "pieter")
        walker.go("/mijn-toestemmingen")
        walker.press("Maak korter")
        assert walker.path == "/mijn-toestemmingen"
        walker.tick("grants", str(page.locator("input[name=grants]").first.get_attribute("value")))
        walker.press("Maak korter")
        assert walker.heading == "Toestemming korter maken"
        walker.press("Maak het korter")
        assert slips(walker) == ["#until"]
        page.fill("input[name=until]", (hub.today() - timedelta(days=1)).isoformat())
        walker.press("Maak het korter")
        assert slips(walker) == ["#until"]
        page.fill("input[name=until]", until.isoformat())
        walker.press("Maak het korter")
        assert walker.path == "/mijn-toestemmingen"
        after = until + timedelta(days=1)
        assert f"geldt tot {after.day} " in walker.text


@with_and_without
def test_an_organisation_may_act_until_it_may_no_longer(hub: LivingHub, browser: Browser, *, scripts: bool) -> None:
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in("noor" if scripts else "milan")
        walker.go("/mijn-toestemmingen/wie-mag-voor-mij-handelen")
        assert "Nu mag niemand voor u handelen." in walker.text
        page.fill("input[name=representative]", "123")
        walker.press("Geef dit")
        assert slips(walker) == ["#representative", "#acts", "#agencies"]
        assert page.input_value("input[name=representative]") == "123"
        page.fill("input[name=representative]", HELPER)
        walker.tick("acts", "VIEW")
        walker.tick("agencies", "cjib")
        page.fill("input[name=until]", (hub.today() - timedelta(days=2)).isoformat())
        walker.press("Geef dit")
        assert slips(walker) == ["#until"]
        page.fill("input[name=until]", (hub.today() + timedelta(days=20)).isoformat())
        walker.press("Geef dit")
        assert "Zien wat u moet betalen" in walker.text
        walker.press("Stop hiermee")
        assert "Nu mag niemand voor u handelen." in walker.text
        assert "Geldt niet meer" in walker.text


@with_and_without
def test_a_person_is_forgotten_in_two_steps(hub: LivingHub, browser: Browser, *, scripts: bool) -> None:
    persona = "sara" if scripts else "eva"
    hub.consent(persona)
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in(persona)
        walker.go("/mijn-toestemmingen")
        page.get_by_role("link", name="Vergeet mij").click()
        assert page.locator("input:checked").count() == 0
        walker.press("Verder")
        assert slips(walker) == ["#read"]
        walker.tick("read", "yes")
        walker.press("Verder")
        assert walker.heading == "Weet u het echt zeker?"
        walker.press("Vergeet mij nu")
        assert slips(walker) == ["#sure"]
        walker.tick("sure", "yes")
        walker.press("Vergeet mij nu")
        assert walker.heading == "U bent vergeten"
        page.locator("main button").click()

    with walking(browser, hub.url, scripts=scripts) as walker:
        walker.log_in(persona)
        walker.go("/mijn-toestemmingen")
        assert "U gaf geen toestemming die nu geldt." in walker.text


def test_nobody_is_forgotten_while_their_arrangement_runs(hub: LivingHub, browser: Browser) -> None:
    hub.accepted("noor")
    with walking(browser, hub.url) as walker:
        walker.log_in("noor")
        walker.go("/vergeet-mij")
        walker.tick("read", "yes")
        walker.press("Verder")
        walker.tick("sure", "yes")
        walker.press("Vergeet mij nu")
        assert walker.heading == "Dit kan zo niet"
        assert "consent.arrangement_runs" in walker.page.content()
