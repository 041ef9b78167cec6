"""Modules of ours as processes of their own, for as long as who started them lives."""

import subprocess
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

COMMANDS: Final = "adapters.cli.main"
"""Runs `hub` with what is said to it."""


def start(
    module: str,
    *words: str,
    output: BinaryIO | None = None,
    errors: BinaryIO | None = None,
    kept: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start `python -m module words`, with the file descriptors `kept` open in it.

    Its standard input ends when we end, however we end: that is how it knows. Ctrl-C reaches us only, who then stop our
    children in order.
    """
    return subprocess.Popen(  # noqa: S603 our own module in our own interpreter
        [sys.executable, "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=errors,
        pass_fds=kept,
        start_new_session=True,
    )
