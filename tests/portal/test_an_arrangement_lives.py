"""An arrangement from being asked for to its end, as the person sees it: every state, what can be done, no blame."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser
from portal.living_hub import LivingHub, living_hub
from portal.test_every_page import wrong
from portal.test_whole_journey import told_of_the_household
from portal.walking import Walker, walking
from running_hub import PERSONAS

pytestmark = pytest.mark.leaks(
    "the browser of these tests goes through the demo's log-in, whose codes stand in addresses"
)

A_WEEK = timedelta(days=7)

END = """mutation End($key: String!, $id: ID!, $person: PersonInput!) {
  endArrangement(input: {
    idempotencyKey: $key, arrangement: $id, person: $person, ground: "ground_gone", reason: "U heeft nu genoeg geld.",
    case: { reason: CONTACT, number: "Z-1" }
  }) { state problems { ... on Problem { code } } }
}"""

BLAME = ("schuldig", "nalatig", "verwijt", "helaas", "u had")
"""What nobody wants to read who could not pay."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHub]:
    with living_hub(tmp_path_factory.mktemp("lives")) as running:
        for persona in ("noor", "milan", "yusuf", "lotte", "omar", "sara", "pieter", "eva", "hendrik", "bram"):
            running.consent(persona, ["cjib", "duo", "cak", "belastingdienst", "toeslagen"])
        yield running


def shown(walker: Walker, life: str, badge: str, *, scripts: bool = True) -> None:
    """Go to the arrangement's page, narrow: it says how it stands, and is for everybody. (axe is a script itself.)"""
    walker.page.set_viewport_size({"width": 320, "height": 900})
    walker.go(f"/mijn-regelingen/{life}")
    assert not scripts or (badge, wrong(walker)) == (badge, [])
    assert walker.page.locator("main .utrecht-status-badge").first.inner_text() == badge
    assert not [word for word in BLAME if word in walker.text.lower()]


def test_what_is_asked_for_is_shown_until_the_agency_decides(hub: LivingHub, browser: Browser) -> None:
    for persona, behaviour, state, badge, says in (
        ("lotte", "unavailable", "ACCEPTED", "Wordt aangevraagd", "Wij vragen de regeling nu aan bij CJIB."),
        ("sara", "acknowledges_twice", "REQUESTED", "Aangevraagd", "Tot het besluit loopt alles door."),
        ("eva", "declines", "DECLINED", "Afgewezen", "CJIB wees de aanvraag af."),
    ):
        hub.desk("cjib", behaviour)
        hub.accepted(persona)
        life = hub.until(persona, state)
        hub.desk("cjib", "unavailable")
        with walking(browser, hub.url) as walker:
            walker.log_in(persona)
            shown(walker, life, badge)
            assert says in walker.text
            walker.page.get_by_role("link", name="Laat een mens kijken").first.click()
            walker.page.get_by_text("Uw vraag gaat over uw regeling.").wait_for()
    hub.desk("cjib", None)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_other_terms_are_looked_at_and_agreed_to_or_not(hub: LivingHub, browser: Browser, *, scripts: bool) -> None:
    persona = "pieter" if scripts else "hendrik"
    hub.desk("cjib", "other_terms")
    hub.accepted(persona)
    life = hub.until(persona, "OFFERED")
    hub.desk("cjib", None)
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in(persona)
        shown(walker, life, "Ander aanbod", scripts=scripts)
        page.get_by_role("link", name="Bekijk het aanbod").click()
        assert walker.heading == "Een ander aanbod"
        assert "U bent later klaar" in walker.text
        assert not scripts or wrong(walker) == []
        if scripts:
            walker.press("Akkoord")
            page.wait_for_url(f"**/mijn-regelingen/{life}")
            assert hub.life(persona)["state"] == "ACTIVE"
        else:
            page.get_by_role("link", name="Niet akkoord").click()
            assert walker.heading == "Stoppen met deze regeling"
            walker.press("Stop")
            page.wait_for_url(f"**/mijn-regelingen/{life}")
            shown(walker, life, "Door u gestopt", scripts=scripts)
            assert page.get_by_role("link", name="Maak een nieuw voorstel").count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_change_is_told_seen_beside_the_old_plan_and_asked_for(
    hub: LivingHub, browser: Browser, *, scripts: bool
) -> None:
    persona = "milan" if scripts else "yusuf"
    hub.accepted(persona)
    life = hub.until(persona, "ACTIVE")
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in(persona)
        shown(walker, life, "Loopt", scripts=scripts)
        page.get_by_role("link", name="Mijn situatie is veranderd").click()
        assert page.locator("input[name=what]").count() <= 4
        assert page.locator("input:checked").count() == 0
        walker.press("Verder")
        assert "Kies een antwoord." in walker.text
        walker.tick("what", "income")
        walker.press("Verder")
        page.get_by_text("Er verandert nog niets.").wait_for()
        assert not scripts or wrong(walker) == []
        walker.press("Reken een nieuw plan uit")
        page.locator(".er-error-summary").wait_for()
        told_of_the_household(walker)
        page.fill("input[name=wish]", "100")
        walker.press("Reken een nieuw plan uit")
        page.wait_for_load_state()
        assert walker.heading == "Uw nieuwe plan"
        assert "U betaalt meer per maand: € 100,00." in walker.text
        assert not scripts or wrong(walker) == []
        hub.desk("cjib", "acknowledges_twice")
        walker.press("Vraag dit aan")
        page.wait_for_url(f"**/mijn-regelingen/{life}")
        hub.desk("cjib", None)
        assert "U vroeg om andere voorwaarden" in walker.text
        assert "Tot het besluit blijft alles zoals het is." in walker.text


