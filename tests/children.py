"""What a process that a test starts must know to find the modules of the tests."""

import os
from pathlib import Path
from typing import Final

_TESTS: Final = str(Path(__file__).parent)

ENVIRONMENT: Final = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([_TESTS, *filter(None, [os.environ.get("PYTHONPATH")])]),
}
"""Ours, and the way to the tests."""
