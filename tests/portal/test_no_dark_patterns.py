"""Nothing is chosen for a person, a no is as visible as a yes, and taking back is no more work than giving."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from portal.over_http import Answer, calling
from running_hub import RunningHub, running_hub
from sources import ROOT

TEMPLATES: Final = ROOT / "adapters" / "portal" / "templates" / "pages"

BINDING: Final = {
    "agree",
    "agree_sure",
    "change_check",
    "erase",
    "erase_sure",
    "narrow",
    "opt_in",
    "pause",
    "permission",
    "request",
    "stop",
    "terms",
    "withdraw",
}
"""Pages whose form binds, gives or ends something: each has a way out beside it."""

CHOICES: Final = re.compile(r"{% call equal_choice\(.*?\) %}(.*?){% endcall %}", re.DOTALL)
ONE: Final = re.compile(r"{{ (button|button_link)\((.*)\) }}")
CHOSEN_ALREADY: Final = re.compile(r"<input[^>]*\bchecked\b|<option[^>]*\bselected\b")


def choices() -> dict[str, list[str]]:
    found = {path.stem: CHOICES.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("*.html")}
    return {name: texts for name, texts in found.items() if texts}


def test_every_page_that_binds_puts_its_ways_side_by_side() -> None:
    assert {name for name in choices() if not name.startswith("work")} == BINDING


@pytest.mark.parametrize("page", sorted(BINDING))
def test_a_no_looks_exactly_like_a_yes(page: str) -> None:
    for text in choices()[page]:
        ways = ONE.findall(text)
        assert len(ways) > 1
        assert [told for _, told in ways if '"secondary"' not in told] == []


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("plain")) as running:
        yield running


def boxes(page: Answer, name: str) -> list[str]:
    return re.findall(rf'type="checkbox"[^>]*name="{name}"[^>]*value="([^"]*)"', page.raw.text)


@pytest.mark.leaks("the log-in of the demo puts codes into addresses")
def test_nothing_is_chosen_beforehand_and_taking_back_is_no_more_work_than_giving(hub: RunningHub) -> None:
    """Giving is: open the page, tick, press. Taking back is: open the page, follow, press."""
    with calling(hub.url) as person:
        person.log_in("noor")
        asked = person.get("/toestemming")
        (code, *_) = boxes(asked, "agencies")
        given = person.send("/toestemming", {**asked.hidden("agencies"), "agencies": code})  # open, tick, press
        assert given.leads_to == "/overzicht"

        mine = person.get("/mijn-toestemmingen")  # open
        assert not CHOSEN_ALREADY.findall(mine.raw.text)
        (leads_to, *_) = re.findall(r'href="(/mijn-toestemmingen/intrekken[^"]+)"', mine.raw.text)
        sure = person.get(leads_to)  # follow: what it leads to is told first
        assert sure.heading == "Toestemming terugnemen"
        all_of_it = re.findall(r'name="grants" value="([^"]+)"', sure.raw.text)
        gone = person.send("/mijn-toestemmingen/intrekken", {**sure.hidden("once"), "grants": all_of_it})  # press
        assert (gone.status, boxes(person.get("/mijn-toestemmingen"), "grants")) == (303, [])
        assert person.get(leads_to).leads_to == "/mijn-toestemmingen"

        for path in ("/wat-kunt-u-betalen", "/laat-een-mens-kijken", "/vergeet-mij", "/toestemming"):
            assert (path, CHOSEN_ALREADY.findall(person.get(path).raw.text)) == (path, [])
