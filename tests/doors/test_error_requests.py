"""The requests of docs/errors.md: each is sent to a hub, and its code comes back with the status that the page says."""

import pytest
from api.error_codes import table
from doors.sending import BEFORES, WORN, answered
from pages.pages import DOCS, blocks

SENT = {code: written for code, written in table().items() if " HTTP/" in written.get("http", "")}


@pytest.mark.parametrize("code", SENT)
async def test_a_request_gives_its_code_and_status(code: str) -> None:
    found = await answered(SENT[code]["http"])

    assert (found.status, code in found.codes) == (int(SENT[code]["status"]), True), found


def test_what_the_page_shows_is_what_is_sent() -> None:
    http = (text.strip() for language, text in blocks(DOCS / "errors.md") if language == "http")
    shown = sorted(text for text in http if " HTTP/" in text)

    assert shown == sorted(written["http"].strip() for written in SENT.values())


@pytest.mark.parametrize("words", [*BEFORES, *WORN])
def test_no_word_is_known_that_no_request_says(words: str) -> None:
    assert any(words in written["http"] for written in SENT.values())
