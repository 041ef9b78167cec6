"""The letter on paper, set by Typst as PDF/UA-1 and PDF/A-2a: what such a file may not lack is an error there."""

import json
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


async def pdf(letter: Letter, today: date) -> bytes:
    """Set a letter; the same letter on the same day gives the same bytes. Others are served meanwhile."""
    return await run_in_threadpool(_set, letter, today)


def _set(letter: Letter, today: date) -> bytes:
    # A compiler keeps what it was handed: each letter has its own, and nothing of one gets into another.
    compiler = typst.Compiler(FOLDER / "letter.typ", root=FOLDER, font_paths=_fonts())
    made = compiler.compile(
        format="pdf",
        sys_inputs={"letter": json.dumps(asdict(letter), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],  # for who hears it (ISO 14289-1), and for who keeps it (ISO 19005-2)
        timestamp=datetime.combine(today, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("One letter is one file.")
    return made


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts: ours, and Typst's own for a letter that ours has not. None of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])
