"""How hard the tests try: as hard as fits into every run, or as hard as a promise is worth (`make prove`)."""

import os

from hypothesis import settings

PROVING = os.environ.get("HUB_EFFORT") == "prove"

FEWEST = 50
"""A property that was tried less often says little."""


def tried(times: int) -> settings:
    """Try a property so often where it is proved, and an eighth of that in every run."""
    return settings(max_examples=times if PROVING else max(times // 8, FEWEST), deadline=None)
