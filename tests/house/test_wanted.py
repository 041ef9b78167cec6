"""A process reads only what its configuration wants: what it does not want costs it no memory."""

import subprocess
import sys

from children import ENVIRONMENT

UNWANTED = ("adapters.portal", "typst", "adapters.workflow", "dbos", "psycopg")


def test_a_hub_reads_neither_pages_nor_the_work_before_it_wants_them() -> None:
    said = f"import adapters.bootstrap, sys; print([name for name in {UNWANTED} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", said], env=ENVIRONMENT, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
