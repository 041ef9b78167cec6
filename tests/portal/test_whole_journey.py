"""From logging in to taking permission back: what a person with debts does, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from portal.arrangements import UNHURRIED
from portal.walking import Walker, walking
from running_hub import RunningHub, running_hub

pytestmark = pytest.mark.leaks(
    "the browser of these tests goes through the demo's log-in, whose codes stand in addresses"
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("portal"), more=UNHURRIED) as running:
        yield running


def told_of_the_household(walker: Walker) -> None:
    page = walker.page
    walker.tick("household", "SINGLE")
    for name, value in {
        "monthly_income": "1.600",
        "other_income": "0",
        "year_income": "20.000,00",
        "already_taken": "0",
        "rent": "600",
        "rent_benefit": "200",
        "health_premium": "160",
        "care_benefit": "90",
        "childcare": "0",
        "alimony": "0",
        "other_expenses": "0",
        "cash": "0",
    }.items():
        page.fill(f"input[name={name}]", value)
    walker.tick("home", "yes")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_person_finds_their_way_from_permission_to_an_arrangement_and_back(
    hub: RunningHub, browser: Browser, *, scripts: bool
) -> None:
    persona = "noor" if scripts else "milan"
    with walking(browser, hub.url, scripts=scripts) as walker:
        page = walker.page
        walker.log_in(persona)
        assert walker.heading == "Uw overzicht"
        assert "ten minste € 0,00" in walker.text

        walker.go("/toestemming")
        assert page.locator("input[name=agencies]:checked").count() == 0
        walker.press("Toestemming geven")
        assert "Kies een organisatie" in walker.text
        for code in ("cjib", "duo", "cak", "belastingdienst", "toeslagen"):
            walker.tick("agencies", code)
        walker.press("Toestemming geven")
        assert walker.path == "/overzicht"
        assert "ten minste" not in walker.text

        page.locator("a[href^='/schuld/']").first.click()
        assert "Niet eens?" in walker.text

        walker.go("/wat-kunt-u-betalen")
        told_of_the_household(walker)
        walker.press("Reken uit")
        assert "Dit kunt u missen" in walker.text

        walker.go("/voorstel")
        assert walker.heading == "Uw voorstel"
        walker.press("Controleer dit voorstel")
        assert walker.heading == "Klopt dit?"
        proposal = walker.path
        assert page.locator("input[type=radio]:checked, input[type=checkbox]:checked").count() == 0
        walker.press("Verder")
        assert "Kies een antwoord." in walker.text
        walker.tick("method", "transfer")
        walker.tick("read", "yes")
        walker.press("Verder")
        assert walker.heading == "Weet u het zeker?"
        walker.press("Akkoord")
        assert "Zet een vinkje als u het zeker weet." in walker.text
        walker.tick("sure", "yes")
        walker.press("Akkoord")
        assert walker.path.startswith("/mijn-regelingen/")
        assert walker.heading == "Mijn regeling"
        walker.go(proposal)
        assert walker.path == "/mijn-regelingen"
        walker.go("/wie-keek-er")
        assert "ging akkoord met een regeling" in walker.text

        walker.go("/mijn-toestemmingen")
        walker.tick("grants", str(page.locator("input[name=grants]").first.get_attribute("value")))
        walker.press("Neem terug")
        assert "Dit volgt daaruit" in walker.text
        walker.press("Neem terug")
        assert walker.path == "/mijn-toestemmingen"
        assert "Geldt niet meer" in walker.text

        assert walker.strangers == []
