"""The headers of docs/errors.md: each is presented, and its code comes out with the status that the page says."""

import pytest
from api.error_codes import table
from identity.presenting import MADE, presented
from pages.pages import DOCS, blocks

SHOWN = {code: written for code, written in table().items() if " HTTP/" not in written.get("http", " HTTP/")}


@pytest.mark.parametrize("code", SHOWN)
async def test_who_presents_this_is_not_let_in_and_told_why(code: str) -> None:
    found = await presented(SHOWN[code]["http"])

    assert (found.code, found.status) == (code, int(SHOWN[code]["status"]))


def test_what_the_page_shows_is_what_is_presented() -> None:
    headers = (text for language, text in blocks(DOCS / "errors.md") if language == "http")
    shown = sorted(text.strip() for text in headers if " HTTP/" not in text)

    assert shown == sorted(written["http"].strip() for written in SHOWN.values())


@pytest.mark.parametrize("words", MADE)
def test_no_word_is_known_that_no_example_says(words: str) -> None:
    assert any(f"<{words}" in written["http"] for written in SHOWN.values())
