"""The console of a demo: what it can do, against a running demo; and that there is none in production."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from portal.living_hub import LivingHub, living_hub
from portal.stubs import ORIGIN, Somebody, before, speaking_to
from portal.test_every_page import wrong
from portal.walking import Walker, walking

from adapters import bootstrap, settings
from adapters.cli.demo_folder import DemoFolder
from adapters.demo_tools import demo_tools

CONSOLE = "/demo-console"
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Told:
    """Tools that only note what they were told."""

    people: Sequence[str] = ("noor",)
    can_move: bool = True
    heard: list[tuple[object, ...]] = field(default_factory=list)

    def today(self) -> date:
        return date(2026, 11, 24)

    def move(self, days: int) -> str:
        self.heard.append(("move", days))
        return "moved"

    async def agencies(self) -> Sequence["Told.Agency"]:
        return [Told.Agency()]

    async def switch(self, agency: str, behaviour: str) -> str:
        self.heard.append(("switch", agency, behaviour))
        return "switched"

    async def pay(self, persona: str) -> str:
        self.heard.append(("pay", persona))
        return "paid"

    async def miss(self, persona: str) -> str:
        self.heard.append(("miss", persona))
        return "missed"

    async def log(self, last: int) -> Sequence["Told.Line"]:
        del last
        return [Told.Line()]

    @dataclass
    class Agency:
        code: str = "duo"
        name: str = "DUO"
        behaviour: str | None = None

    @dataclass
    class Line:
        seq: int = 7
        at: str = "2026-11-24 10:00:00"
        event: str = "claims.released"
        who: str = "portal"
        outcome: str = "duo answered"


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("action=switch&agency=duo&behaviour=down", [("switch", "duo", "down")]),
        ("action=move&step=week", [("move", 7)]),
        ("action=pay&persona=noor", [("pay", "noor")]),
        ("action=miss&persona=noor", [("miss", "noor")]),
        ("action=switch&agency=svb&behaviour=down", []),
        ("action=switch&agency=duo&behaviour=on%20fire", []),
        ("action=move&step=century", []),
        ("action=pay&persona=nobody", []),
        ("action=miss", []),
        ("", []),
    ],
)
async def test_the_console_does_what_is_asked_and_nothing_that_it_does_not_know(
    sent: str, heard: list[tuple[object, ...]]
) -> None:
    tools = Told()
    async with speaking_to(before({}, None, tools=tools)) as http:
        answer = await http.post(CONSOLE, content=sent, headers=OURS)

    assert tools.heard == heard
    assert answer.status_code == (HTTPStatus.OK if heard else HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "2026-11-24 10:00:00  claims.released  portal  duo answered" in answer.text


async def test_a_clock_that_stands_still_is_not_moved() -> None:
    tools = Told(can_move=False)
    async with speaking_to(before({}, None, tools=tools)) as http:
        for sent in ("action=move&step=day", "action=miss&persona=noor"):
            await http.post(CONSOLE, content=sent, headers=OURS)
        page = await http.get(CONSOLE)

    assert tools.heard == []
    assert "De klok staat in deze demo stil." in page.text


@pytest.mark.parametrize("changed", [{"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_another_site_cannot_press_its_buttons(changed: dict[str, str]) -> None:
    tools = Told()
    async with speaking_to(before({}, None, tools=tools)) as http:
        answer = await http.post(CONSOLE, content="action=move&step=day", headers={**OURS, **changed})

    assert (answer.status_code, tools.heard) == (HTTPStatus.FORBIDDEN, [])


@pytest.mark.parametrize("path", [CONSOLE, f"/en{CONSOLE}"])
async def test_pages_without_the_tools_of_a_demo_have_no_console(path: str) -> None:
    for named in ({"is_demo": False, "tools": Told()}, {"is_demo": True}, {"is_demo": False}):
        async with speaking_to(before({}, Somebody(), **named)) as http:
            assert (await http.get(path)).status_code == HTTPStatus.NOT_FOUND
            assert (await http.post(path, headers=OURS)).status_code == HTTPStatus.NOT_FOUND
            assert "demo-console" not in (await http.get("/hulp")).text


def test_production_makes_no_tools(tmp_path: Path) -> None:
    folder = DemoFolder(path=tmp_path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    given = {"numbers": {}, "names": {}, "clock": folder.clock, "written": None, "graphql": None}

    def made(mode: str) -> object:
        text = folder.config.read_text(encoding="utf-8").replace('mode = "demo"', f'mode = "{mode}"')
        (tmp_path / "hub.toml").write_text(text, encoding="utf-8")
        read = settings.load(tmp_path / "hub.toml")
        return demo_tools(read, mint=lambda: bootstrap.demo_issuer(read).mint, **given)  # type: ignore[arg-type]  # neither log nor door is opened here

    assert made("demo") is not None
    assert made("production") is None


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHub]:
    """A demo as `hub demo` runs it: with a clock that moves and arrangements that live."""
    with living_hub(tmp_path_factory.mktemp("console")) as running:
        yield running


def do(walker: Walker, form: str, button: str) -> str:
    """Press a button of the console; give what it says became of it."""
    walker.page.locator(f"{form} button[value={button}]").click()
    said = walker.page.locator("[role=status]")
    expect(said).to_be_visible()
    return said.inner_text()


@pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")
def test_an_agency_goes_down_and_comes_back_while_somebody_looks(hub: LivingHub, browser: Browser) -> None:
    hub.consent("milan")
    with walking(browser, hub.url) as citizen, walking(browser, hub.url) as keeper:
        citizen.log_in("milan")
        expect(citizen.page.locator("h1")).to_have_text("Uw overzicht")
        assert "ten minste" not in citizen.text
        keeper.go(CONSOLE)

        assert "anders" in do(keeper, "#agency-duo", "down")
        assert "DUO: Ligt stil" in keeper.text
        citizen.go("/overzicht")
        assert "ten minste" in citizen.text
        keeper.go(CONSOLE)
        assert "duo unreachable" in keeper.text

        do(keeper, "#agency-duo", "contradictory")
        do(keeper, "#agency-cak", "slow")
        do(keeper, "#agency-duo", "normal")
        do(keeper, "#agency-cak", "normal")
        assert "DUO: Gewoon" in keeper.text


@pytest.mark.leaks("the browser of these tests goes through the demo's log-in, whose codes stand in addresses")
def test_an_instalment_is_paid_and_the_next_one_missed(hub: LivingHub, browser: Browser) -> None:
    hub.consent("noor")
    kept = hub.client.ask("noor", "demo_propose", {"key": "c", "scheme": "rijk-wide"})["proposeArrangement"]
    hub.client.ask("noor", "demo_accept", {"key": "d", "id": kept["arrangement"]["id"]})
    hub.until("noor", "ACTIVE")
    with walking(browser, hub.url) as keeper:
        keeper.go(CONSOLE)
        keeper.page.select_option("#persona", "sem")
        assert "geen regeling die loopt" in do(keeper, "form", "pay")

        for button, said in (
            ("pay", "De termijn is betaald."),
            ("pay", "De termijn is betaald."),
            ("miss", "geen geld"),
        ):
            keeper.page.select_option("#persona", "noor")
            assert said in do(keeper, "form", button)
        assert "agency-cjib" in keeper.text
        first, second, third, *_ = hub.life("noor")["terms"]["instalments"]
        assert [term["paidAmount"] for term in (first, second, third)] == [first["amount"], second["amount"], 0]
        assert hub.today() > date.fromisoformat(third["dueOn"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_console_is_for_everybody(hub: LivingHub, browser: Browser, language: str) -> None:
    with walking(browser, hub.url, language=language) as walker:
        walker.go("/hulp")
        walker.page.locator(".er-demo a").click()
        expect(walker.page.locator("h1")).to_be_visible()

        assert walker.path.endswith(CONSOLE)
        for width in walker.widths():
            assert (width, wrong(walker)) == (width, [])
        assert walker.strangers == []


def test_the_page_loads_itself_again_only_where_somebody_wants_that(hub: LivingHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.go(CONSOLE)
        live = walker.page.get_by_role("button", name="Kijk live mee")
        assert live.get_attribute("aria-pressed") == "false"

        with walker.page.expect_navigation(timeout=10_000):
            live.click()
        assert live.get_attribute("aria-pressed") == "true"
        live.click()

        assert live.get_attribute("aria-pressed") == "false"
        assert walker.path == CONSOLE


def test_without_scripts_there_is_a_link_instead(hub: LivingHub, browser: Browser) -> None:
    with walking(browser, hub.url, scripts=False) as walker:
        walker.go(CONSOLE)

        assert not walker.page.get_by_role("button", name="Kijk live mee").is_visible()
        assert walker.page.get_by_role("link", name="Laad de pagina opnieuw").is_visible()
