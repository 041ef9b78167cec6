"""The agencies the hub knows, in the order of their ports. A further agency is one name here and one folder."""

from pathlib import Path

AGENCIES = ("belastingdienst", "toeslagen", "cjib", "duo", "cak")


def folder(code: str) -> Path:
    """Say where the data of one agency stand; `example` and other unregistered folders are found too."""
    return Path(__file__).parent / code
