"""A process that logs as a hub does and says what it is told: python speaker.py WAY, the words on standard input."""

import logging
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from adapters.system import configure_logs

OURS, THEIRS = structlog.get_logger("hub"), logging.getLogger("authlib.oauth2")


def _failed(words: str) -> None:
    try:
        int(words)
    except ValueError:
        THEIRS.exception("it failed")


WAYS: Final[Mapping[str, Callable[[str], None]]] = {
    "event": lambda words: OURS.info(words),  # noqa: PLW0108 looked up when spoken: configured by then
    "field": lambda words: OURS.info("said", reason=words, person=words),
    "nested": lambda words: OURS.info("said", places=[{"deep": [words]}]),
    "library": lambda words: THEIRS.error(words.replace("%", "%%")),
    "argument": lambda words: THEIRS.error("got %s and %r", words, {words: words}),
    "traceback": _failed,
    "uvicorn": lambda words: logging.getLogger("uvicorn.error").warning(words),
    "warning": lambda words: warnings.warn(words, stacklevel=1),
    "broken": lambda words: THEIRS.error("%d", words),
}

if __name__ == "__main__":
    configure_logs()
    WAYS[sys.argv[1]](sys.stdin.read())
