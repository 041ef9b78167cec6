"""The portal in the hub's process and in one of its own: the same short journey, with registered documents only."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from portal.arrangements import portal_alone, portal_within
from portal.over_http import calling
from running_hub import RunningHub
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from typer.testing import CliRunner

from adapters import bootstrap, settings
from adapters.cli.main import app
from adapters.settings_portal import DEMO_PHONE
from adapters.web import health
from adapters.web.machine_routes import MachineRoutes
from hub.errors import BadInput

Arrangement = Callable[[Path], AbstractContextManager[tuple[RunningHub, str]]]

FIVE = ("cjib", "duo", "cak", "belastingdienst", "toeslagen")

PAGES = (
    "/overzicht",
    "/toestemming",
    "/wat-kunt-u-betalen",
    "/voorstel",
    "/vergelijk",
    "/mijn-regelingen",
    "/wie-keek-er",
    "/mijn-toestemmingen",
    "/laat-een-mens-kijken",
)


@pytest.mark.parametrize("arrangement", [portal_within, portal_alone], ids=["within", "alone"])
@pytest.mark.leaks("the log-in of the demo puts codes into addresses")
def test_a_short_journey_is_the_same_in_one_process_and_in_two(arrangement: Arrangement, tmp_path: Path) -> None:
    with arrangement(tmp_path) as (hub, site), calling(site) as person:
        assert person.get("/overzicht").leads_to == "/login?next=/overzicht"
        assert "ten minste € 0,00" in person.log_in("noor").words

        answer = person.fill_in("/toestemming", {"agencies": FIVE}, "agencies")
        assert (answer.status, answer.leads_to) == (303, "/overzicht")
        assert "ten minste" not in person.get("/overzicht").words
        for path in PAGES:
            assert (path, person.get(path).status) == (path, 200)
            assert (path, person.get(f"/en{path}").status) == (path, 200)

        answer = person.fill_in("/voorstel", {"action": "propose"}, 'value="propose"')
        assert answer.leads_to is not None
        agree = answer.leads_to
        chosen = {"method": "transfer", "read": "yes"}
        sure = person.fill_in(agree, chosen, "csrf")
        assert sure.heading == "Weet u het zeker?"
        plan = person.send(agree, {**sure.hidden(), "sure": "yes"})
        assert (plan.status, plan.leads_to and plan.leads_to.startswith("/mijn-regelingen/")) == (303, True)
        assert person.get(str(plan.leads_to)).heading == "Mijn regeling"

        assert person.http.get(f"{hub.url}/overzicht").status_code == (200 if site == hub.url else 404)
        for path in ("/health/live", "/health/ready"):
            assert (path, person.get(path).raw.json()["status"]) == (path, "ok")


async def test_a_portal_alone_is_ready_while_its_database_is_also_where_the_hub_is_away() -> None:
    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("a page")(scope, receive, send)

    there = {"store": True}

    async def holds() -> bool:
        return there["store"]

    routes = [Route("/health/live", health.live), Route("/health/ready", health.ready({"store": holds}))]
    transport = httpx2.ASGITransport(MachineRoutes(pages, routes))
    async with httpx2.AsyncClient(transport=transport, base_url="https://portal.test") as http:
        found = {path: (await http.get(path)).status_code for path in ("/health/live", "/health/ready", "/health")}
        there["store"] = False
        away = await http.get("/health/ready")
        other = await http.get("/health/sources")
    assert found == {"/health/live": 200, "/health/ready": 200, "/health": 200}
    assert (away.status_code, away.json()) == (503, {"status": "not_ready", "parts": {"store": False}})
    assert other.text == "a page"


def faults_of(config: Path) -> str:
    with pytest.raises(BadInput) as refused:
        bootstrap.checked_portal(config)
    return refused.value.happened


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A portal's configuration in production, all of it wrong but what a key file must be."""
    path = tmp_path / "portal.toml"
    path.write_text(
        f"""public_url = "http://portal.example"

[keys]
wrap_id = "demo-only-wrap-1"
wrap = "x"
index = "y"

[portal]
hub_url = "http://hub.example"

[portal.helpers]
name = "Somebody"
phone = "{DEMO_PHONE}"
""",
        encoding="utf-8",
    )
    return path


def changed(config: Path, old: str, new: str) -> Path:
    told = config.read_text(encoding="utf-8")
    assert old in told
    config.write_text(told.replace(old, new), encoding="utf-8")
    return config


def test_a_portal_alone_needs_no_agency_and_hears_of_all_its_faults_at_once(config: Path) -> None:
    told = faults_of(config)

    assert "sources" not in told
    assert "audit" not in told
    for fault in (
        "login: unset",
        "portal.hub_url: not https",
        "portal.helpers.phone: the demo's number",
        "keys: a demo key in production",
    ):
        assert fault in told


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("hub_url = ", "# ", "portal.hub_url: unset"),
        ("http://hub.example", "https://hub.example/", "a slash at its end"),
        ("http://hub.example", "https://me:secret@hub.example", "without a user"),
        ("http://hub.example", "https://hub.example:none", "portal.hub_url: no address"),
        ("http://hub.example", "http://portal.example", "public_url: this is the hub's address"),
        ("[keys]", "trusted_proxies = ['0.0.0.0/0']\n[keys]", "trusted_proxies: 0.0.0.0/0 trusts everybody"),
        ("[keys]", "[rules]\nreform = 'rijk-breed'\n[keys]", "rules.reform"),
        ("[keys]", "[store]\nurl = 'sqlite:///x.db'\nrole = 'hub'\n[keys]", "store.role: only PostgreSQL has roles"),
    ],
)
def test_each_fault_of_a_portal_alone_is_named(config: Path, old: str, new: str, fault: str) -> None:
    told = faults_of(changed(config, old, new))

    assert fault in told
    assert "secret" not in told


def test_the_log_in_of_a_portal_alone_is_held_to_production(config: Path) -> None:
    login = '[login]\nissuer = "http://hub.example/demo/issuer"\nclient_id = "portal"\nkey_file = "none.jwk"\n'
    told = faults_of(changed(config, "[portal]", f'{login}algorithms = ["ES256"]\n[portal]'))

    assert "login.issuer: not https" in told
    assert "login.issuer: the demo issuer in production" in told
    assert "public_url: people log in there, and it is not https" in told


def test_a_configuration_without_pages_is_no_portal(config: Path) -> None:
    text = config.read_text(encoding="utf-8").partition("[portal]")[0]
    config.write_text(text, encoding="utf-8")

    assert "portal: unset, so there is nothing to serve" in faults_of(config)


def test_the_doctor_knows_the_configuration_of_a_portal_by_its_name(config: Path) -> None:
    told = CliRunner().invoke(app, ["doctor", "--portal", "--config", str(config)])

    assert told.exit_code == 1
    assert "portal.hub_url: not https" in told.output
    assert "sources" not in told.output


def test_a_hub_whose_pages_nobody_could_log_in_to_does_not_start(config: Path) -> None:
    told = bootstrap.all_faults(settings.load(changed(config, "hub_url = ", "# ")))

    assert "portal: nobody could log in; name the provider in login" in told
