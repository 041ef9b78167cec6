"""The letter on paper, set by Typst as PDF/UA-1 and PDF/A-2a: what such a file may not lack is an error there."""

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import typst
from starlette.concurrency import run_in_threadpool

from adapters.portal.letter import Letter

FOLDER: Final = Path(str(files("adapters.portal") / "letters"))

NOT_SET: Final = re.compile(
    "[^\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1e9f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u20ac\u2212\ufffd]"
)
"""Characters that our fonts have not. A PDF/UA with one in it is refused, and somebody would have no letter."""

UNKNOWN: Final = "\ufffd"
"""Is set in their place."""


async def pdf(letter: Letter, today: date) -> bytes:
    """Typeset a letter; the same letter on the same day gives the same bytes. Others are served meanwhile."""
    return await run_in_threadpool(_set, letter, today)


def _set(letter: Letter, today: date) -> bytes:
    # A compiler keeps what it was handed: each letter has its own, and nothing of one gets into another.
    compiler = typst.Compiler(FOLDER / "letter.typ", root=FOLDER, font_paths=_fonts())
    made = compiler.compile(
        format="pdf",
        sys_inputs={"letter": json.dumps(_settable(asdict(letter)), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],  # for who hears it (ISO 14289-1), and for who keeps it (ISO 19005-2)
        timestamp=datetime.combine(today, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("One letter is one file.")
    return made


def _settable(told: object) -> object:
    """Give what is told with nothing in it that cannot be set."""
    if isinstance(told, str):
        composed = " ".join(unicodedata.normalize("NFC", told).splitlines())
        return NOT_SET.sub(lambda found: " " if found[0].isspace() else UNKNOWN, composed)
    if isinstance(told, dict):
        return {name: _settable(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_settable(value) for value in told]
    return told


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts: ours only, so that a letter looks the same wherever it is made."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"])
