"""What the C library does with memory that is given back, where it is one that can be told: glibc on Linux."""

import ctypes
import sys
from typing import Final

M_ARENA_MAX: Final = -8
"""Which setting of glibc's `mallopt` says how many heaps there may be (malloc.h)."""


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
