"""The overview fills while agencies answer, where the hub sends answers in parts; what they come to stands first."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from graphql import parse, print_ast
from playwright.sync_api import Browser
from portal.accessibility import looked_at
from portal.arrangements import IN_PARTS, UNHURRIED, portal_alone, portal_within
from portal.over_http import Caller, calling, said
from portal.walking import walking
from running_hub import RunningHub
from sources import ROOT

from adapters.portal.hub import documents
from adapters.portal.texts import Texts

pytestmark = pytest.mark.leaks("the log-in of the demo puts codes into addresses")

Served = tuple[RunningHub, str]


@pytest.fixture(scope="module", params=[portal_within, portal_alone], ids=["within", "alone"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RunningHub, str]]:
    with request.param(tmp_path_factory.mktemp("filling"), more=IN_PARTS + UNHURRIED) as (hub, site):
        for persona in ("noor", "omar", "sem"):
            hub.consent(persona, ("cjib", "duo", "cak", "belastingdienst", "toeslagen"))
        yield hub, site


@contextmanager
def halted(hub: RunningHub, code: str) -> Iterator[int]:
    """Let an agency say nothing; gives its process."""
    pid = next(stall.pid for stall in hub.street.stalls if stall.code == code)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def opened(person: Caller, path: str) -> Iterator[Iterator[str]]:
    """Open a page, and give what there is of it, again and again as more comes."""

    def growing(answer: httpx2.Response) -> Iterator[str]:
        page = ""
        for piece in answer.iter_text():
            page += piece
            yield page

    with person.http.stream("GET", f"{person.site}{path}") as answer:
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        yield growing(answer)


def test_who_answers_is_shown_while_another_is_silent_and_the_total_comes_with_the_last(
    served: Served,
) -> None:
    hub, site = served
    with calling(site) as person:
        person.log_in("noor")
        with halted(hub, "duo") as pid, opened(person, "/overzicht") as pages:
            part = next(page for page in pages if page.count("<article") == 4)
            assert "Dit staat er open" not in part
            assert "</main>" not in part
            os.kill(pid, signal.SIGCONT)
            *_, whole = pages

    assert whole.count("<article") == 5
    assert "Dit staat er open" in said(whole)
    assert "€ 3.903,61" in said(whole)
    assert "ten minste" not in said(whole)
    assert whole.rstrip().endswith("</html>")


def test_who_stays_silent_is_named_and_the_total_is_a_least(served: Served) -> None:
    hub, site = served
    with calling(site) as person:
        person.log_in("noor")
        with halted(hub, "duo"):
            words = person.get("/overzicht").words

    assert "ten minste €" in words
    assert "Dit is niet alles." in words


@pytest.mark.parametrize("persona", ["noor", "omar", "sem"])
def test_the_page_holds_the_debts_the_total_and_the_signals_that_the_hub_knows(served: Served, persona: str) -> None:
    hub, site = served
    with calling(site) as person:
        page = person.log_in(persona)
        answer = person.http.post(
            f"{hub.url}/graphql",
            json={"documentId": documents()["Overview"].id, "variables": {}},
            headers={"Authorization": f"Bearer {hub.token(persona=persona)}", "Accept-Language": "nl"},
        )
    seen = answer.json()["data"]["overview"]
    total = Texts.read("nl").amount(seen["knownOpen"]).replace("\u00a0", " ")

    assert set(re.findall(r'href="/schuld/([^"]+)"', page.raw.text)) == {
        edge["node"]["id"] for edge in seen["claims"]["edges"]
    }
    assert total in page.words
    assert [each for each in seen["signals"] if each["reason"]["text"] not in page.words] == []
    assert seen["signals"] or persona != "noor"
    assert ("ten minste" in page.words) is not seen["complete"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_they_come_to_stands_first_for_who_sees_and_for_who_hears(
    served: Served, browser: Browser, width: int, *, scripts: bool
) -> None:
    _, site = served
    with walking(browser, site, width=width, scripts=scripts) as walker:
        walker.log_in("noor")
        page = walker.page
        total = page.get_by_text("Dit staat er open").bounding_box()
        first = page.locator("article").first.bounding_box()
        heard = page.locator("main").aria_snapshot()
        assert total is not None
        assert first is not None
        assert total["y"] < first["y"]
        assert heard.index("Dit staat er open") < heard.index("Per organisatie")
        assert "Wij vragen het nu" not in heard
        if scripts:
            assert looked_at(page)["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert not [told for told in walker.said if "preloaded" not in told]  # a slow machine is no fault of the page


def test_the_document_in_parts_is_the_plain_one_with_one_word_more() -> None:
    portal = ROOT / "adapters" / "portal"
    manifest = json.loads((portal / "operations" / "manifest.json").read_text(encoding="utf-8"))
    plain = next(each["body"] for each in manifest["operations"] if each["name"] == "AgencyAnswers")
    in_parts = (portal / "in_parts" / "agency_answers.graphql").read_text(encoding="utf-8")

    def written(text: str) -> list[str]:
        return sorted(print_ast(definition) for definition in parse(text).definitions)

    assert in_parts.count(" @stream") == 1
    assert written(in_parts.replace(" @stream", "")) == written(plain)


def test_the_document_in_parts_is_registered_under_its_hash() -> None:
    folder = Path("adapters") / "portal" / "in_parts"
    anew = subprocess.run(
        [sys.executable, "-m", "adapters.cli.main", "schema", "--incremental", "--manifest", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert json.loads(anew.stdout) == json.loads((ROOT / folder / "manifest.json").read_text(encoding="utf-8"))
