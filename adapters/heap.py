"""What a process does with memory: how often it looks for garbage, and how the C library holds what is free.

The C library is told where it is one that can be: glibc on Linux.
"""

import ctypes
import gc
import sys
from typing import Final

M_ARENA_MAX: Final = -8
"""Which setting of glibc's `mallopt` says how many heaps there may be (malloc.h)."""


GARBAGE_AFTER: Final = 20_000
"""Objects more than before, after which garbage is looked for: one request makes some thousands.

What is read at the start stays, and looking for garbage in it over and over would take a fifth of the start.
"""


def look_seldom() -> None:
    """Look for garbage only after as much as some requests make."""
    gc.set_threshold(GARBAGE_AFTER)


def have_one() -> None:
    """Have all threads take memory from one heap: each would keep what it once needed, and they take turns anyway."""
    _call("mallopt", M_ARENA_MAX, 1)


def give_back() -> None:
    """Give the system what is free now. What starting needed is not needed again."""
    _call("malloc_trim", 0)


def _call(name: str, *values: int) -> None:
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), name, None)  # another C library has neither
        if function is not None:
            function(*values)