def test_who_cannot_pay_now_is_shown_what_can_be_done(hub: LivingHub, browser: Browser) -> None:
    hub.accepted("bram")
    life = hub.until("bram", "ACTIVE")
    with walking(browser, hub.url) as walker:
        walker.log_in("bram")
        walker.go(f"/mijn-regelingen/{life}/wijziging")
        walker.tick("what", "cannot_pay")
        walker.press("Verder")
        walker.page.get_by_text("Dat kan gebeuren.").wait_for()
        links = walker.page.locator("main .nl-button")
        assert links.all_inner_texts() == ["Vraag een pauze", "Minder betalen per maand", "Laat een mens kijken"]
        assert wrong(walker) == []
        walker.go(f"/mijn-regelingen/{life}/wijziging?wat=debt")
        assert wrong(walker) == []


def test_a_term_is_paid_missed_paused_and_all_is_paid(hub: LivingHub, browser: Browser) -> None:
    persona = "noor"
    hub.accepted(persona)
    life = hub.until(persona, "ACTIVE")
    first, second, *_ = hub.life(persona)["terms"]["instalments"]
    with walking(browser, hub.url) as walker:
        page = walker.page
        walker.log_in(persona)
        walker.go(f"/mijn-regelingen/{life}")
        page.get_by_role("link", name="Betaal nu").first.click()
        assert walker.heading == "Nu betalen"
        reference = re.search(r"RF\d\d\w+", walker.text)
        assert reference
        assert wrong(walker) == []
        walker.press("Maak een link om te betalen")
        page.get_by_text("Uw link is klaar").wait_for()
        assert str(page.locator("main .utrecht-alert a").get_attribute("href")).startswith("https://")
        assert wrong(walker) == []
        page.get_by_role("link", name="Liever alles betalen?").click()
        assert "Er staat nog" in walker.text

        hub.move(date.fromisoformat(first["dueOn"]))
        hub.pay(persona, first["amount"], reference="P-1")
        walker.go(f"/mijn-regelingen/{life}")
        assert "P-1" not in walker.text
        assert "Wat u betaalde" in walker.text

        hub.move(date.fromisoformat(second["dueOn"]) + A_WEEK)
        hub.until(persona, "REMINDED")
        shown(walker, life, "Herinnering")
        assert "Er is nog geld nodig" in walker.text
        assert "Lukt dat niet? Bel, of vraag een pauze." in walker.text

        page.get_by_role("link", name="Vraag een pauze").first.click()
        walker.tick("helped", "no")
        walker.press("Vraag een pauze")
        hub.until(persona, "PAUSED")
        shown(walker, life, "Pauze")

        hub.pay(persona, hub.life(persona)["openAmount"], reference="P-2")
        hub.until(persona, "COMPLETED")
        shown(walker, life, "Klaar")
        assert page.get_by_role("link", name="Betaal nu").count() == 0


def test_what_a_worker_ends_says_why_and_what_is_possible(hub: LivingHub, browser: Browser) -> None:
    hub.accepted("omar")
    life = hub.until("omar", "ACTIVE")
    told = {"id": life, "person": {"bsn": PERSONAS["omar"].bsn}, "key": "end"}
    answer = hub.post(END, token=hub.token(as_="staff:cjib"), **told)
    assert answer["data"]["endArrangement"]["problems"] == []
    with walking(browser, hub.url) as walker:
        walker.log_in("omar")
        shown(walker, life, "Beëindigd")
        assert "Dit zei de medewerker: U heeft nu genoeg geld." in walker.text


def test_an_offer_that_nobody_answers_is_over(hub: LivingHub, browser: Browser) -> None:
    hub.desk("cjib", "other_terms")
    hub.accepted("hendrik")
    life = hub.until("hendrik", "OFFERED")
    hub.desk("cjib", None)
    hub.move(hub.today() + timedelta(days=30))
    hub.until("hendrik", "EXPIRED")
    with walking(browser, hub.url) as walker:
        walker.log_in("hendrik")
        shown(walker, life, "Verlopen")
        walker.go(f"/mijn-regelingen/{life}/ander-aanbod")
        assert walker.path == f"/mijn-regelingen/{life}"
