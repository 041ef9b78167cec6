"""The sentences of the portal: the same in both languages, all of them used, and easy to read.

How easy is measured by Flesch-Douma for Dutch, a proxy for B1 and no proof of it (portal-and-ecosystem §2.4).
"""

import re
import string
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

import pyphen  # type: ignore[import-untyped]  # it ships no types
import pytest

from adapters.portal import client
from adapters.portal.client import enums
from adapters.portal.texts import Texts

NL, EN = Texts.read("nl"), Texts.read("en")

PORTAL: Final = Path(client.__file__).resolve().parents[1]

EASIEST_AT_LEAST: Final = 60
MOST_WORDS_IN_A_SENTENCE: Final = 15
"""On average over a page."""

DENIED: Final = ("ingevolge", "betreffende", "verschuldigd", "aanwenden", "teneinde", "middels", "derhalve", "conform")

SYLLABLES: Final = pyphen.Pyphen(lang="nl_NL")


def pages() -> dict[str, list[str]]:
    """The Dutch texts of each page, those that are sentences."""
    found: dict[str, list[str]] = {}
    for key in sorted(NL.names()):
        told = NL._told[key]
        if told.rstrip().endswith((".", "?", "!", ":")) and len(told.split()) > 2:
            found.setdefault(key.split(".")[0], []).append(told)
    return found


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "woord", text))


def flesch_douma(texts: list[str]) -> tuple[float, float]:
    """How easy (100 is very easy, 0 is law), and words a sentence."""
    sentences = [each for text in texts for each in re.split(r"[.?!:]+\s*", text) if each.strip()]
    words = [word for text in texts for word in words_of(text)]
    syllables = sum(len(SYLLABLES.positions(word)) + 1 for word in words)
    a_sentence = len(words) / len(sentences)
    return 206.84 - 77 * syllables / len(words) - 0.93 * a_sentence, a_sentence


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    assert NL.names() == EN.names()
    for key in NL.names():
        named = [{name for _, name, _, _ in string.Formatter().parse(texts._told[key]) if name} for texts in (NL, EN)]
        assert named[0] == named[1], key


@pytest.mark.parametrize("page", pages())
def test_a_page_is_easy_to_read(page: str) -> None:
    easy, a_sentence = flesch_douma(pages()[page])

    assert easy >= EASIEST_AT_LEAST, (page, easy)
    assert a_sentence <= MOST_WORDS_IN_A_SENTENCE, (page, a_sentence)


def test_the_measure_tells_law_from_plain_words() -> None:
    law = [
        (
            "Ingevolge het bepaalde in artikel vijfentwintig der Invorderingswet kan de belastingschuldige "
            "uitstel van betaling verkrijgen indien betalingsproblematiek aannemelijk wordt gemaakt."
        )
    ]
    plain = ["U kunt dit later betalen.", "Vraag het aan."]

    assert flesch_douma(law)[0] < EASIEST_AT_LEAST < flesch_douma(plain)[0]


def test_no_word_of_the_office_is_used() -> None:
    said = {word.lower() for key in NL.names() for word in words_of(NL._told[key])}

    assert said.isdisjoint(DENIED)


def test_no_english_text_was_left_in_dutch() -> None:
    same = {key for key in NL.names() if NL._told[key] == EN._told[key] and len(NL._told[key].split()) > 1}

    assert {key for key in same if not key.startswith(("frame.brand", "frame.name_", "variant."))} == {
        "looked.role.HUB",
        "trouble.code",
    }


CHOSEN: Final = {"ArrangementState permissions.status", "GrantStatus plan.state", "GrantStatus plan.says"}
"""Families of texts that share some words with an enum and are not about it."""


def test_every_value_of_the_contract_that_a_page_puts_into_words_has_its_text() -> None:
    """A page that finds no text breaks, and what breaks it may happen to somebody only years later."""
    families: dict[str, set[str]] = {}
    for key in NL.names():
        beginning, _, last = key.rpartition(".")
        families.setdefault(beginning, set()).add(last)
    missing = {
        f"{name} {beginning}": sorted(values - told)
        for name, values in _enums()
        for beginning, told in families.items()
        if 2 * len(values & told) > len(values) and values - told
    }

    assert {family: left for family, left in missing.items() if family not in CHOSEN} == {}


def _enums() -> Iterator[tuple[str, set[str]]]:
    for name, value in vars(enums).items():
        if isinstance(value, type) and issubclass(value, Enum):
            yield name, {str(member.value) for member in value}


def test_every_text_is_used_somewhere() -> None:
    code = "".join(
        file.read_text(encoding="utf-8")
        for file in PORTAL.rglob("*")
        if file.suffix in (".py", ".html") and "client" not in file.parts
    )
    # A text that is found by a name from elsewhere is used where its beginning is: `t("sources." ~ state)`.
    unused = [
        key
        for key in sorted(NL.names())
        if not any(f"{mark}{key.removesuffix('.one').removesuffix('.other')}{mark}" in code for mark in "'\"")
        and f'"{key}"' not in code
        and not any(f'"{beginning}."' in code or f'"{beginning}.{{' in code for beginning in _beginnings(key))
        and not _by_frame(key)
    ]
    assert sorted(unused) == []


def _beginnings(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _by_frame(key: str) -> bool:
    """Titles and the words of the frame are found by the name of a page or a word."""
    page, _, name = key.partition(".")
    return name == "title" or page == "frame" or (page, name) in {("outcome", "Refusal"), ("outcome", "NeedsHuman")}
