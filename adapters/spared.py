"""Libraries that look for others and read them where they are installed, read as if those were not: nobody uses that.

`rich` draws tables for the command line. structlog would read it for tracebacks in colours, in every process, and with
it pygments: three megabytes of a worker, and a tenth of a second of every command.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Have whatever is read meanwhile find that a library is not there, unless somebody has read it before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own word for a module that cannot be imported
    try:
        yield
    finally:
        del sys.modules[name]


with without("rich"):
    import structlog
    from structlog.typing import EventDict

__all__ = ["EventDict", "structlog"]
