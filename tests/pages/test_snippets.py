"""What stands in a block of the documentation can be pasted: it reads, and commands have the options they are given."""

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import typer.main
from pages.pages import blocks, pages, prose
from sources import ROOT

from adapters.cli.main import app

PAGES = pages()
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
HUB = typer.main.get_command(app)
READ: Mapping[str, Callable[[str], object]] = {"toml": tomllib.loads, "json": json.loads, "python": ast.parse}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_block_is_what_it_says_it_is(page: Path) -> None:
    for language, text in blocks(page):
        if language in READ:
            READ[language](text)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_of_a_block_exists_with_its_options(page: Path) -> None:
    assert [fault for words in commands(page) if (fault := _fault(words))] == []


def commands(page: Path) -> Iterator[list[str]]:
    """Give the words of each `hub` command on a page, in blocks and between words; a backslash at an end goes on."""
    for span in re.findall(r"`hub ([^`]+)`", prose(page).replace("\n", " ")):
        yield _words(span)
    for language, text in blocks(page):
        if language in {"", "sh"}:
            for line in re.sub(r"\\\n\s*", " ", text).splitlines():
                if found := re.search(r"(?:^|[\s(/])hub (?!:|hub )([a-z].*)$", line.split("  #")[0]):
                    yield _words(found[1])


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("();<>|&"):
            break
        words.append(word)
    return words


def _fault(words: list[str]) -> str | None:
    command = HUB
    place = ["hub"]
    for word in words:
        if word.startswith("-"):
            known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
            if word.partition("=")[0] not in known:
                return f"{' '.join(place)} {word}"
        elif (inner := getattr(command, "commands", {}).get(word)) is not None:
            command = inner
            place.append(word)
        elif getattr(command, "commands", None):
            return f"{' '.join(place)} {word}"
    return None
