"""What can be an id, a client or a key in the store."""

from typing import Final

NAME_LENGTH: Final = 200
"""Longest id, client or key that is looked up or kept (characters)."""


def is_name(text: str) -> bool:
    """Say whether a text from outside can be an id here; PostgreSQL cannot even look for some characters."""
    return 0 < len(text) <= NAME_LENGTH and text.isprintable()
