"""Nothing that ships is under a licence that would bind whoever runs the hub, or that nobody looked at."""

import re

import pytest
from house.licences import CHOSEN, ELSEWHERE, assets, licences, page
from sources import ROOT

NOT_ALLOWED = re.compile(r"\bA?GPL\b|\bSSPL\b|\bBUSL\b|Affero|(?<!Lesser )General Public", re.IGNORECASE)
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|Artistic|OFL|EUPL|LGPL|Unicode|0BSD", re.IGNORECASE
)


def test_the_page_is_what_is_installed() -> None:
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == page()


def test_nothing_that_ships_is_under_the_gpl_or_the_agpl() -> None:
    taken = {**licences(), **{name: licence for name, (licence, _) in CHOSEN.items()}, **assets()}

    assert {name: says for name, says in taken.items() if NOT_ALLOWED.search(says)} == {}
    assert {name: says for name, says in taken.items() if not ALLOWED.search(says)} == {}


@pytest.mark.parametrize(
    "says", ["GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v2 (GPLv2)", "SSPL-1.0"]
)
def test_what_is_not_allowed_is_known_by_any_of_its_names(says: str) -> None:
    assert NOT_ALLOWED.search(says)


@pytest.mark.parametrize("says", ["LGPL-3.0-only", "GNU Lesser General Public License v2 or later (LGPLv2+)"])
def test_the_lesser_one_is_another(says: str) -> None:
    assert not NOT_ALLOWED.search(says)
    assert ALLOWED.search(says)


def test_a_choice_is_made_only_where_there_is_one() -> None:
    said = licences()

    assert [name for name in CHOSEN if not NOT_ALLOWED.search(said[name])] == []
    assert set(ELSEWHERE) <= set(said)
