"""How commands speak: data on stdout, words on stderr, and four exit codes."""

import json
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from io import TextIOWrapper
from typing import TextIO

import typer

from hub.errors import HubError, Unavailable


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    FINDING = 1
    USAGE = 2
    UNAVAILABLE = 3
    UNREAD = 141
    """Whoever read the output went away, as `head` does: 128 + SIGPIPE, with which other tools end then."""


def say(data: str) -> None:
    """Write data."""
    typer.echo(data)


def say_json(data: Mapping[str, object] | Sequence[object]) -> None:
    """Write data for a program; where letters beyond ASCII cannot be written, as JSON escapes them."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=not _is_utf_8(sys.stdout)))


def speak_anywhere() -> None:
    """Let no letter that a terminal does not know end a command: it becomes a question mark there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not _is_utf_8(stream):
            stream.reconfigure(errors="replace")


def _is_utf_8(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def say_rows(rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Write a line for each row, what is not known as a dash; or all of them for a program."""
    if as_json:
        say_json(rows)
        return
    for row in rows:
        say("  ".join(str(value if value is not None else "-") for value in row.values()))


def tell(words: str) -> None:
    """Write words for a person."""
    typer.echo(words, err=True)


@contextmanager
def unread() -> Iterator[None]:
    """End in the way of other tools where whoever read the output went away: typer and rich say 1, a finding."""
    try:
        yield
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise SystemExit(Exit.UNREAD) from None
        raise


def stop_event() -> threading.Event:
    """Give what is set by Ctrl-C or a termination signal, from now on."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def exit_code(fault: HubError) -> Exit:
    """A part that did not work, or something the caller must change."""
    return Exit.UNAVAILABLE if isinstance(fault, Unavailable) else Exit.USAGE
