"""The sandbox: people come back as somebody new, the clock goes on, agencies fail on request; never in production."""

import json
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from pages.pages import DOCS, blocks
from portal.living_hub import LivingHub
from starlette.applications import Starlette

from adapters.agencies.forced_source import OUTCOMES
from adapters.cli import demo_folder
from adapters.settings import load
from adapters.settings_faults import faults
from adapters.web import sandbox
from adapters.web.forced import Forcing

OVERVIEW: Final = """
query Overview { overview { ... on Overview { complete sources { agency { code } status reason }
  claims(first: 50) { edges { node { collector { code } } } } }
  ... on Problem { code } } }
"""
GRANTS: Final = "{ grants(first: 20) { ... on GrantConnection { totalCount } } }"


class Tools:
    """Tools that only note what they were told."""

    def __init__(self, *, moves: bool = True) -> None:
        self.heard: list[tuple[object, ...]] = []
        self._moves = moves

    def people(self) -> list[Mapping[str, str]]:
        return [{"name": "noor", "bsn": "999990342", "story": "A story."}]

    def today(self) -> str:
        return "2026-11-24"

    def move(self, days: int) -> bool:
        self.heard.append(("move", days))
        return self._moves

    async def agencies(self) -> list[Mapping[str, object]]:
        return [{"code": "duo", "name": "DUO", "behaviour": "normal"}]

    async def switch(self, agency: str, behaviour: str) -> bool | None:
        if agency != "duo":
            return None
        self.heard.append(("switch", agency, behaviour))
        return behaviour != "broken"

    async def instalment(self, persona: str, *, paid: bool) -> str | None:
        if persona != "noor":
            return None
        self.heard.append(("instalment", persona, paid))
        return "paid" if paid else "no_plan"

    async def reset(self) -> int:
        self.heard.append(("reset",))
        return 12


def door(tools: Tools) -> httpx2.AsyncClient:
    app = Starlette(routes=sandbox.routes(tools))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://sandbox.invalid/sandbox/v1")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "heard"),
    [
        ("PUT", "/agencies/duo", {"behaviour": "down"}, 200, [("switch", "duo", "down")]),
        ("PUT", "/agencies/duo", {"behaviour": "broken"}, 503, [("switch", "duo", "broken")]),
        ("PUT", "/agencies/svb", {"behaviour": "down"}, 400, []),
        ("POST", "/clock", {"days": 7}, 200, [("move", 7)]),
        ("POST", "/clock", {"days": 0}, 400, []),
        ("POST", "/clock", {"days": True}, 400, []),
        ("POST", "/clock", {"days": "7"}, 400, []),
        ("POST", "/clock", {}, 400, []),
        ("POST", "/clock", [], 400, []),
        ("POST", "/people/noor/next-instalment", {"paid": True}, 200, [("instalment", "noor", True)]),
        ("POST", "/people/noor/next-instalment", {"paid": False}, 409, [("instalment", "noor", False)]),
        ("POST", "/people/nobody/next-instalment", {"paid": True}, 400, []),
        ("POST", "/people/noor/next-instalment", {}, 400, []),
        ("POST", "/reset", {}, 200, [("reset",)]),
        ("POST", "/reset", {"much": "x" * 2_000}, 400, []),
    ],
)
async def test_it_does_what_is_asked_and_nothing_that_it_does_not_know(
    method: str, path: str, sent: object, status: int, heard: list[tuple[object, ...]]
) -> None:
    tools = Tools()
    async with door(tools) as http:
        answer = await http.request(method, path, json=sent)

    assert (answer.status_code, tools.heard) == (status, heard)
    if status == HTTPStatus.BAD_REQUEST:
        assert answer.json()["code"] == "sandbox.malformed"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_page_of_another_site_cannot_press_its_buttons(kind: str) -> None:
    """These three are all that a browser sends to elsewhere without asking first; and to asking there is no answer."""
    tools = Tools()
    async with door(tools) as http:
        answer = await http.post("/reset", content=b"{}", headers={"Content-Type": kind})
        asking = await http.options("/reset", headers={"Origin": "https://other.example"})

    assert (answer.status_code, tools.heard) == (HTTPStatus.BAD_REQUEST, [])
    assert asking.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert not [name for name in asking.headers if name.startswith("access-control")]


async def test_a_clock_that_stands_still_is_not_moved() -> None:
    async with door(Tools(moves=False)) as http:
        answer = await http.post("/clock", json={"days": 1})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "http.conflict")


