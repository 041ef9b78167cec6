"""Threads take memory from one heap, where the C library can be told so."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from children import ENVIRONMENT

SEVERAL = """
import ctypes, sys, threading
from adapters import heap

if sys.argv[2] == "one":
    heap.have_one()
libc = ctypes.CDLL(None)
all_at_once = threading.Barrier(8)

def takes():
    libc.malloc(4096)
    all_at_once.wait()

threads = [threading.Thread(target=takes) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
heap.give_back()
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


def _heaps(folder: Path, how: str) -> int:
    said = folder / how
    subprocess.run([sys.executable, "-c", SEVERAL, str(said), how], env=ENVIRONMENT, check=True)
    return len(re.findall(r"<heap nr=", said.read_text()))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no such heaps")
def test_threads_share_one_heap_where_they_are_told_to(tmp_path: Path) -> None:
    assert _heaps(tmp_path, "one") == 1
    assert _heaps(tmp_path, "each") > 1
