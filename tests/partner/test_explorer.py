"""The explorer in a real browser: it opens, asks as somebody, wants nothing from elsewhere; and production has none."""

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values
from playwright.sync_api import Browser, expect
from portal.browser import visiting
from running_hub import RunningHub
from sources import ROOT
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from adapters import bootstrap, partner_parts, settings
from adapters.cli.demo_folder import DemoFolder
from adapters.parts import parts
from adapters.settings import Mode, Settings
from adapters.web import explorer

FILES: Final = ROOT / "adapters" / "web" / "explorer_files"
SDL: Final = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")
TOOLS: Final[Any] = object()
"""Handed on and not used."""

VENDORED: Final = tomllib.loads((FILES / "VENDORED.toml").read_text(encoding="utf-8"))


def test_somebody_is_chosen_and_asks_and_nothing_comes_from_elsewhere(hub: RunningHub, browser: Browser) -> None:
    asked, said = set(), []
    with visiting(browser, language="en") as page:
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda fault: said.append(str(fault)))
        page.goto(f"{hub.url}/explorer")
        page.select_option("#who", label="noor")
        expect(page.locator("#says")).to_have_text("From now on noor asks.")
        expect(page.locator(".graphiql-tab")).to_have_count(len(explorer.tabs(ROOT / "schema/operations", fresh=str)))

        for tab, told in (("GiveConsent", '"purpose": "PROPOSAL"'), ("Preview", '"__typename": "Proposal"')):
            page.get_by_role("tab", name=tab).click()
            # GraphiQL reads which operation a tab holds a moment after showing it; until then it names the one before.
            page.wait_for_timeout(1_000)
            page.get_by_role("button", name=re.compile("Execute query")).click()
            expect(page.locator(".result-window")).to_contain_text(told, timeout=15_000)
        # Menus and dialogs write styles of their own: those bear the nonce of the page.
        page.get_by_role("button", name="Open settings dialog").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        kept = page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length")

    assert {url for url in asked if not url.startswith(f"{hub.url}/")} == set()
    assert said == []
    assert kept == 0


def test_no_script_and_no_style_without_leave_can_run_there(hub: RunningHub) -> None:
    first, second = (httpx2.get(f"{hub.url}/explorer", trust_env=False) for _ in range(2))
    policies = [answer.headers["Content-Security-Policy"] for answer in (first, second)]

    assert all("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" in policy for policy in policies)
    assert policies[0] != policies[1]
    assert not re.findall(r"unsafe|https?:|\*", " ".join(policies))
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=\"/explorer/)|https?://", first.text)


def test_a_hub_of_real_people_has_neither_explorer_nor_sandbox(tmp_path: Path) -> None:
    folder = DemoFolder(path=tmp_path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    of_demo = settings.load(folder.config)
    with_sandbox = of_demo.model_copy(update={"demo": of_demo.demo.model_copy(update={"sandbox": True})})
    in_production = with_sandbox.model_copy(update={"mode": Mode.PRODUCTION})
    made = parts(of_demo)

    def paths(read: Settings) -> set[str]:
        found = partner_parts.routes(read, made, lambda: bootstrap.demo_issuer(of_demo), SDL, TOOLS)
        return {f"/{route.path.split('/')[1]}" for route in found if isinstance(route, Route | Mount)}

    assert paths(of_demo) == {"/demo", "/explorer"}
    assert paths(with_sandbox) == {"/demo", "/explorer", "/sandbox"}
    assert paths(in_production) == set()
    door = HTMLResponse("the door")
    assert partner_parts.at_graphql(of_demo, made, door) is door
    assert partner_parts.at_graphql(in_production, made, door) is door


def test_every_example_fits_the_contract_with_its_variables() -> None:
    schema = build_schema(SDL)
    opened = explorer.tabs(ROOT / "schema/operations", fresh=lambda: "a-key")

    assert len(opened) >= 5
    for tab in opened:
        document = parse(tab["query"])
        assert validate(schema, document) == []
        (operation, *_) = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
        values = get_variable_values(schema, operation.variable_definitions or (), json.loads(tab["variables"]))
        assert not isinstance(values, list), list(map(str, values))


@pytest.mark.parametrize("file", VENDORED["files"], ids=lambda file: file["path"])
def test_what_others_made_is_the_file_that_was_reviewed(file: dict[str, str]) -> None:
    assert hashlib.sha256((FILES / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_what_was_vendored_is_what_is_locked_and_may_be_shipped() -> None:
    lock = json.loads((ROOT / "tests/explorer/package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name.removeprefix("node_modules/"): package.get("version") for name, package in lock.items()}

    assert {package["name"]: package["version"] for package in VENDORED["packages"]}.items() <= locked.items()
    assert {package["licence"] for package in VENDORED["packages"]} <= {"MIT", "0BSD", "BSD-2-Clause", "Python-2.0"}
    assert [name for name, package in lock.items() if "resolved" in package or "hasInstallScript" in package] == []
