"""Where the browser goes after logging in: somewhere on this site, whatever was asked."""

from typing import Final
from urllib.parse import urlsplit

HOME: Final = "/"

LONGEST_PATH: Final = 512
"""Longest path that is remembered (characters)."""


def local_path(asked: str | None) -> str:
    """Give the path that was asked for, or the home page for whatever a browser might take for another site."""
    if asked is None or len(asked) > LONGEST_PATH or not asked.isascii() or not asked.isprintable():
        return HOME
    # Browsers read a backslash as a slash, and a second slash begins the name of another site.
    if not asked.startswith("/") or asked.startswith("//") or "\\" in asked or " " in asked:
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else asked
