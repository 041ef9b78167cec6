"""The examples of docs/errors.md in GraphQL: each is played, and its code comes out where the page says."""

import pytest
from api.befores import BEFORES
from api.error_codes import table
from api.playing import PARTIES, WORN, told
from pages.pages import DOCS, blocks

PLAYED = {code: written for code, written in table().items() if "graphql" in written}


@pytest.mark.parametrize("code", PLAYED)
async def test_an_example_gives_its_code_where_the_page_says(code: str) -> None:
    found = await told(PLAYED[code]["graphql"], BEFORES)

    assert found.get(code) == PLAYED[code].get("path", ""), found


def test_what_the_page_shows_is_what_is_played() -> None:
    shown = sorted(text.strip() for language, text in blocks(DOCS / "errors.md") if language == "graphql")

    assert shown == sorted(written["graphql"].strip() for written in PLAYED.values())


@pytest.mark.parametrize("words", [*BEFORES, *PARTIES, *WORN])
def test_no_word_is_known_that_no_example_says(words: str) -> None:
    assert any(words in written["graphql"] for written in PLAYED.values())