@pytest.mark.parametrize("told", ["duo", "duo=", "duo=on-fire", "svb=busy", "duo=busy,duo=busy", "duo=busy,", ";"])
async def test_a_header_that_cannot_be_read_is_refused_and_nothing_is_asked(told: str) -> None:
    async def never(*_: Any) -> None:
        raise AssertionError("nothing may be asked")

    app = Forcing(never, agencies=["duo"], outcomes=list(OUTCOMES), force=never)  # type: ignore[arg-type]  # never called
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://hub.invalid") as http:
        answer = await http.post("/graphql", headers={"Sandbox-Agency": told})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["errors"][0]["extensions"]["code"] == "sandbox.malformed"


def test_production_refuses_a_sandbox_and_a_demo_without_an_issuer_cannot_have_one(tmp_path: Path) -> None:
    folder = demo_folder.DemoFolder(path=tmp_path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    written = folder.config.read_text(encoding="utf-8").replace("[demo]", "[demo]\nsandbox = true")

    def found(text: str) -> list[str]:
        folder.config.write_text(text, encoding="utf-8")
        return [one for one in faults(load(folder.config), known=(), scopes=()) if "demo.sandbox" in one]

    assert found(written) == []
    assert found(written.replace('mode = "demo"', 'mode = "production"')) == [
        "demo.sandbox: nobody real is there to be tried things on"
    ]
    without = "\n".join(line for line in written.splitlines() if not line.startswith("issuer_key_file"))
    assert found(without) == ["demo.sandbox: needs demo.issuer_key_file, for it acts as the people of the demo"]


# ── A real one ───────────────────────────────────────────────────────────────────────────────────────────────────────


def call(hub: LivingHub, method: str, path: str, sent: object = None) -> Any:
    answer = httpx2.request(method, f"{hub.url}/sandbox/v1{path}", json=sent, timeout=30, trust_env=False)
    assert answer.is_success, answer.text
    return answer.json()


def overview(hub: LivingHub, persona: str, told: str | None = None) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bearer {hub.token(persona=persona)}", **({"Sandbox-Agency": told} if told else {})}
    answer = httpx2.post(f"{hub.url}/graphql", json={"query": OVERVIEW}, headers=headers, timeout=30, trust_env=False)
    found: Mapping[str, Any] = answer.json()["data"]["overview"]
    return found


def statuses(found: Mapping[str, Any]) -> dict[str, str]:
    return {one["agency"]["code"]: one["status"] for one in found["sources"]}


def test_one_request_says_how_agencies_answer_it_and_no_other_one(hub: LivingHub) -> None:
    hub.consent("milan")
    for outcome, reason in OUTCOMES.items():
        found = overview(hub, "milan", f"cjib={outcome}, duo=busy")
        told = statuses(found)
        assert told["cjib"] == ("ANSWERED" if reason is None else reason.status.name)
        assert told["duo"] == "BUSY"
        assert found["complete"] is False
        assert "cjib" not in {edge["node"]["collector"]["code"] for edge in found["claims"]["edges"]}

    assert set(statuses(overview(hub, "milan")).values()) == {"ANSWERED"}


def test_who_is_reset_comes_back_as_somebody_new(hub: LivingHub) -> None:
    hub.consent("lotte")
    call(hub, "PUT", "/agencies/cak", {"behaviour": "down"})
    asked = hub.post(GRANTS, token=hub.token(persona="lotte"))["data"]["grants"]["totalCount"]
    done = call(hub, "POST", "/reset", {})

    assert asked > 0
    assert done["people"] == len(call(hub, "GET", "/people")["people"])
    assert hub.post(GRANTS, token=hub.token(persona="lotte"))["data"]["grants"]["totalCount"] == 0
    assert {one["behaviour"] for one in call(hub, "GET", "/agencies")["agencies"]} == {"normal"}
    hub.consent("lotte")  # the same key as before: for the hub it is another person's


def test_the_clock_goes_on_and_only_people_who_do_not_exist_live_there(hub: LivingHub) -> None:
    before = date.fromisoformat(call(hub, "GET", "/clock")["today"])
    moved = call(hub, "POST", "/clock", {"days": 3})["today"]
    query = "query P($bsn: Bsn!) { grants(first: 1, person: {bsn: $bsn}) { ... on Problem { code } } }"
    refused = hub.post(query, token=hub.token(as_="agency:cjib"), bsn=str(111_222_333))

    assert date.fromisoformat(moved) == before + timedelta(days=3)
    assert all(one["bsn"].startswith("99999") for one in call(hub, "GET", "/people")["people"])
    assert "bsn.not_a_test_number" in str(refused)


def test_the_command_of_the_page_moves_the_clock(hub: LivingHub) -> None:
    (command,) = (text for language, text in blocks(DOCS / "sandbox.md") if language == "sh")
    before = date.fromisoformat(call(hub, "GET", "/clock")["today"])
    command = command.replace("http://127.0.0.1:8000", hub.url)
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=30, check=True)

    assert json.loads(ran.stdout) == {"today": (before + timedelta(days=30)).isoformat()}
